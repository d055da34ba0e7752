//! The expectations that a publication has for the periods to come.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int32Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use super::city::{Incident, city};
use super::project::Project;

/// A row of `next.parquet`.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    kind: String,
    id: i64,
    hotspot: Option<i64>,
    periods: i32,
    expected: f64,
    bounds: (i64, i64),
    probability: f64,
    at_least_one: f64,
    ranks: (i32, i32),
}

fn rows(root: &Path) -> Vec<Row> {
    let file = fs::File::open(root.join("next.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    reader
        .build()
        .unwrap()
        .flat_map(|batch| rows_of(&batch.unwrap()))
        .collect()
}

fn rows_of(table: &RecordBatch) -> Vec<Row> {
    let column = |name: &str| table.column_by_name(name).unwrap();
    let double = |name: &str, row| column(name).as_primitive::<Float64Type>().value(row);
    let long = |name: &str, row| column(name).as_primitive::<Int64Type>().value(row);
    let int = |name: &str, row| column(name).as_primitive::<Int32Type>().value(row);
    let row = |row: usize| Row {
        kind: column("kind").as_string::<i32>().value(row).to_owned(),
        id: long("id", row),
        hotspot: column("hotspot_id")
            .is_valid(row)
            .then(|| long("hotspot_id", row)),
        periods: int("periods", row),
        expected: double("expected", row),
        bounds: (long("lower", row), long("upper", row)),
        probability: double("probability", row),
        at_least_one: double("at_least_one", row),
        ranks: (int("rank", row), int("rank_by_history", row)),
    };
    (0..table.num_rows()).map(row).collect()
}

fn published(incidents: Vec<Incident>, workers: usize, cluster: Value, train: Value) -> Project {
    let mut project = Project::new(&[incidents]);
    project.workers = workers;
    project.cluster(cluster);
    project.series(json!({}));
    project.train(train);
    project.export(json!({}));
    project
}

fn grouped() -> Value {
    json!({ "merge": true, "quantile": 0.9 })
}

#[test]
fn the_cells_of_a_hotspot_add_up_to_it_by_every_method() {
    for method in ["counts", "mean", "ets"] {
        let project = published(city(), 2, grouped(), json!({ "method": method }));
        let rows = rows(&project.output("export", "artifacts"));
        let mut sums: BTreeMap<(i64, i32), f64> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.kind == "cell") {
            if let Some(hotspot) = row.hotspot {
                *sums.entry((hotspot, row.periods)).or_default() += row.expected;
            }
        }
        let hotspots: Vec<&Row> = rows.iter().filter(|row| row.kind == "hotspot").collect();
        assert_eq!(hotspots.len(), sums.len(), "{method}");
        for hotspot in hotspots {
            let sum = sums[&(hotspot.id, hotspot.periods)];
            assert!(
                (sum / hotspot.expected - 1.0).abs() < 1e-9,
                "{method}: {sum}"
            );
        }
    }
}

#[test]
fn every_occupied_cell_is_expected_to_have_about_what_it_had() {
    let project = published(city(), 2, grouped(), json!({ "method": "counts" }));
    let rows = rows(&project.output("export", "artifacts"));
    let cells = |periods| {
        rows.iter()
            .filter(move |r| r.kind == "cell" && r.periods == periods)
    };
    let occupied: std::collections::BTreeSet<(i64, i64)> =
        city().iter().map(|i| (i.row, i.col)).collect();
    for periods in [1, 4, 13] {
        assert_eq!(cells(periods).count(), occupied.len());
        let mut ranks: Vec<i32> = cells(periods).map(|row| row.ranks.0).collect();
        // The rows are in the order of their ranks.
        assert!(ranks.is_sorted());
        ranks.dedup();
        assert_eq!(ranks.len(), occupied.len());
    }
    // One incident a day falls outside of the busy block, where a cell has a few a year.
    let outside: f64 = cells(13)
        .filter(|r| r.hotspot.is_none())
        .map(|r| r.expected)
        .sum();
    assert!((60.0..120.0).contains(&outside), "{outside}");
    for row in &rows {
        let (lower, upper) = row.bounds;
        assert!(lower >= 0 && lower <= upper, "{row:?}");
        assert!(
            (0.8 - 1e-9..=1.0 + 1e-9).contains(&row.probability),
            "{row:?}"
        );
        // No distribution of counts has less at zero than its mean allows.
        assert!(row.at_least_one <= row.expected + 1e-9, "{row:?}");
        assert!((0.0..=1.0).contains(&row.at_least_one));
    }
    let block = rows
        .iter()
        .find(|r| r.kind == "hotspot" && r.periods == 4)
        .unwrap();
    assert!(
        block.at_least_one > 0.999 && block.bounds.0 > 400,
        "{block:?}"
    );
}

#[test]
fn a_sum_is_that_of_the_models_own_joint_distribution() {
    let project = published(city(), 2, json!({}), json!({ "method": "counts" }));
    let root = project.output("export", "artifacts");
    let rows = rows(&root);
    let calendar = project.trained_calendar();
    let first = rows
        .iter()
        .find(|r| r.kind == "hotspot" && r.periods == 13)
        .unwrap();
    let path = root.join(format!("models/{}.json", first.id));
    let document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let model = sarima::Model::from_json(&document["model"].to_string()).unwrap();
    let from = calendar.n_observed;
    let exog = calendar.exog(model.exog_names(), from..from + 13).unwrap();
    let sum = model.forecast_sum(0..13, &[0.8], 1, 1, &exog).unwrap();
    assert_eq!(first.expected, sum.mean);
    let interval = &sum.intervals[0];
    assert_eq!(
        (first.bounds.0 as f64, first.bounds.1 as f64),
        (interval.lower, interval.upper)
    );
    assert_eq!(Some(first.probability), interval.probability);
}

#[test]
fn the_bytes_depend_neither_on_the_threads_nor_on_the_order_of_rows() {
    let turned = || {
        let mut incidents = city();
        incidents.reverse();
        incidents
    };
    let one = published(city(), 1, grouped(), json!({ "method": "counts" }));
    let four = published(turned(), 4, grouped(), json!({ "method": "counts" }));
    let read = |project: &Project, name: &str| {
        fs::read(project.output("export", "artifacts").join(name)).unwrap()
    };
    for name in [
        "next.parquet",
        "next.geojson",
        "hotspots.parquet",
        "manifest.json",
    ] {
        assert!(read(&one, name) == read(&four, name), "{name}");
    }
}

#[test]
fn the_features_are_the_hotspots_by_their_ranks_for_four_periods() {
    let project = published(city(), 2, json!({}), json!({ "method": "counts" }));
    let root = project.output("export", "artifacts");
    let document: Value =
        serde_json::from_slice(&fs::read(root.join("next.geojson")).unwrap()).unwrap();
    let rows = rows(&root);
    let by_rank = rows
        .iter()
        .filter(|r| r.kind == "hotspot" && r.periods == 4);
    let ids: Vec<i64> = by_rank.map(|row| row.id).collect();
    let features = document["features"].as_array().unwrap();
    let listed: Vec<i64> = features.iter().map(|f| f["id"].as_i64().unwrap()).collect();
    assert_eq!(listed, ids);
    assert_eq!(document["from"], "2020-12-28");
    let ahead = features[0]["properties"]["ahead"].as_array().unwrap();
    let until: Vec<&str> = ahead.iter().map(|e| e["until"].as_str().unwrap()).collect();
    assert_eq!(until, ["2021-01-03", "2021-01-24", "2021-03-28"]);
    assert_eq!(ahead[1]["rank"], 1);
}
