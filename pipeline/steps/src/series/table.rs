//! `series.parquet`, written and read.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Field, Float64Type, Int64Type, Schema};

use crate::calendar::{Calendar, day_number};
use crate::parquet_io::{TableIoError, numbers, read_table, value, write_table};

/// Series of equal length, one for each hotspot.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesTable {
    /// The hotspot of each series, in growing order.
    pub ids: Vec<i64>,
    /// The counts of each series, one per observed period; NaN where the source has a gap.
    pub values: Vec<Vec<f64>>,
}

/// An error of reading or writing series.
#[derive(Debug, thiserror::Error)]
pub enum SeriesTableError {
    /// The file or its columns.
    #[error(transparent)]
    Io(#[from] TableIoError),
    /// The arrays do not make a table.
    #[error("cannot build the table: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// A series that does not fit the calendar.
    #[error("hotspot `{id}` has {found} periods where the calendar observes {expected}")]
    Periods {
        /// The hotspot.
        id: i64,
        /// Its periods.
        found: usize,
        /// The calendar's.
        expected: usize,
    },
}

impl SeriesTable {
    /// Writes the table by hotspot, then period.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path, calendar: &Calendar) -> Result<(), SeriesTableError> {
        let days: Vec<i32> = calendar
            .observed()
            .iter()
            .map(|&date| day_number(date))
            .collect();
        let counts = self
            .values
            .iter()
            .flatten()
            .map(|&n| (!n.is_nan()).then_some(n));
        let ids = self
            .ids
            .iter()
            .flat_map(|&id| std::iter::repeat_n(id, days.len()));
        let periods = self.ids.iter().flat_map(|_| days.iter().copied());
        let fields = vec![
            Field::new("hotspot_id", DataType::Int64, false),
            Field::new("period", DataType::Date32, false),
            Field::new("count", DataType::Float64, true),
        ];
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from_iter_values(ids)),
            Arc::new(Date32Array::from_iter_values(periods)),
            Arc::new(counts.collect::<Float64Array>()),
        ];
        write_table(
            path,
            &RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?,
            &[],
        )?;
        Ok(())
    }

    /// Reads the table back; every series must have every observed period of `calendar`.
    ///
    /// # Errors
    /// When the file cannot be read or does not fit the calendar.
    pub fn read(path: &Path, calendar: &Calendar) -> Result<Self, SeriesTableError> {
        let table = read_table(path)?;
        let ids = numbers::<Int64Type>(&table, "hotspot_id")?;
        let periods = numbers::<Date32Type>(&table, "period")?;
        let counts = numbers::<Float64Type>(&table, "count")?;
        let days: Vec<i32> = calendar
            .observed()
            .iter()
            .map(|&date| day_number(date))
            .collect();
        let mut series = Self {
            ids: Vec::new(),
            values: Vec::new(),
        };
        let mut from = 0;
        while from < table.num_rows() {
            let same = |row: usize| ids.value(row) == ids.value(from);
            let to = (from..table.num_rows())
                .find(|&row| !same(row))
                .unwrap_or(table.num_rows());
            if periods.values()[from..to] != days {
                return Err(SeriesTableError::Periods {
                    id: ids.value(from),
                    found: to - from,
                    expected: days.len(),
                });
            }
            series.ids.push(ids.value(from));
            series.values.push(
                (from..to)
                    .map(|row| value(counts, row).unwrap_or(f64::NAN))
                    .collect(),
            );
            from = to;
        }
        Ok(series)
    }
}
