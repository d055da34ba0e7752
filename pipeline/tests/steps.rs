//! The steps after `convert`, on incidents written here, checked against counts made by other means.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use hotcast::steps::cluster::{Cluster, Hotspot, HotspotTable};
use hotcast::steps::evaluate::Evaluate;
use hotcast::steps::export::Export;
use hotcast::steps::series::{Series, SeriesTable};
use hotcast::steps::train::Train;
use hotcast::{Context, InputFile, Step, Work, calendar::Calendar};
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};
use tempfile::TempDir;

const DAY_MS: i64 = 86_400_000;

/// An incident on a lattice of whole cells of 0.001 degrees, so that the cell it belongs to needs no arithmetic.
#[derive(Clone, Copy)]
struct Incident {
    day: i64,
    row: i64,
    col: i64,
    category: &'static str,
}

/// 2018-01-01, a Monday.
const FIRST_DAY: i64 = 17_532;

/// Three years: nine busy cells in a block, the middle one busiest, with a season and a trend, and a sprinkling around them.
fn city() -> Vec<Incident> {
    let mut state = 12_345u64;
    let mut random = move |n: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut incidents = Vec::new();
    for day in FIRST_DAY..FIRST_DAY + 3 * 364 {
        let summer = i64::from((day / 91) % 4 == 1);
        for row in 0..3 {
            for col in 0..3 {
                let busy = 1 + 2 * i64::from(row == 1 && col == 1) + summer;
                for _ in 0..busy + random(2) as i64 {
                    let category = ["THEFT", "BATTERY", "THEFT", "ROBBERY"][random(4) as usize];
                    incidents.push(Incident {
                        day,
                        row,
                        col,
                        category,
                    });
                }
            }
        }
        let (row, col) = (10 + random(12) as i64, 10 + random(12) as i64);
        incidents.push(Incident {
            day,
            row,
            col,
            category: "OTHER",
        });
    }
    incidents
}

fn write(path: &Path, incidents: &[Incident]) {
    let schema = Arc::new(Schema::new(vec![
        Field::new(
            "time",
            DataType::Timestamp(TimeUnit::Millisecond, None),
            false,
        ),
        Field::new("lon", DataType::Float64, false),
        Field::new("lat", DataType::Float64, false),
        Field::new("category", DataType::Utf8, true),
        Field::new("id", DataType::Utf8, true),
    ]));
    // The middle of the cell, so that no rounding decides.
    let degrees = |whole: f64, cell: i64| whole + (cell as f64 + 0.5) / 1000.0;
    let time = incidents.iter().map(|i| i.day * DAY_MS + 3_600_000);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(TimestampMillisecondArray::from_iter_values(time)),
        Arc::new(Float64Array::from_iter_values(
            incidents.iter().map(|i| degrees(-87.0, i.col)),
        )),
        Arc::new(Float64Array::from_iter_values(
            incidents.iter().map(|i| degrees(41.0, i.row)),
        )),
        Arc::new(StringArray::from_iter_values(
            incidents.iter().map(|i| i.category),
        )),
        Arc::new(StringArray::from(vec![None::<&str>; incidents.len()])),
    ];
    let batch = RecordBatch::try_new(schema.clone(), columns).unwrap();
    let mut writer = ArrowWriter::try_new(fs::File::create(path).unwrap(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A project directory with the outputs of each step below its name.
struct Project {
    dir: TempDir,
    parts: Vec<PathBuf>,
}

impl Project {
    fn new(parts: &[Vec<Incident>]) -> Self {
        let dir = TempDir::new().unwrap();
        let path = |k: usize| dir.path().join(format!("part{k}.parquet"));
        parts
            .iter()
            .enumerate()
            .for_each(|(k, part)| write(&path(k), part));
        let parts = (0..parts.len()).map(path).collect();
        Self { dir, parts }
    }

    fn output(&self, step: &str, name: &str) -> PathBuf {
        self.dir.path().join(step).join(name)
    }

    /// Runs a step with the given files in its slots.
    fn run(
        &self,
        name: &str,
        step: &dyn Step,
        slots: &[(&str, Vec<PathBuf>)],
    ) -> anyhow::Result<()> {
        assert!(step.check().is_empty(), "{:?}", step.check());
        let file = |path: &PathBuf| InputFile {
            path: path.clone(),
            label: path.display().to_string(),
        };
        let declared: BTreeSet<String> = step.inputs().iter().map(|i| i.slot.to_string()).collect();
        let given: BTreeSet<String> = slots.iter().map(|(slot, _)| (*slot).to_owned()).collect();
        assert_eq!(declared, given, "the slots of {name}");
        let inputs: BTreeMap<_, _> = slots
            .iter()
            .map(|(slot, files)| ((*slot).to_owned(), files.iter().map(file).collect()))
            .collect();
        let out = self.dir.path().join(name);
        fs::create_dir_all(&out)?;
        let ctx = Context::new(inputs, out, 2);
        match step.work() {
            Work::Whole(work) => work.run(&ctx)?,
            Work::Records(work) => {
                let set = work.records(&ctx)?;
                let records = (0..set.len())
                    .map(|at| set.compute(at))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                set.combine(&records, &ctx)?;
            }
            Work::Files(_) => unreachable!("no step here works file by file"),
        }
        for output in step.outputs() {
            assert!(
                self.output(name, &output.name).exists(),
                "{name} wrote no `{}`",
                output.name
            );
        }
        Ok(())
    }

    fn cluster(&self, params: Value) -> Vec<Hotspot> {
        let step: Cluster = with(json!({ "incidents": "convert" }), params);
        self.run("cluster", &step, &[("incidents", self.parts.clone())])
            .unwrap();
        HotspotTable::read(&self.output("cluster", "hotspots")).unwrap()
    }

    fn series(&self, params: Value) -> (Calendar, SeriesTable) {
        let step: Series = with(
            json!({ "incidents": "convert", "hotspots": "cluster" }),
            params,
        );
        let slots = [
            ("incidents", self.parts.clone()),
            ("hotspots", vec![self.output("cluster", "cells")]),
        ];
        self.run("series", &step, &slots).unwrap();
        let calendar: Calendar =
            serde_json::from_slice(&fs::read(self.output("series", "calendar")).unwrap()).unwrap();
        let table = SeriesTable::read(&self.output("series", "series"), &calendar).unwrap();
        (calendar, table)
    }

    fn train(&self, params: Value) {
        let step: Train = with(json!({ "series": "series" }), params);
        let of = |name: &str| vec![self.output("series", name)];
        self.run(
            "train",
            &step,
            &[("series", of("series")), ("calendar", of("calendar"))],
        )
        .unwrap();
    }

    fn evaluate(&self, params: Value) -> Value {
        let own = json!({ "series": "series", "models": "train", "incidents": "convert", "hotspots": "cluster" });
        let step: Evaluate = with(own, params);
        let slots = [
            ("series", vec![self.output("series", "series")]),
            ("calendar", vec![self.output("series", "calendar")]),
            ("models", vec![self.output("train", "settings")]),
            ("models_calendar", vec![self.output("train", "calendar")]),
            ("incidents", self.parts.clone()),
            ("hotspots", vec![self.output("cluster", "rule")]),
        ];
        self.run("evaluate", &step, &slots).unwrap();
        serde_json::from_slice(&fs::read(self.output("evaluate", "evaluation")).unwrap()).unwrap()
    }
}

fn with<T: serde::de::DeserializeOwned>(mut base: Value, params: Value) -> T {
    for (name, value) in params.as_object().cloned().unwrap_or_default() {
        base[name] = value;
    }
    serde_json::from_value(base).unwrap()
}

/// The id of a cell by the rule in the documentation of the artifacts.
fn id(row: i64, col: i64) -> i64 {
    (13_100_000 + row * 100) * 36_000_000 + (9_300_000 + col * 100)
}

#[test]
fn grid_hotspots_are_the_cells_above_the_quantile_with_their_counts() {
    let incidents = city();
    let mut counts: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    incidents
        .iter()
        .for_each(|i| *counts.entry((i.row, i.col)).or_default() += 1);
    let mut sorted: Vec<i64> = counts.values().copied().collect();
    sorted.sort_unstable();
    let threshold = sorted[(sorted.len() as f64 * 0.95).ceil() as usize - 1];
    let expected: BTreeMap<i64, i64> = counts
        .iter()
        .filter(|(_, n)| **n > threshold)
        .map(|(&(row, col), &n)| (id(row, col), n))
        .collect();
    assert!((3..9).contains(&expected.len()));

    let project = Project::new(std::slice::from_ref(&incidents));
    let hotspots = project.cluster(json!({}));
    let found: BTreeMap<i64, i64> = hotspots.iter().map(|h| (h.id, h.incident_count)).collect();
    assert_eq!(found, expected);

    let first = &hotspots[0];
    assert_eq!((first.id, first.rank), (id(1, 1), 1));
    assert!((first.share - first.incident_count as f64 / incidents.len() as f64).abs() < 1e-12);
    let of_first = incidents.iter().filter(|i| (i.row, i.col) == (1, 1));
    let thefts = of_first.filter(|i| i.category == "THEFT").count() as i64;
    assert_eq!(
        (first.categories[0].name.as_str(), first.categories[0].count),
        ("THEFT", thefts)
    );
    assert!(first.gi_star_z.unwrap() > 3.0);
}

#[test]
fn merged_cells_are_one_hotspot_named_by_the_busiest() {
    let project = Project::new(&[city()]);
    let hotspots = project.cluster(json!({ "merge": true, "quantile": 0.9 }));
    assert_eq!(hotspots[0].id, id(1, 1));
    let cells = project.cluster(json!({ "quantile": 0.9 }));
    let sum: i64 = cells.iter().map(|h| h.incident_count).sum();
    assert_eq!(hotspots.iter().map(|h| h.incident_count).sum::<i64>(), sum);
}

#[test]
fn every_method_finds_the_busy_block_and_keeps_its_counts() {
    for method in ["dbscan", "hdbscan", "kmeans", "multi_density"] {
        let project = Project::new(&[city()]);
        let params = json!({ "method": method, "cell_deg": 0.001, "quantile": 0.9, "eps_m": 150.0,
                             "min_hotspot_incidents": 50, "clusters": 2, "levels": 2 });
        let hotspots = project.cluster(params);
        let holds_centre = hotspots.iter().any(|h| h.id == id(1, 1));
        assert!(
            holds_centre,
            "{method}: {:?}",
            hotspots.iter().map(|h| h.id).collect::<Vec<_>>()
        );
        let ids: BTreeSet<i64> = hotspots.iter().map(|h| h.id).collect();
        assert_eq!(ids.len(), hotspots.len(), "{method}: ids are unique");
        let (_, series) = project.series(json!({}));
        for hotspot in &hotspots {
            let at = series.ids.binary_search(&hotspot.id).unwrap();
            assert_eq!(
                series.values[at].iter().sum::<f64>(),
                hotspot.incident_count as f64,
                "{method}"
            );
        }
    }
}

#[test]
fn series_are_the_incidents_of_each_week_with_zeros_between() {
    let incidents = city();
    let project = Project::new(std::slice::from_ref(&incidents));
    project.cluster(json!({}));
    let (calendar, series) = project.series(json!({ "freq": "week" }));
    assert_eq!(calendar.first.to_string(), "2018-01-01");
    assert_eq!(calendar.n_observed, 156);
    let at = series.ids.binary_search(&id(1, 1)).unwrap();
    let mut expected = vec![0.0; 156];
    let cell = incidents.iter().filter(|i| (i.row, i.col) == (1, 1));
    cell.for_each(|i| expected[((i.day - FIRST_DAY) / 7) as usize] += 1.0);
    assert_eq!(series.values[at], expected);
}

#[test]
fn the_order_of_rows_and_files_changes_nothing() {
    let incidents = city();
    let (mut one, mut two): (Vec<Incident>, Vec<Incident>) =
        incidents.iter().partition(|i| (i.day + i.col) % 3 == 0);
    one.reverse();
    two.rotate_left(1000);
    let whole = Project::new(&[incidents]);
    let parts = Project::new(&[two, one]);
    for method in ["grid", "hdbscan", "multi_density"] {
        let params = json!({ "method": method, "cell_deg": 0.001, "quantile": 0.9, "min_hotspot_incidents": 50 });
        assert_eq!(
            whole.cluster(params.clone()),
            parts.cluster(params),
            "{method}"
        );
    }
    let params = json!({ "freq": "month", "holidays": "US", "categories": 2 });
    let (calendar, series) = whole.series(params.clone());
    assert_eq!((calendar, series), parts.series(params));
}

#[test]
fn a_missing_year_is_missing_and_not_zero() {
    let mut incidents = city();
    incidents.retain(|i| !(FIRST_DAY + 365..FIRST_DAY + 730).contains(&i.day));
    let project = Project::new(&[incidents]);
    project.cluster(json!({}));
    let (calendar, series) = project.series(json!({ "freq": "month" }));
    assert_eq!(calendar.gaps.len(), 12);
    assert_eq!(calendar.gaps[0].to_string(), "2019-01-01");
    assert!(series.values[0][12..24].iter().all(|n| n.is_nan()));
    assert!(series.values[0][..12].iter().all(|n| *n > 0.0));
}

#[test]
fn counts_by_category_add_up_to_the_series() {
    let project = Project::new(&[city()]);
    project.cluster(json!({}));
    let (_, series) = project.series(json!({ "categories": 10 }));
    let by_category =
        hotcast::steps::series::read_by_category(&project.output("series", "by_category")).unwrap();
    let mut sums: BTreeMap<i64, f64> = BTreeMap::new();
    by_category
        .iter()
        .for_each(|row| *sums.entry(row.hotspot_id).or_default() += row.count);
    for (id, values) in series.ids.iter().zip(&series.values) {
        assert_eq!(sums.get(id), Some(&values.iter().sum::<f64>()));
    }
}

#[test]
fn the_whole_way_ends_in_a_generation_that_is_consistent() {
    let project = Project::new(&[city()]);
    let hotspots = project.cluster(json!({}));
    let (calendar, _) = project.series(json!({ "holidays": "US" }));
    project.train(json!({ "seasonal_order": [0, 1, 1], "shape_groups": true }));
    let evaluation =
        project.evaluate(json!({ "origins": 3, "hotspot_methods": ["grid", "dbscan"] }));
    let export: Export = with(
        json!({ "hotspots": "cluster", "series": "series", "models": "train", "evaluation": "evaluate", "to": "artifacts/x" }),
        json!({}),
    );
    let of = |step: &str, name: &str| vec![project.output(step, name)];
    let slots = [
        ("hotspots", of("cluster", "hotspots")),
        ("density", of("cluster", "density")),
        ("rule", of("cluster", "rule")),
        ("series", of("series", "series")),
        ("by_category", of("series", "by_category")),
        ("models", of("train", "models")),
        ("training", of("train", "training")),
        ("calendar", of("train", "calendar")),
        ("evaluation", of("evaluate", "evaluation")),
    ];
    project.run("export", &export, &slots).unwrap();
    let root = project.output("export", "artifacts");
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(root.join(name)).unwrap()).unwrap()
    };

    let manifest = read("manifest.json");
    for file in manifest["files"].as_array().unwrap() {
        let bytes = fs::read(root.join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["bytes"], bytes.len());
        assert_eq!(file["blake3"], blake3::hash(&bytes).to_hex().as_str());
    }
    assert_eq!(manifest["counts"]["hotspots"], hotspots.len());
    assert_eq!(manifest["counts"]["periods"], 156);

    let features = read("hotspots.geojson");
    assert_eq!(
        features["features"].as_array().unwrap().len(),
        hotspots.len()
    );
    assert!(features["features"][0]["properties"]["expected_change"].is_number());
    assert!(root.join("hotspots.parquet").exists() && root.join("density.parquet").exists());

    for hotspot in &hotspots {
        let document = read(&format!("models/{}.json", hotspot.id));
        assert_eq!(document["fallback_reason"], Value::Null);
        let model = sarima::Model::from_json(&document["model"].to_string()).unwrap();
        assert_eq!(model.method(), "sarima");
        assert_eq!(model.exog_names(), ["holidays"]);
        assert!(document["shape_group"].is_number() || document["shape_group"].is_null());
    }
    assert_eq!(
        calendar.regressors["holidays"].len(),
        calendar.periods.len()
    );

    let ratio = evaluation["verdict"]["mase_ratio"].as_f64().unwrap();
    assert!(
        ratio < 1.0,
        "SARIMA loses to seasonal naive on a city with a season: {ratio}"
    );
    assert_eq!(evaluation["overall"]["sarima"]["n"], 12 * hotspots.len());
    let grid = &evaluation["hotspot_quality"]["methods"]["grid"];
    assert!(grid["pai"].as_f64().unwrap() > 5.0 && grid["pei"].as_f64().unwrap() <= 1.0 + 1e-9);
}

#[test]
fn the_best_method_is_recorded_for_each_hotspot() {
    let project = Project::new(&[city()]);
    project.cluster(json!({ "max_hotspots": 2 }));
    project.series(json!({}));
    project
        .train(json!({ "method": "best", "candidates": ["seasonal_naive", "mean"], "origins": 3 }));
    let evaluation = project.evaluate(json!({ "origins": 3, "hotspot_methods": [] }));
    assert_eq!(evaluation["methods"][0], "best");
    for hotspot in evaluation["hotspots"].as_array().unwrap() {
        let chosen = hotspot["chosen"].as_str().unwrap();
        assert!(["seasonal_naive", "mean"].contains(&chosen));
        let same = &hotspot["metrics"][chosen];
        assert_eq!(&hotspot["metrics"]["best"], same);
    }
}

#[test]
fn no_incidents_is_an_error_with_a_next_action() {
    let project = Project::new(&[vec![]]);
    let step: Cluster = with(json!({ "incidents": "convert" }), json!({}));
    let error = project
        .run("cluster", &step, &[("incidents", project.parts.clone())])
        .unwrap_err();
    assert_eq!(error.to_string(), "there are no incidents to cluster");
}

#[test]
fn a_file_that_is_no_parquet_is_named() {
    let project = Project::new(&[vec![]]);
    let path = project.dir.path().join("broken.parquet");
    fs::write(&path, "time,lon,lat\n").unwrap();
    let step: Cluster = with(json!({ "incidents": "convert" }), json!({}));
    let error = project
        .run("cluster", &step, &[("incidents", vec![path])])
        .unwrap_err();
    assert!(error.to_string().contains("broken.parquet"), "{error}");
}

#[test]
fn parameters_out_of_range_name_their_field() {
    let step: Cluster = with(
        json!({ "incidents": "convert" }),
        json!({ "quantile": 1.5, "cell_deg": 0.000001, "clusters": 0 }),
    );
    let fields: Vec<String> = step.check().into_iter().map(|p| p.field).collect();
    assert_eq!(fields, ["cell_deg", "quantile", "clusters"]);
    let step: Train = with(json!({ "series": "series" }), json!({ "order": [1, 5, 1] }));
    assert_eq!(step.check()[0].field, "order");
}
