//! The data steps by themselves, for `bench/data`: no cache, no workflow.
//!
//! usage: `bench_data convert IN.csv OUT_DIR [WORKERS]` · `bench_data counts INCIDENTS.parquet [WORKERS]`

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::bail;
use hotcast_runner::FilePattern;
use hotcast_steps::convert::{Columns, Convert, Hooks, OneOrMany, SourceFile, convert_file};
use hotcast_steps::scan::{Scan, ScannedColumns};
use hotcast_steps::space::CellGrid;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let started = Instant::now();
    let result = match arguments[..] {
        ["convert", input, out] => convert(input, Path::new(out), 2)?,
        ["convert", input, out, workers] => convert(input, Path::new(out), workers.parse()?)?,
        ["counts", incidents] => counts(PathBuf::from(incidents), 2)?,
        ["counts", incidents, workers] => counts(PathBuf::from(incidents), workers.parse()?)?,
        _ => bail!(
            "usage: bench_data convert IN.csv OUT_DIR [WORKERS] | counts INCIDENTS.parquet [WORKERS]"
        ),
    };
    println!("{} {result}", started.elapsed().as_secs_f64());
    Ok(())
}

/// Converts a sample to the five mapped columns; returns the rows kept.
fn convert(input: &str, out: &Path, workers: usize) -> anyhow::Result<String> {
    let one = |name: &str| Some(OneOrMany::One(name.to_owned()));
    let columns = Columns {
        time: one("Date"),
        lon: one("Longitude"),
        lat: one("Latitude"),
        category: one("Primary Type"),
        id: one("Case Number"),
        ..Columns::default()
    };
    let mut params = Convert::new(FilePattern::One(input.to_owned()), columns);
    params.time_format = OneOrMany::One("%m/%d/%Y %I:%M:%S %p".to_owned());
    let source = SourceFile {
        path: input.into(),
        label: input.to_owned(),
    };
    let hooks = Hooks {
        workers,
        progress: &|_| (),
        cancelled: &|| false,
        finding: &|_| (),
    };
    let counts = convert_file(
        &source,
        &params,
        &out.join("incidents.parquet"),
        &out.join("rejects.parquet"),
        &hooks,
    )?;
    Ok(counts.rows_kept.to_string())
}

/// Rows gathered before they are sorted: few enough to be sorted within the processor's cache.
const GATHERED: usize = 1 << 17;

/// Sums of counts by key: pieces that are sorted and summed, and rows yet to be.
#[derive(Default)]
struct Sums {
    summed: Vec<(u64, f64)>,
    gathered: Vec<(u64, f64)>,
}

impl Sums {
    fn settle(&mut self) {
        self.gathered.sort_unstable_by_key(|&(key, _)| key);
        let equal = self.gathered.chunk_by(|a, b| a.0 == b.0);
        self.summed
            .extend(equal.map(|rows| (rows[0].0, rows.iter().map(|row| row.1).sum::<f64>())));
        self.gathered.clear();
    }
}

/// Counts incidents per cell of 0.0025 degrees and week; returns the number of groups and the sum of the squared counts.
fn counts(incidents: PathBuf, workers: usize) -> anyhow::Result<String> {
    let grid = CellGrid::new(0.0025)?;
    let columns = ScannedColumns {
        time: true,
        place: true,
        category: false,
    };
    // A cell's row and column stay below 2^18 at this size; the week takes the rest.
    let visit = |sums: &mut Sums, rows: &hotcast_steps::scan::Incidents<'_>| {
        for row in 0..rows.len() {
            let (lon, lat) = rows.place(row);
            let cell = grid.cell(lon, lat);
            // Day 4 of 1970 was a Monday.
            let week = (i64::from(rows.day(row)) - 4).div_euclid(7) + (1 << 20);
            let key = (week as u64) << 36 | u64::from(cell.row) << 18 | u64::from(cell.col);
            sums.gathered.push((key, rows.count(row)));
        }
        if sums.gathered.len() >= GATHERED {
            sums.settle();
        }
    };
    let scan = Scan {
        parts: &[incidents],
        workers,
        cancelled: &|| false,
        categories: None,
    };
    let states = scan.fold(columns, Sums::default, visit)?;
    let mut all = Sums::default();
    for mut state in states {
        state.settle();
        all.gathered.append(&mut state.summed);
    }
    // The pieces are sorted already, which this sort takes advantage of.
    all.gathered.sort_by_key(|&(key, _)| key);
    all.settle();
    let squares: f64 = all.summed.iter().map(|(_, n)| n * n).sum();
    Ok(format!("{} {squares}", all.summed.len()))
}
