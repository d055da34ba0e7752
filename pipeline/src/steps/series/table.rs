//! `series.parquet`.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Date32Type, Field, Float64Type, Int64Type, Schema};

use crate::calendar::{Calendar, day_number};
use crate::parquet_io::{TableIoError, numbers, read_table, texts, value, write_table};

/// Series of equal length, one for each hotspot, or for each hotspot and category.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesTable {
    /// The hotspot of each series, in growing order.
    pub ids: Vec<i64>,
    /// The category of each series; empty when the series are not divided by category.
    pub categories: Vec<String>,
    /// The counts of each series, one per observed period; NaN where the source has a gap.
    pub values: Vec<Vec<f64>>,
}

/// Why series cannot be read or written.
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
    /// Writes the table by hotspot (and category), then period.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path, calendar: &Calendar) -> Result<(), SeriesTableError> {
        let days: Vec<i32> = calendar
            .observed()
            .iter()
            .map(|&date| day_number(date))
            .collect();
        let repeated = |of: &dyn Fn(usize) -> i64| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values(
                (0..self.ids.len()).flat_map(|at| std::iter::repeat_n(of(at), days.len())),
            ))
        };
        let counts = self
            .values
            .iter()
            .flatten()
            .map(|&n| (!n.is_nan()).then_some(n));
        let mut fields = vec![Field::new("hotspot_id", DataType::Int64, false)];
        let mut arrays = vec![repeated(&|at| self.ids[at])];
        if !self.categories.is_empty() {
            fields.push(Field::new("category", DataType::Utf8, false));
            arrays.push(Arc::new(StringArray::from_iter_values(
                self.categories
                    .iter()
                    .flat_map(|name| std::iter::repeat_n(name, days.len())),
            )));
        }
        fields.push(Field::new("period", DataType::Date32, false));
        arrays.push(Arc::new(Date32Array::from_iter_values(
            self.ids.iter().flat_map(|_| days.iter().copied()),
        )));
        fields.push(Field::new("count", DataType::Float64, true));
        arrays.push(Arc::new(counts.collect::<Float64Array>()));
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
        let categories = match table.column_by_name("category") {
            Some(_) => texts(&table, "category")?,
            None => Vec::new(),
        };
        let category = |row: usize| categories.get(row).copied().flatten();
        let days: Vec<i32> = calendar
            .observed()
            .iter()
            .map(|&date| day_number(date))
            .collect();
        let mut series = Self {
            ids: Vec::new(),
            categories: Vec::new(),
            values: Vec::new(),
        };
        let mut from = 0;
        while from < table.num_rows() {
            let same =
                |row: usize| ids.value(row) == ids.value(from) && category(row) == category(from);
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
            series.categories.extend(category(from).map(str::to_owned));
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
