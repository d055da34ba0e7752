//! Reads regressors from a Parquet table.

use anyhow::Context as _;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Schema};

use super::date::day_of;
use super::missing::no_column;
use super::rows::Rows;
use crate::calendar::DayNumber;
use crate::parquet_io::read_table;
use hotcast_runner::{Hint, InputFile};

/// The columns `date` and `names` of a Parquet table.
///
/// Days may be dates, timestamps or texts; a timestamp with a zone counts by its day in UTC.
///
/// # Errors
/// When it lacks a column, or one has another type.
pub(super) fn read_parquet(file: &InputFile, date: &str, names: &[&str]) -> anyhow::Result<Rows> {
    let table = read_table(&file.path).with_context(|| format!("`{}`", file.label))?;
    let column = |name: &str| {
        let found = table.column_by_name(name);
        found.ok_or_else(|| no_column(&file.label, name, names_of(&table).into_iter()))
    };
    let numbers = |name: &&str| numbers(column(name)?, file, name);
    Ok(Rows {
        days: days(column(date)?, file, date)?,
        values: names.iter().map(numbers).collect::<Result<_, _>>()?,
    })
}

fn names_of(table: &RecordBatch) -> Vec<&str> {
    let schema: &Schema = table.schema_ref();
    schema.fields().iter().map(|f| f.name().as_str()).collect()
}

fn days(column: &ArrayRef, file: &InputFile, name: &str) -> anyhow::Result<Vec<DayNumber>> {
    let missing = |row: usize| {
        let message = format!(
            "`{}`, row {}, column `{name}`: no date",
            file.label,
            row + 1
        );
        anyhow::Error::from(Hint::new(message, "every row needs a date"))
    };
    if let DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View = column.data_type() {
        let texts = cast(column, &DataType::Utf8)?;
        let day =
            |(row, text): (usize, Option<&str>)| text.and_then(day_of).ok_or_else(|| missing(row));
        return texts
            .as_string::<i32>()
            .iter()
            .enumerate()
            .map(day)
            .collect();
    }
    let local = match column.data_type() {
        DataType::Timestamp(unit, Some(_)) => cast(column, &DataType::Timestamp(*unit, None))?,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => column.clone(),
        other => return Err(wrong_type(file, name, other, "dates or timestamps")),
    };
    let days = cast(&local, &DataType::Date32)?;
    let day = |(row, day): (usize, Option<i32>)| day.ok_or_else(|| missing(row));
    let days = days.as_primitive::<Date32Type>();
    days.iter().enumerate().map(day).collect()
}

fn numbers(column: &ArrayRef, file: &InputFile, name: &str) -> anyhow::Result<Vec<f64>> {
    let kind = column.data_type();
    if !(kind.is_numeric() || matches!(kind, DataType::Boolean | DataType::Null)) {
        return Err(wrong_type(file, name, kind, "numbers"));
    }
    let values = cast(column, &DataType::Float64)?;
    let values = values.as_primitive::<Float64Type>();
    let value = |(row, value): (usize, Option<f64>)| match value {
        Some(value) if value.is_infinite() => Err(Hint::new(
            format!(
                "`{}`, row {}, column `{name}`: infinite",
                file.label,
                row + 1
            ),
            "a value that is not known is null or NaN",
        )
        .into()),
        value => Ok(value.unwrap_or(f64::NAN)),
    };
    values.iter().enumerate().map(value).collect()
}

fn wrong_type(file: &InputFile, name: &str, found: &DataType, wanted: &str) -> anyhow::Error {
    let label = &file.label;
    let message = format!("column `{name}` of `{label}` is of the type {found}");
    Hint::new(message, format!("it should hold {wanted}")).into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{
        Date32Array, Float64Array, Int32Array, StringArray, TimestampMicrosecondArray,
    };

    use super::*;
    use crate::parquet_io::write_table;

    const DAY_US: i64 = 86_400_000_000;

    fn read(date: ArrayRef, rain: ArrayRef) -> anyhow::Result<Rows> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("w");
        let table = RecordBatch::try_from_iter([("date", date), ("rain", rain)])?;
        write_table(&path, &table, &[])?;
        let label = "fetch.table".to_owned();
        read_parquet(&InputFile { path, label }, "date", &["rain"])
    }

    #[test]
    fn dates_timestamps_and_texts_are_days() {
        let times = TimestampMicrosecondArray::from(vec![DAY_US + 5, -1]);
        let dates: [ArrayRef; 4] = [
            Arc::new(Date32Array::from(vec![1, -1])),
            Arc::new(times.clone().with_timezone("+02:00")),
            Arc::new(times),
            Arc::new(StringArray::from(vec!["1970-01-02", "1969-12-31T10:00"])),
        ];
        let numbers: [ArrayRef; 2] = [
            Arc::new(Int32Array::from(vec![Some(3), None])),
            Arc::new(Float64Array::from(vec![3.0, f64::NAN])),
        ];
        for (date, rain) in dates.into_iter().zip(numbers.iter().cycle()) {
            let rows = read(date, rain.clone()).unwrap();
            assert_eq!(rows.days, [1, -1]);
            assert!(rows.values[0][0] == 3.0 && rows.values[0][1].is_nan());
        }
    }

    #[test]
    fn other_types_are_refused() {
        let days: ArrayRef = Arc::new(Date32Array::from(vec![Some(1), None]));
        let rain: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
        let text: ArrayRef = Arc::new(StringArray::from(vec!["a", "b"]));
        let message = |date: &ArrayRef, rain: &ArrayRef| {
            read(date.clone(), rain.clone()).unwrap_err().to_string()
        };
        assert_eq!(
            message(&days, &rain),
            "`fetch.table`, row 2, column `date`: no date"
        );
        assert_eq!(
            message(&rain, &rain),
            "column `date` of `fetch.table` is of the type Int32"
        );
        let days: ArrayRef = Arc::new(Date32Array::from(vec![1, 2]));
        assert_eq!(
            message(&days, &text),
            "column `rain` of `fetch.table` is of the type Utf8"
        );
    }
}
