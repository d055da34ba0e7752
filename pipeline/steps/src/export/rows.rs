//! What became of the rows of the source.

use std::num::TryFromIntError;

use hotcast_artifacts::Counts;
use serde_json::Value;

use super::malformed_rows::malformed_rows;
use crate::parquet_io::{TableIoError, row_count};
use hotcast_runner::Context;

/// Rows by what became of them; nothing where it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// Kept by the step that read the files.
    kept: Option<i64>,
    /// Rejected by it.
    rejected: Option<i64>,
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
            malformed,
            filtered,
        } = self;
        Ok(Counts {
            rows_in: count(kept.zip(rejected).map(|(kept, rejected)| kept + rejected))?,
            rows_kept: count(kept)?,
            rows_rejected: count(rejected)?,
            rows_malformed: malformed,
            rows_filtered: count(filtered)?,
            ..Counts::default()
        })
    }
}
