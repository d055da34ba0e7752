//! Spokane and Charlottesville as they publish their incidents. `just real-cities` runs this where the files are at hand:
//! in `../shared/data`, or in the directory that `HOTCAST_DATA` names.
//! What the example workflows make of them is compared with counts made here by other means.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod project;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use project::Project;
use serde_json::Value;

/// What is counted of a city without the program: all rows, and the usable ones by cell of 0.0025°.
#[derive(Default)]
struct Counted {
    rows: u64,
    usable: u64,
    cells: BTreeMap<(i64, i64), u64>,
}

/// A row's longitude, latitude and time, as its columns say.
type Row<'a> = (&'a str, &'a str, bool);

/// The directory of the cities' files.
///
/// # Panics
/// Where they are not at hand.
fn data(city: &str) -> PathBuf {
    let root = std::env::var_os("HOTCAST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    assert!(
        root.join(city).is_dir(),
        "there is no `{}`; HOTCAST_DATA names the directory above it",
        root.join(city).display()
    );
    root
}

fn count(files: &Path, area: [f64; 4], read: impl Fn(&csv::StringRecord) -> Row<'_>) -> Counted {
    let [west, south, east, north] = area;
    let mut counted = Counted::default();
    for file in std::fs::read_dir(files).unwrap() {
        let text = flate2::read::MultiGzDecoder::new(File::open(file.unwrap().path()).unwrap());
        for record in csv::Reader::from_reader(text).records() {
            counted.rows += 1;
            let record = record.unwrap();
            let (lon, lat, timed) = read(&record);
            let (Ok(lon), Ok(lat), true) = (lon.parse::<f64>(), lat.parse::<f64>(), timed) else {
                continue;
            };
            let inside = (west..=east).contains(&lon) && (south..=north).contains(&lat);
            if !inside || (lon, lat) == (0.0, 0.0) {
                continue;
            }
            counted.usable += 1;
            *counted.cells.entry(cell_of(lon, lat)).or_default() += 1;
        }
    }
    counted
}

/// The cell of 0.0025° of a place.
fn cell_of(lon: f64, lat: f64) -> (i64, i64) {
    let cell = |degrees: f64| ((degrees * 1e9).round() as i64).div_euclid(2_500_000);
    (cell(lon), cell(lat))
}

fn degrees(hotspot: &Value, name: &str) -> f64 {
    hotspot[name].as_f64().unwrap()
}

/// Runs a city's example workflow and compares its account, its hotspots and its models with what was counted.
fn agrees(city: &str, data: &Path, counted: &Counted) {
    let project = Project::new();
    let workflow = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../workflows/{city}.yaml"));
    project.write("city.yaml", std::fs::read(workflow).unwrap());
    let data = format!("data={}", data.display());
    let ran = project.hotcast(&["run", "city.yaml", "--json", "--set", &data]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let converted = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|event| event["event"] == "step_finished" && event["step"] == "convert")
        .unwrap();
    let told = |name: &str| converted["counts"][name].as_u64().unwrap();
    assert_eq!(told("rows_in"), counted.rows);
    assert_eq!(told("rows_kept"), counted.usable);
    assert_eq!(told("rows_kept") + told("rows_rejected"), counted.rows);

    let hotspots = project.json(&format!("artifacts/{city}/current/hotspots.geojson"));
    let mut hotspots: Vec<&Value> = (hotspots["features"].as_array().unwrap().iter())
        .map(|hotspot| &hotspot["properties"])
        .collect();
    assert!(hotspots.len() > 10, "{hotspots:?}");
    hotspots.sort_by_key(|hotspot| hotspot["rank_by_history"].as_i64());
    let found: Vec<u64> = (hotspots.iter())
        .map(|hotspot| hotspot["incident_count"].as_u64().unwrap())
        .collect();
    let by_other_means: Vec<u64> = (hotspots.iter())
        .map(|hotspot| counted.cells[&cell_of(degrees(hotspot, "lon"), degrees(hotspot, "lat"))])
        .collect();
    assert_eq!(found, by_other_means);
    assert!(found.is_sorted_by(|a, b| a >= b), "{found:?}");

    let manifest = project.json(&format!("artifacts/{city}/current/manifest.json"));
    assert_eq!(manifest["counts"]["models"], found.len());
    let evaluation = project.json(&format!("artifacts/{city}/current/evaluation.json"));
    let mase = |method: &str| evaluation["overall"][method]["mase"].as_f64().unwrap();
    let ratio = mase(evaluation["methods"][0].as_str().unwrap()) / mase("seasonal_naive");
    assert!(ratio < 0.95, "worse than seasonal naive by {ratio}");
}

#[test]
fn spokane_is_accounted_for_and_forecast_better_than_by_the_last_season() {
    let data = data("spokane");
    let everywhere = [-180.0, -90.0, 180.0, 90.0];
    let counted = count(&data.join("spokane"), everywhere, |row| {
        (&row[0], &row[1], !row[5].is_empty())
    });
    agrees("spokane", &data, &counted);
}

#[test]
fn charlottesville_is_accounted_for_and_forecast_better_than_by_the_last_season() {
    let data = data("charlottesville");
    let area = [-78.60, 37.95, -78.40, 38.12];
    let counted = count(&data.join("charlottesville"), area, |row| {
        let clock = row[7].parse::<u32>().ok();
        let timed = clock.is_some_and(|clock| clock < 2400 && clock % 100 < 60);
        (&row[10], &row[9], timed && !row[6].is_empty())
    });
    agrees("charlottesville", &data, &counted);
}
