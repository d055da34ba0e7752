//! A small published workflow, written as `docs/artifacts.md` says, and a client for it.

// Each test binary uses its part of this.
#![allow(dead_code, unreachable_pub)]

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Date32Array, Float64Array, Int64Array, RecordBatch};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use parquet::arrow::ArrowWriter;
use sarima::{Constant, Exog, Model, Order, Params, SeasonalOrder, Spec};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

/// The hotspots of the fixture: id, lon, lat, incidents, category.
pub const HOTSPOTS: [(i64, f64, f64, i64, &str); 3] = [
    (473_836_900_923_700, -87.63, 41.88, 520, "THEFT"),
    (473_836_900_933_700, -87.62, 41.89, 300, "BATTERY"),
    (473_836_900_943_700, -87.50, 41.70, 90, "THEFT"),
];

/// West, south, east, north of the data, in degrees.
const BBOX: [f64; 4] = [-87.94, 41.64, -87.49, 42.03];

/// Observed weeks, from Monday 2023-01-02.
pub const OBSERVED: usize = 60;
/// Weeks of the calendar after them.
pub const FUTURE: usize = 156;

pub fn week(index: usize) -> chrono::NaiveDate {
    "2023-01-02".parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(7 * index as u64)
}

/// An artifacts directory that is removed at the end.
pub struct Fixture {
    pub dir: TempDir,
}

impl Fixture {
    /// Publishes one generation of the workflow `city`.
    pub fn new() -> Self {
        let fixture = Self::empty();
        fixture.publish("city", "aaaa", 1.0);
        fixture
    }

    pub fn empty() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn generation(&self, workflow: &str, id: &str) -> PathBuf {
        self.root().join(workflow).join("generations").join(id)
    }

    /// Writes a generation and makes it current; `scale` multiplies the counts, so that
    /// generations differ.
    pub fn publish(&self, workflow: &str, id: &str, scale: f64) {
        self.write_generation(workflow, id, scale);
        self.point(workflow, &format!("generations/{id}"));
    }

    /// Swaps `current` as `export` does.
    pub fn point(&self, workflow: &str, target: &str) {
        let dir = self.root().join(workflow);
        let next = dir.join(".current.next");
        std::os::unix::fs::symlink(target, &next).unwrap();
        fs::rename(next, dir.join("current")).unwrap();
    }

    pub fn write_generation(&self, workflow: &str, id: &str, scale: f64) {
        let dir = self.generation(workflow, id);
        fs::create_dir_all(dir.join("models")).unwrap();
        write_json(&dir.join("hotspots.geojson"), &geojson(scale));
        write_json(&dir.join("calendar.json"), &calendar());
        write_json(
            &dir.join("evaluation.json"),
            &json!({"schema_version": 1, "freq": "week", "overall": {}, "hotspots": []}),
        );
        write_series(&dir.join("series.parquet"), scale);
        let mut all = serde_json::Map::new();
        // The last hotspot has no model.
        for (id, ..) in &HOTSPOTS[..2] {
            let model = model(*id, scale);
            write_json(&dir.join(format!("models/{id}.json")), &model);
            all.insert(id.to_string(), model);
        }
        write_json(
            &dir.join("models/all.json"),
            &json!({"schema_version": 1, "models": all}),
        );
        let files: Vec<Value> = files(&dir, &dir)
            .into_iter()
            .map(|(path, bytes)| {
                let digest = blake3::hash(&bytes).to_string();
                json!({"path": path, "bytes": bytes.len(), "blake3": digest})
            })
            .collect();
        write_json(
            &dir.join("manifest.json"),
            &json!({
                "schema_version": 1, "generation": id, "workflow": workflow,
                "params": {}, "freq": "week",
                "first_period": week(0), "last_period": week(OBSERVED - 1),
                "bbox": BBOX, "counts": {"hotspots": 3}, "files": files,
            }),
        );
    }

    pub fn app(&self) -> Router {
        hotcast_server::app(hotcast_server::AppState::new(
            self.root(),
            hotcast_page::FILES,
        ))
    }
}

fn files(root: &Path, dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(root, &path));
        } else {
            found.push((
                path.strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
                fs::read(&path).unwrap(),
            ));
        }
    }
    found.sort();
    found
}

pub fn write_json(path: &Path, value: &Value) {
    fs::write(path, value.to_string()).unwrap();
}

fn geojson(scale: f64) -> Value {
    let features: Vec<Value> = HOTSPOTS
        .iter()
        .enumerate()
        .map(|(index, (id, lon, lat, count, category))| {
            let (w, s, e, n) = (lon - 0.0005, lat - 0.0005, lon + 0.0005, lat + 0.0005);
            json!({
                "type": "Feature", "id": id,
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]],
                },
                "properties": {
                    "id": id, "rank": index + 1, "lon": lon, "lat": lat,
                    "incident_count": (*count as f64 * scale) as i64,
                    "area_m2": 9200.0, "share": 0.1, "density_per_km2": 1000.0,
                    "trend": 0.1 * index as f64, "trend_class": "persistent",
                    "gi_star_z": if index == 1 { Value::Null } else { json!(2.0 + index as f64) },
                    "categories": [
                        {"name": category, "count": count},
                        {"name": "other", "count": 1},
                    ],
                    "expected_change": 0.05,
                },
            })
        })
        .collect();
    json!({
        "schema_version": 1, "type": "FeatureCollection", "name": "city",
        "bbox": BBOX, "features": features,
    })
}

fn calendar() -> Value {
    let periods: Vec<_> = (0..OBSERVED + FUTURE).map(week).collect();
    let holidays: Vec<u8> = (0..OBSERVED + FUTURE)
        .map(|index| u8::from(holiday(index)))
        .collect();
    json!({
        "schema_version": 1, "freq": "week", "season_length": 52,
        "first": week(0), "last_observed": week(OBSERVED - 1),
        "periods": periods, "n_observed": OBSERVED,
        "regressors": {"holidays": holidays}, "holidays": [], "gaps": [],
    })
}

/// The counts of a hotspot; the second has a gap.
pub fn counts(index: usize, scale: f64) -> Vec<Option<f64>> {
    (0..OBSERVED)
        .map(|period| {
            (index != 1 || period != 7).then(|| scale * (8.0 + (index + period) as f64 % 5.0))
        })
        .collect()
}

fn write_series(path: &Path, scale: f64) {
    let ids: Vec<i64> = HOTSPOTS
        .iter()
        .flat_map(|hotspot| vec![hotspot.0; OBSERVED])
        .collect();
    let epoch = chrono::NaiveDate::default();
    let periods: Vec<i32> = HOTSPOTS
        .iter()
        .flat_map(|_| (0..OBSERVED).map(move |index| (week(index) - epoch).num_days() as i32))
        .collect();
    let values: Vec<Option<f64>> = (0..HOTSPOTS.len())
        .flat_map(|index| counts(index, scale))
        .collect();
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("hotspot_id", Arc::new(Int64Array::from(ids)) as _, false),
        ("period", Arc::new(Date32Array::from(periods)) as _, false),
        ("count", Arc::new(Float64Array::from(values)) as _, true),
    ])
    .unwrap();
    let mut writer =
        ArrowWriter::try_new(fs::File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn model(id: i64, scale: f64) -> Value {
    let index = HOTSPOTS.iter().position(|hotspot| hotspot.0 == id).unwrap();
    let endog: Vec<f64> = counts(index, scale)
        .into_iter()
        .map(|count| count.unwrap_or(f64::NAN))
        .collect();
    let model: Value = serde_json::from_str(&fitted(index, &endog).to_json()).unwrap();
    json!({
        "schema_version": 1, "hotspot_id": id, "freq": "week",
        "first_period": week(0), "last_period": week(OBSERVED - 1),
        "fallback_reason": null, "model": model,
    })
}

/// The model of a hotspot: the first has regressors, the second none.
pub fn fitted(index: usize, endog: &[f64]) -> Model {
    if index == 1 {
        return sarima::seasonal_naive(endog, 52, true);
    }
    let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none())
        .constant(Constant::Mean)
        .exog(["holidays"])
        .non_negative(true);
    let params = Params::from_slice(&spec, &[10.0, -2.0, 0.5, 4.0]).unwrap();
    Model::from_params(spec, params, endog, &exog(0..OBSERVED)).unwrap()
}

/// The calendar's regressor over some of its weeks.
pub fn exog(weeks: Range<usize>) -> Exog {
    Exog::new(
        ["holidays"],
        vec![
            weeks
                .map(|index| f64::from(u8::from(holiday(index))))
                .collect(),
        ],
    )
    .unwrap()
}

pub fn holiday(index: usize) -> bool {
    index.is_multiple_of(9)
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that this is a problem document with `status`, and gives its detail.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        assert_eq!(self.header("content-type"), "application/problem+json");
        let document = self.json();
        assert_eq!(document["status"], status);
        document["detail"].as_str().expect("a detail").to_owned()
    }
}

pub async fn get(app: &Router, path: &str) -> Answer {
    get_with(app, path, &[]).await
}

pub async fn get_with(app: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(app, request.body(Body::empty()).unwrap()).await
}

pub async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}
