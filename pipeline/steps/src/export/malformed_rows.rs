//! How many rejected rows are faulty in themselves.

use std::fs::File;
use std::path::Path;

use anyhow::Context as _;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::malformed::is_malformed;
use crate::parquet_io::texts;

/// Counts them in a file of rejects, of which only the reasons are read.
pub(super) fn malformed_rows(rejects: &Path) -> anyhow::Result<u64> {
    let shown = || format!("cannot read `{}`", rejects.display());
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(rejects).with_context(shown)?)
        .with_context(shown)?;
    let reasons = ProjectionMask::columns(reader.parquet_schema(), ["reason"]);
    let mut malformed = 0;
    for batch in reader
        .with_projection(reasons)
        .build()
        .with_context(shown)?
    {
        let batch = batch.with_context(shown)?;
        let faulty = texts(&batch, "reason")?
            .into_iter()
            .flatten()
            .filter(|reason| is_malformed(reason));
        malformed += faulty.count() as u64;
    }
    Ok(malformed)
}
