//! The first row in which two tables differ, for explanations such as "series 4738 from
//! 2018-03-05".

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchReader};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use serde::{Deserialize, Serialize};

/// The number of rows compared at once. Equal batches are passed over whole; only the first unequal
/// one is compared row by row.
const BATCH_ROWS: usize = 1 << 14;

/// The first difference between two tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RowChange {
    /// The position of the row, counted from 0.
    pub(crate) row: u64,
    /// The row's values by column, before and now; `None` if that table has ended.
    pub(crate) old: Option<Vec<(String, String)>>,
    pub(crate) new: Option<Vec<(String, String)>>,
}

impl RowChange {
    /// Returns the equal columns and the changed ones: `hotspot_id 4738, period 2018-03-05: count 3
    /// → 4`.
    pub(crate) fn describe(&self) -> String {
        let list = |row: &[(String, String)]| {
            row.iter()
                .map(|(name, value)| format!("{name} {value}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => {
                let same: Vec<(String, String)> = old
                    .iter()
                    .filter(|cell| new.contains(cell))
                    .cloned()
                    .collect();
                let changed: Vec<String> = old
                    .iter()
                    .zip(new)
                    .filter(|(old, new)| old != new)
                    .map(|((name, old), (_, new))| format!("{name} {old} → {new}"))
                    .collect();
                if same.is_empty() {
                    changed.join(", ")
                } else {
                    format!("{}: {}", list(&same), changed.join(", "))
                }
            }
            (None, Some(new)) => format!("new row: {}", list(new)),
            (Some(old), None) => format!("row is gone: {}", list(old)),
            (None, None) => String::new(),
        }
    }
}

/// Compares two Parquet files row by row, restricted to some columns and to rows whose first of
/// these columns shows as `only`.
pub(crate) fn first_change(
    old: &Path,
    new: &Path,
    columns: Option<&[String]>,
    only: Option<&str>,
) -> anyhow::Result<Option<RowChange>> {
    let (mut old, mut new) = (
        Rows::open(old, columns, only)?,
        Rows::open(new, columns, only)?,
    );
    // Only without a filter do equal batches hold the same rows on both sides.
    if only.is_none() {
        skip_equal(&mut old, &mut new)?;
    }
    let mut row = old.taken;
    loop {
        match (old.next()?, new.next()?) {
            (None, None) => return Ok(None),
            (a, b) if a == b => row += 1,
            (old, new) => return Ok(Some(RowChange { row, old, new })),
        }
    }
}

/// Passes over whole batches that are equal.
fn skip_equal(old: &mut Rows, new: &mut Rows) -> anyhow::Result<()> {
    loop {
        old.fill()?;
        new.fill()?;
        match (&old.batch, &new.batch) {
            (Some(a), Some(b)) if a.columns() == b.columns() => {
                old.drop_batch();
                new.drop_batch();
            }
            _ => return Ok(()),
        }
    }
}

struct Rows {
    reader: ParquetRecordBatchReader,
    only: Option<String>,
    batch: Option<RecordBatch>,
    at: usize,
    taken: u64,
}

impl Rows {
    fn open(path: &Path, columns: Option<&[String]>, only: Option<&str>) -> anyhow::Result<Self> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?
            .with_batch_size(BATCH_ROWS);
        let mask = match columns {
            Some(columns) => ProjectionMask::columns(
                builder.parquet_schema(),
                columns.iter().map(String::as_str),
            ),
            None => ProjectionMask::all(),
        };
        Ok(Self {
            reader: builder.with_projection(mask).build()?,
            only: only.map(str::to_owned),
            batch: None,
            at: 0,
            taken: 0,
        })
    }

    /// Makes sure that there is a batch with rows left, unless the table has ended.
    fn fill(&mut self) -> anyhow::Result<()> {
        while self
            .batch
            .as_ref()
            .is_none_or(|batch| self.at >= batch.num_rows())
        {
            self.at = 0;
            self.batch = self.reader.next().transpose()?;
            if self.batch.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn drop_batch(&mut self) {
        self.taken += self.batch.take().map_or(0, |batch| batch.num_rows() as u64);
    }

    fn next(&mut self) -> anyhow::Result<Option<Vec<(String, String)>>> {
        loop {
            self.fill()?;
            let Some(batch) = &self.batch else {
                return Ok(None);
            };
            let schema = self.reader.schema();
            let row = batch
                .columns()
                .iter()
                .zip(schema.fields())
                .map(|(column, field)| Ok((field.name().clone(), shown(column, self.at)?)));
            let row: anyhow::Result<Vec<_>> = row.collect();
            let row = row?;
            self.at += 1;
            let wanted = self
                .only
                .as_ref()
                .is_none_or(|only| row.first().is_some_and(|(_, value)| value == only));
            if wanted {
                return Ok(Some(row));
            }
        }
    }
}

fn shown(column: &ArrayRef, row: usize) -> anyhow::Result<String> {
    if column.is_null(row) {
        return Ok("missing".to_owned());
    }
    Ok(
        ArrayFormatter::try_new(column.as_ref(), &FormatOptions::default())?
            .value(row)
            .try_to_string()?,
    )
}
