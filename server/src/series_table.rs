//! `series.parquet`: the counts of all hotspots.

use std::collections::HashMap;
use std::fs::File;
use std::ops::Range;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use chrono::{Days, NaiveDate};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::publication_error::PublicationError;

/// The counts of all hotspots, as columns, with the range of rows of each hotspot.
#[derive(Debug)]
pub(crate) struct SeriesTable {
    days: Vec<i32>,
    counts: Vec<f64>,
    rows: HashMap<i64, Range<usize>>,
}

impl SeriesTable {
    /// Reads the table, whose rows are sorted by hotspot and then by period.
    pub(crate) fn read(path: &Path) -> Result<Self, PublicationError> {
        let file = File::open(path).map_err(|error| PublicationError::unreadable(path, error))?;
        let invalid = |error: &dyn std::fmt::Display| PublicationError::invalid(path, error);
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|builder| builder.with_batch_size(65_536).build())
            .map_err(|error| invalid(&error))?;
        let mut table = Self {
            days: Vec::new(),
            counts: Vec::new(),
            rows: HashMap::new(),
        };
        for batch in reader {
            let batch = batch.map_err(|error| invalid(&error))?;
            table.push(&batch).map_err(|why| invalid(&why))?;
        }
        Ok(table)
    }

    fn push(&mut self, batch: &RecordBatch) -> Result<(), String> {
        let ids = column(batch, "hotspot_id", &DataType::Int64)?;
        let periods = column(batch, "period", &DataType::Date32)?;
        let counts = column(batch, "count", &DataType::Float64)?;
        let (ids, periods) = (
            ids.as_primitive::<Int64Type>(),
            periods.as_primitive::<Date32Type>(),
        );
        for (row, count) in counts.as_primitive::<Float64Type>().iter().enumerate() {
            let index = self.counts.len();
            let rows = self.rows.entry(ids.value(row)).or_insert(index..index);
            if rows.end != index {
                return Err(format!(
                    "the rows of hotspot `{}` are not contiguous",
                    ids.value(row)
                ));
            }
            rows.end += 1;
            self.days.push(periods.value(row));
            self.counts.push(count.unwrap_or(f64::NAN));
        }
        Ok(())
    }

    /// The periods and counts of a hotspot; `None` is a gap in the source.
    pub(crate) fn get(&self, hotspot_id: i64) -> Option<(Vec<NaiveDate>, Vec<Option<f64>>)> {
        let rows = self.rows.get(&hotspot_id)?.clone();
        let periods = self.days[rows.clone()]
            .iter()
            .map(|days| date(*days))
            .collect();
        let counts = self.counts[rows]
            .iter()
            .map(|count| Some(*count).filter(|count| count.is_finite()))
            .collect();
        Some((periods, counts))
    }
}

fn column(
    batch: &RecordBatch,
    name: &str,
    data_type: &DataType,
) -> Result<arrow::array::ArrayRef, String> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| format!("it has no column `{name}`"))?;
    if column.data_type() == data_type {
        Ok(column.clone())
    } else {
        Err(format!(
            "column `{name}` is {}, not {data_type}",
            column.data_type()
        ))
    }
}

/// The date that is `days` after 1970-01-01.
fn date(days: i32) -> NaiveDate {
    let shift = Days::new(u64::from(days.unsigned_abs()));
    let epoch = NaiveDate::default();
    let moved = if days < 0 {
        epoch.checked_sub_days(shift)
    } else {
        epoch.checked_add_days(shift)
    };
    moved.unwrap_or(epoch)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::sync::Arc;

    use arrow::array::{Date32Array, Float64Array, Int64Array};

    fn batch(ids: &[i64], days: &[i32], counts: &[Option<f64>]) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable([
            (
                "hotspot_id",
                Arc::new(Int64Array::from(ids.to_vec())) as _,
                false,
            ),
            (
                "period",
                Arc::new(Date32Array::from(days.to_vec())) as _,
                false,
            ),
            (
                "count",
                Arc::new(Float64Array::from(counts.to_vec())) as _,
                true,
            ),
        ])
        .unwrap()
    }

    fn empty() -> SeriesTable {
        SeriesTable {
            days: Vec::new(),
            counts: Vec::new(),
            rows: HashMap::new(),
        }
    }

    #[test]
    fn a_series_may_continue_in_the_next_batch() {
        let mut table = empty();
        table
            .push(&batch(&[1, 2], &[0, 0], &[Some(1.0), None]))
            .unwrap();
        table.push(&batch(&[2], &[-1], &[Some(3.0)])).unwrap();
        let (periods, counts) = table.get(2).unwrap();
        assert_eq!(counts, [None, Some(3.0)]);
        assert_eq!(periods[1].to_string(), "1969-12-31");
        assert_eq!(table.get(3), None);
    }

    #[test]
    fn scattered_rows_and_other_types_are_refused() {
        let ones = [Some(1.0); 3];
        let scattered = batch(&[1, 2, 1], &[0, 0, 7], &ones);
        assert_eq!(
            empty().push(&scattered).unwrap_err(),
            "the rows of hotspot `1` are not contiguous"
        );
        assert_eq!(
            column(&scattered, "count", &DataType::Int64).unwrap_err(),
            "column `count` is Float64, not Int64"
        );
    }
}
