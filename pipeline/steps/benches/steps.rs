//! Times of converting a sample city and of counting its incidents: `cargo bench -p hotcast-steps`.
//!
//! `cargo test` runs each benchmark once.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::ItemsCount;
use hotcast_runner::FilePattern;
use hotcast_steps::cluster::{CountRequest, count_cells};
use hotcast_steps::convert::{
    Columns, Convert, ConvertCounts, Hooks, OneOrMany, SourceFile, convert_file,
};
use hotcast_steps::sample::{SampleParams, write_sample_file};
use hotcast_steps::scan::Scan;
use hotcast_steps::space::CellGrid;
use tempfile::TempDir;

const ROWS: u64 = 5_000;
const WORKERS: usize = 1;

fn main() {
    divan::main();
}

/// A directory with `city.csv`.
fn city() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let params = SampleParams {
        rows: ROWS,
        ..SampleParams::default()
    };
    write_sample_file(&dir.path().join("city.csv"), &params, &|_| ()).unwrap();
    dir
}

fn incidents(dir: &Path) -> PathBuf {
    dir.join("incidents.parquet")
}

fn convert_city(dir: &Path) -> ConvertCounts {
    let one = |name: &str| Some(OneOrMany::One(name.to_owned()));
    let columns = Columns {
        time: one("Date"),
        lon: one("Longitude"),
        lat: one("Latitude"),
        category: one("Primary Type"),
        id: one("Case Number"),
        ..Columns::default()
    };
    let name = "city.csv".to_owned();
    let mut params = Convert::new(FilePattern::One(name.clone()), columns);
    params.time_format = OneOrMany::One("%m/%d/%Y %I:%M:%S %p".to_owned());
    let source = SourceFile {
        path: dir.join(&name),
        label: name,
    };
    let hooks = Hooks {
        workers: WORKERS,
        progress: &|_| (),
        cancelled: &|| false,
        finding: &|_| (),
    };
    let rejects = dir.join("rejects.parquet");
    convert_file(&source, &params, &incidents(dir), &rejects, &hooks).unwrap()
}

#[divan::bench]
fn convert(bencher: Bencher<'_, '_>) {
    let dir = city();
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench(|| convert_city(dir.path()));
}

#[divan::bench]
fn count(bencher: Bencher<'_, '_>) {
    let dir = city();
    convert_city(dir.path());
    let parts = [incidents(dir.path())];
    let grid = CellGrid::new(0.001).unwrap();
    let scan = Scan {
        parts: &parts,
        workers: WORKERS,
        cancelled: &|| false,
        categories: None,
    };
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench(|| count_cells(scan, grid, CountRequest::ALL).unwrap());
}
