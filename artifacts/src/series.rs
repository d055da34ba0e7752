//! The columns of `series.parquet`.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Float64Type, Int64Type};
use arrow_array::{Array, Date32Array, Float64Array, Int64Array, PrimitiveArray, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use thiserror::Error;

const HOTSPOT_ID: &str = "hotspot_id";
const PERIOD: &str = "period";
const COUNT: &str = "count";

/// Rows of `series.parquet`, which are sorted by hotspot, then period.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesColumns {
    /// The hotspot of each row.
    pub hotspot_ids: Int64Array,
    /// The first day of its period, as a [day number](crate::day_number).
    pub periods: Date32Array,
    /// Its incidents; null where the source has a gap.
    pub counts: Float64Array,
}

/// Why a table is not one of series.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ColumnError {
    /// A column is absent.
    #[error("it has no column `{0}`")]
    Absent(&'static str),
    /// A column is of another type.
    #[error("column `{name}` is {found}, not {expected}")]
    Type {
        /// The column.
        name: &'static str,
        /// Its type.
        found: DataType,
        /// The type it should have.
        expected: DataType,
    },
}

impl SeriesColumns {
    /// The columns of some rows of the table.
    ///
    /// # Errors
    /// When a column is absent or of another type.
    pub fn of(table: &RecordBatch) -> Result<Self, ColumnError> {
        Ok(Self {
            hotspot_ids: column::<Int64Type>(table, HOTSPOT_ID)?,
            periods: column::<Date32Type>(table, PERIOD)?,
            counts: column::<Float64Type>(table, COUNT)?,
        })
    }

    /// The table as it is written.
    ///
    /// # Errors
    /// When the columns differ in length.
    pub fn into_table(self) -> Result<RecordBatch, ArrowError> {
        let schema = Schema::new(vec![
            Field::new(HOTSPOT_ID, DataType::Int64, false),
            Field::new(PERIOD, DataType::Date32, false),
            Field::new(COUNT, DataType::Float64, true),
        ]);
        RecordBatch::try_new(
            Arc::new(schema),
            vec![
                Arc::new(self.hotspot_ids),
                Arc::new(self.periods),
                Arc::new(self.counts),
            ],
        )
    }

    /// The incidents of each row; NaN where the source has a gap.
    pub fn numbers(&self) -> impl Iterator<Item = f64> {
        self.counts.iter().map(|count| count.unwrap_or(f64::NAN))
    }
}

fn column<T: ArrowPrimitiveType>(
    table: &RecordBatch,
    name: &'static str,
) -> Result<PrimitiveArray<T>, ColumnError> {
    let column = table
        .column_by_name(name)
        .ok_or(ColumnError::Absent(name))?;
    let typed = column.as_primitive_opt::<T>().cloned();
    typed.ok_or_else(|| ColumnError::Type {
        name,
        found: column.data_type().clone(),
        expected: T::DATA_TYPE,
    })
}

#[cfg(test)]
mod tests {
    use arrow_array::ArrayRef;

    use super::*;

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let columns = SeriesColumns {
            hotspot_ids: vec![1, 1].into(),
            periods: vec![0, 7].into(),
            counts: vec![Some(2.0), None].into(),
        };
        let table = columns.clone().into_table().unwrap();
        let read = SeriesColumns::of(&table).unwrap();
        assert_eq!(read, columns);
        let numbers: Vec<f64> = read.numbers().collect();
        assert!(numbers[0] == 2.0 && numbers[1].is_nan());
    }

    #[test]
    fn another_table_is_refused_by_its_column() {
        let of = |columns: Vec<(&str, ArrayRef)>| {
            let table = RecordBatch::try_from_iter(columns).unwrap();
            SeriesColumns::of(&table).unwrap_err().to_string()
        };
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![1]));
        assert_eq!(
            of(vec![("id", ids.clone())]),
            "it has no column `hotspot_id`"
        );
        assert_eq!(
            of(vec![("hotspot_id", ids.clone()), ("period", ids)]),
            "column `period` is Int64, not Date32"
        );
    }
}
