//! `series.parquet`, written and read.

use std::path::Path;

use arrow::array::{Date32Array, Float64Array, Int64Array};
use hotcast_artifacts::{ColumnError, SeriesColumns};

use crate::calendar::{Calendar, day_number};
use crate::parquet_io::{TableIoError, read_table, write_table};

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
    /// The file.
    #[error(transparent)]
    Io(#[from] TableIoError),
    /// The file has no series.
    #[error("cannot use the table of series: {0}")]
    Columns(#[from] ColumnError),
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
        let days = observed_days(calendar);
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
        let columns = SeriesColumns {
            hotspot_ids: Int64Array::from_iter_values(ids),
            periods: Date32Array::from_iter_values(periods),
            counts: counts.collect::<Float64Array>(),
        };
        write_table(path, &columns.into_table()?, &[])?;
        Ok(())
    }

    /// Reads the table back; every series must have every observed period of `calendar`.
    ///
    /// # Errors
    /// When the file cannot be read or does not fit the calendar.
    pub fn read(path: &Path, calendar: &Calendar) -> Result<Self, SeriesTableError> {
        let table = read_table(path)?;
        let columns = SeriesColumns::of(&table)?;
        let (ids, periods) = (columns.hotspot_ids.values(), columns.periods.values());
        let counts: Vec<f64> = columns.numbers().collect();
        let days = observed_days(calendar);
        let mut series = Self {
            ids: Vec::new(),
            values: Vec::new(),
        };
        let mut from = 0;
        for same in ids.chunk_by(|a, b| a == b) {
            let rows = from..from + same.len();
            from = rows.end;
            if periods[rows.clone()] != days {
                return Err(SeriesTableError::Periods {
                    id: same[0],
                    found: same.len(),
                    expected: days.len(),
                });
            }
            series.ids.push(same[0]);
            series.values.push(counts[rows].to_vec());
        }
        Ok(series)
    }
}

fn observed_days(calendar: &Calendar) -> Vec<i32> {
    let observed = calendar.observed().iter();
    observed.map(|&date| day_number(date)).collect()
}
