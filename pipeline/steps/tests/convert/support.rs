//! Converts small files and reads back what came out.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int64Type, TimestampMillisecondType};
use hotcast_runner::FilePattern;
use hotcast_steps::convert::{
    Columns, Convert, ConvertCounts, ConvertError, Hooks, OneOrMany, SourceFile, convert_files,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A kept row: local time, longitude, latitude, category, id, count.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) time: String,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) category: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) count: f64,
}

/// A row that is not kept: file, line, reason, field, raw text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rejected {
    pub(crate) file: String,
    pub(crate) line: i64,
    pub(crate) reason: String,
    pub(crate) field: Option<String>,
    pub(crate) raw: String,
}

/// The counts and the rows that came out.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) counts: ConvertCounts,
    pub(crate) kept: Vec<Kept>,
    pub(crate) rejected: Vec<Rejected>,
    /// The table of incidents.
    pub(crate) table: Vec<RecordBatch>,
}

impl Outcome {
    pub(crate) fn reasons(&self) -> Vec<(i64, &str)> {
        self.rejected
            .iter()
            .map(|r| (r.line, r.reason.as_str()))
            .collect()
    }

    pub(crate) fn times(&self) -> Vec<&str> {
        self.kept.iter().map(|k| k.time.as_str()).collect()
    }
}

pub(crate) fn one(name: &str) -> Option<OneOrMany> {
    Some(OneOrMany::One(name.to_owned()))
}

/// Parameters for files with the header `when,lon,lat,what,id`.
pub(crate) fn simple() -> Convert {
    let columns = Columns {
        time: one("when"),
        lon: one("lon"),
        lat: one("lat"),
        category: one("what"),
        id: one("id"),
        ..Columns::default()
    };
    Convert {
        max_reject_share: 1.0,
        ..Convert::new(FilePattern::Many(Vec::new()), columns)
    }
}

pub(crate) const HEADER: &str = "when,lon,lat,what,id\n";

pub(crate) fn try_files(
    params: &Convert,
    files: &[(&str, &[u8])],
    workers: usize,
) -> Result<Outcome, ConvertError> {
    let dir = tempfile::tempdir().unwrap();
    let sources: Vec<SourceFile> = files
        .iter()
        .map(|(name, bytes)| {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            SourceFile {
                path,
                label: (*name).to_owned(),
            }
        })
        .collect();
    let (incidents, rejects) = (
        dir.path().join("incidents.parquet"),
        dir.path().join("rejects.parquet"),
    );
    let hooks = Hooks {
        workers,
        progress: &|_| (),
        cancelled: &|| false,
        finding: &|_| (),
    };
    let counts = convert_files(&sources, params, &incidents, &rejects, &hooks)?;
    let outcome = Outcome {
        counts,
        kept: read_kept(&incidents),
        rejected: read_rejected(&rejects),
        table: batches(&incidents),
    };
    check_account(&outcome);
    Ok(outcome)
}

pub(crate) fn convert(params: &Convert, text: &str) -> Outcome {
    try_files(params, &[("a.csv", text.as_bytes())], 2).unwrap()
}

pub(crate) fn convert_error(params: &Convert, bytes: &[u8]) -> ConvertError {
    try_files(params, &[("a.csv", bytes)], 2).unwrap_err()
}

/// The error of reading the file at `path`, named `label`; `cancelled` interrupts it at once.
pub(crate) fn file_error(path: &Path, label: &str, cancelled: bool) -> ConvertError {
    let dir = tempfile::tempdir().unwrap();
    let source = SourceFile {
        path: path.to_owned(),
        label: label.to_owned(),
    };
    let hooks = Hooks {
        workers: 2,
        progress: &|_| (),
        cancelled: &|| cancelled,
        finding: &|_| (),
    };
    let (incidents, rejects) = (dir.path().join("a"), dir.path().join("b"));
    convert_files(&[source], &simple(), &incidents, &rejects, &hooks).unwrap_err()
}

/// The account that must hold for every conversion.
fn check_account(outcome: &Outcome) {
    let counts = &outcome.counts;
    assert_eq!(
        counts.rows_in,
        counts.rows_kept + counts.rows_rejected + counts.rows_filtered
    );
    let by_rule: u64 = counts.rules.iter().map(|rule| rule.rows).sum();
    assert_eq!(counts.rows_filtered, by_rule);
    assert_eq!(counts.rows_kept, outcome.kept.len() as u64);
    assert_eq!(counts.rows_rejected, outcome.rejected.len() as u64);
    let mut by_reason: BTreeMap<&str, u64> = BTreeMap::new();
    for rejected in &outcome.rejected {
        *by_reason.entry(&rejected.reason).or_default() += 1;
    }
    let counted: BTreeMap<&str, u64> = counts
        .reasons
        .iter()
        .map(|(reason, &n)| (reason.name(), n))
        .collect();
    assert_eq!(counted, by_reason);
}

fn batches(path: &Path) -> Vec<RecordBatch> {
    let file = std::fs::File::open(path).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn read_kept(path: &Path) -> Vec<Kept> {
    let mut rows = Vec::new();
    for batch in batches(path) {
        let time = batch["time"].as_primitive::<TimestampMillisecondType>();
        let number = |name: &str| batch[name].as_primitive::<Float64Type>().clone();
        let text = |name: &str, row: usize| {
            let column = batch[name].as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        let count = batch
            .column_by_name("count")
            .map(|c| c.as_primitive::<Float64Type>().clone());
        for row in 0..batch.num_rows() {
            rows.push(Kept {
                time: time
                    .value_as_datetime(row)
                    .unwrap()
                    .format("%Y-%m-%d %H:%M:%S%.f")
                    .to_string(),
                lon: number("lon").value(row),
                lat: number("lat").value(row),
                category: text("category", row),
                id: text("id", row),
                count: count.as_ref().map_or(1.0, |c| c.value(row)),
            });
        }
    }
    rows
}

fn read_rejected(path: &Path) -> Vec<Rejected> {
    let mut rows = Vec::new();
    for batch in batches(path) {
        let text = |name: &str, row: usize| {
            let column = batch[name].as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        for row in 0..batch.num_rows() {
            rows.push(Rejected {
                file: text("file", row).unwrap(),
                line: batch["line"].as_primitive::<Int64Type>().value(row),
                reason: text("reason", row).unwrap(),
                field: text("field", row),
                raw: text("raw", row).unwrap(),
            });
        }
    }
    rows
}
