//! The steps' single passes over the incidents against another engine: the same questions asked of the same Parquet as Polars queries.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hotcast_runner::{Context, FilePattern, InputFile, Step, Work};
use hotcast_steps::calendar::Calendar;
use hotcast_steps::cluster::{Cluster, Hotspot, HotspotTable};
use hotcast_steps::convert::{Columns, Convert, Hooks, OneOrMany, SourceFile, convert_files};
use hotcast_steps::sample::{SampleParams, write_sample_file};
use hotcast_steps::series::{Series, SeriesTable};
use polars::prelude::*;
use serde_json::json;

const CELL_DEG: f64 = 0.0025;
/// A cell in units of 0.00001 degrees, of which ids are made.
const CELL_UNITS: i64 = 250;
const QUANTILE: f64 = 0.95;

/// The sample city's incidents, converted.
fn incidents(dir: &Path) -> PathBuf {
    let csv = dir.join("city.csv");
    let params = SampleParams {
        rows: 40_000,
        seed: 5,
        ..SampleParams::default()
    };
    write_sample_file(&csv, &params, &|_| ()).unwrap();
    let one = |name: &str| Some(OneOrMany::One(name.to_owned()));
    let columns = Columns {
        time: one("Date"),
        lon: one("Longitude"),
        lat: one("Latitude"),
        category: one("Primary Type"),
        id: one("ID"),
        ..Columns::default()
    };
    let convert = Convert {
        time_format: OneOrMany::One("%m/%d/%Y %I:%M:%S %p".to_owned()),
        ..Convert::new(FilePattern::Many(Vec::new()), columns)
    };
    let source = SourceFile {
        path: csv,
        label: "city.csv".to_owned(),
    };
    let hooks = Hooks {
        workers: 2,
        progress: &|_| (),
        cancelled: &|| false,
        finding: &|_| (),
    };
    let parquet = dir.join("incidents.parquet");
    let rejects = dir.join("rejects.parquet");
    convert_files(&[source], &convert, &parquet, &rejects, &hooks).unwrap();
    parquet
}

/// Runs a whole step; its outputs are files in `out`.
fn run(step: &dyn Step, out: &Path, inputs: &[(&str, PathBuf)]) {
    std::fs::create_dir_all(out).unwrap();
    let inputs = inputs.iter().map(|(slot, path)| {
        let file = InputFile {
            path: path.clone(),
            label: (*slot).to_owned(),
        };
        ((*slot).to_owned(), vec![file])
    });
    let ctx = Context::new(inputs.collect(), out.to_owned(), 2);
    let Work::Whole(work) = step.work() else {
        unreachable!("cluster and series work on everything at once");
    };
    work.run(&ctx).unwrap();
}

/// The incidents with the id of their cell.
fn with_cells(parquet: &Path) -> LazyFrame {
    let path = PlRefPath::new(parquet.to_str().unwrap());
    let index = |name: &str, offset: f64| {
        // Both are positive, so that cutting the fraction off is the floor.
        ((col(name) + lit(offset)) / lit(CELL_DEG)).cast(DataType::Int64) * lit(CELL_UNITS)
    };
    LazyFrame::scan_parquet(path, ScanArgsParquet::default())
        .unwrap()
        .with_column((index("lat", 90.0) * lit(36_000_000i64) + index("lon", 180.0)).alias("cell"))
}

fn collect(frame: LazyFrame) -> DataFrame {
    (frame.collect_with_engine(Engine::Streaming).unwrap()).unwrap_single()
}

fn integers(frame: &DataFrame, name: &str) -> Vec<i64> {
    let column = frame.column(name).unwrap().cast(&DataType::Int64).unwrap();
    column.i64().unwrap().into_no_null_iter().collect()
}

#[test]
fn hotspots_and_series_equal_those_of_polars_queries() {
    let dir = tempfile::tempdir().unwrap();
    let parquet = incidents(dir.path());

    let cluster: Cluster = serde_json::from_value(
        json!({ "incidents": "convert", "method": "grid", "cell_deg": CELL_DEG, "quantile": QUANTILE, "half_life_days": "none" }),
    )
    .unwrap();
    let clustered = dir.path().join("cluster");
    run(&cluster, &clustered, &[("incidents", parquet.clone())]);
    let hotspots = HotspotTable::read(&clustered.join("hotspots")).unwrap();

    let cells = collect(
        with_cells(&parquet)
            .group_by([col("cell")])
            .agg([len().alias("n")]),
    );
    let counts: BTreeMap<i64, i64> = integers(&cells, "cell")
        .into_iter()
        .zip(integers(&cells, "n"))
        .collect();
    let mut sorted: Vec<i64> = counts.values().copied().collect();
    sorted.sort_unstable();
    let threshold = sorted[(sorted.len() as f64 * QUANTILE).ceil() as usize - 1];
    let expected: BTreeMap<i64, i64> = (counts.into_iter())
        .filter(|&(_, n)| n > threshold)
        .collect();
    assert!(expected.len() > 50, "{} hotspots", expected.len());
    let found: BTreeMap<i64, i64> = hotspots.iter().map(|h| (h.id, h.incident_count)).collect();
    assert_eq!(found, expected);

    categories_agree(&parquet, &hotspots);

    let series: Series = serde_json::from_value(
        json!({ "incidents": "convert", "hotspots": "cluster", "freq": "week" }),
    )
    .unwrap();
    let counted = dir.path().join("series");
    let inputs = [
        ("incidents", parquet.clone()),
        ("hotspots", clustered.join("cells")),
    ];
    run(&series, &counted, &inputs);
    let calendar = std::fs::read(counted.join("calendar")).unwrap();
    let calendar: Calendar = serde_json::from_slice(&calendar).unwrap();
    let table = SeriesTable::read(&counted.join("series"), &calendar).unwrap();
    weeks_agree(&parquet, &table, &calendar);
}

/// The most frequent category of each hotspot has the same count in both.
fn categories_agree(parquet: &Path, hotspots: &[Hotspot]) {
    let frame = collect(
        with_cells(parquet)
            .group_by([col("cell"), col("category").cast(DataType::String)])
            .agg([len().alias("n")])
            .group_by([col("cell")])
            .agg([col("n").max().alias("n")]),
    );
    let most: BTreeMap<i64, i64> = integers(&frame, "cell")
        .into_iter()
        .zip(integers(&frame, "n"))
        .collect();
    for hotspot in hotspots {
        assert_eq!(
            hotspot.categories[0].count, most[&hotspot.id],
            "{}",
            hotspot.id
        );
    }
}

/// Every count of every hotspot and week, zeros included.
fn weeks_agree(parquet: &Path, table: &SeriesTable, calendar: &Calendar) {
    let frame = collect(
        with_cells(parquet)
            .with_column(
                col("time")
                    .dt()
                    .truncate(lit("1w"))
                    .cast(DataType::Date)
                    .alias("week"),
            )
            .group_by([col("cell"), col("week")])
            .agg([len().alias("n")])
            .select([col("cell"), col("week").cast(DataType::Int32), col("n")]),
    );
    let (cells, weeks, counts) = (
        integers(&frame, "cell"),
        integers(&frame, "week"),
        integers(&frame, "n"),
    );
    let counts: BTreeMap<(i64, i64), i64> = (cells.into_iter().zip(weeks)).zip(counts).collect();
    let epoch = chrono::NaiveDate::default();
    let mut incidents = 0;
    for (id, values) in table.ids.iter().zip(&table.values) {
        for (period, &value) in calendar.periods.iter().zip(values) {
            let week = (*period - epoch).num_days();
            let expected = counts.get(&(*id, week)).copied().unwrap_or(0);
            assert_eq!(value, expected as f64, "hotspot {id}, week of {period}");
            incidents += expected;
        }
    }
    assert!(incidents > 1000, "{incidents} incidents in whole weeks");
}
