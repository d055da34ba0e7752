//! What became of the rows of the source.

use std::num::TryFromIntError;

use arrow::datatypes::Int64Type;
use hotcast_artifacts::Counts;
use serde_json::Value;

use super::malformed_rows::malformed_rows;
use crate::parquet_io::{TableIoError, numbers, read_table, row_count};
use hotcast_runner::Context;

/// Rows by what became of them; nothing where it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// Kept by the step that read the files.
    kept: Option<i64>,
    /// Rejected by it.
    rejected: Option<i64>,
    /// Left out by its rules, if it has any.
    left_out: Option<i64>,
    /// Rejected because they are faulty in themselves.
    malformed: Option<u64>,
    /// Kept by it and left out by the steps between it and the one that found hotspots.
    filtered: Option<i64>,
}

impl Rows {
    /// The account of the `convert` that the incidents come from, where there is exactly one.
    pub(super) fn of(ctx: &Context, rule: &Value) -> anyhow::Result<Self> {
        let count = |slot: &str| -> Result<i64, TableIoError> {
            ctx.paths(slot).iter().map(|path| row_count(path)).sum()
        };
        // Each file that was read has a table of rejects, even if it is empty.
        if ctx.input("rejects").is_empty() {
            return Ok(Self::default());
        }
        let kept = count("converted")?;
        let malformed = ctx
            .paths("rejects")
            .iter()
            .map(|path| malformed_rows(path))
            .sum::<Result<u64, _>>()?;
        Ok(Self {
            kept: Some(kept),
            rejected: Some(count("rejects")?),
            left_out: left_out(ctx)?,
            malformed: Some(malformed),
            // A program that adds rows keeps no account of those it leaves out.
            filtered: rule["rows"]
                .as_i64()
                .map(|rows| kept - rows)
                .filter(|&n| n >= 0),
        })
    }

    /// The counts of a manifest as far as they are of rows.
    pub(super) fn counts(self) -> Result<Counts, TryFromIntError> {
        let count = |n: Option<i64>| n.map(u64::try_from).transpose();
        let Self {
            kept,
            rejected,
            left_out,
            malformed,
            filtered,
        } = self;
        let read = kept.zip(rejected);
        let read = read.map(|(kept, rejected)| kept + rejected + left_out.unwrap_or(0));
        Ok(Counts {
            rows_in: count(read)?,
            rows_kept: count(kept)?,
            rows_rejected: count(rejected)?,
            rows_left_out: count(left_out)?,
            rows_malformed: malformed,
            rows_filtered: count(filtered)?,
            ..Counts::default()
        })
    }
}

/// The rows that the rules of the step that read the files leave out; `None` without rules.
fn left_out(ctx: &Context) -> Result<Option<i64>, TableIoError> {
    let mut sum = None;
    for path in ctx.paths("filtered") {
        let table = read_table(&path)?;
        for rows in numbers::<Int64Type>(&table, "rows")?.values() {
            *sum.get_or_insert(0) += rows;
        }
    }
    Ok(sum)
}
