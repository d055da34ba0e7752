//! The tables of the step: figures and times of the fits.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::{DataType, Field, Schema};

use super::figures::Figures;
use super::record::TrainRecord;
use crate::parquet_io::write_table;

/// Writes `training.parquet`.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_training(path: &Path, records: &[TrainRecord]) -> anyhow::Result<()> {
    let figures: Vec<Figures> = records
        .iter()
        .map(|r| Figures::of(&r.document.model))
        .collect::<Result<_, _>>()?;
    let doubles = |get: fn(&Figures) -> Option<f64>| -> ArrayRef {
        Arc::new(figures.iter().map(get).collect::<Float64Array>())
    };
    let no_error: Vec<Option<&str>> = vec![None; records.len()];
    let reasons: StringArray = records
        .iter()
        .map(|r| r.document.fallback_reason.as_deref())
        .collect();
    let columns: [(&str, bool, ArrayRef); 8] = [
        (
            "hotspot_id",
            false,
            Arc::new(Int64Array::from_iter_values(
                records.iter().map(|r| r.document.hotspot_id),
            )),
        ),
        (
            "method",
            false,
            Arc::new(StringArray::from_iter_values(
                figures.iter().map(|f| &f.method),
            )),
        ),
        (
            "converged",
            false,
            Arc::new(BooleanArray::from_iter(
                figures.iter().map(|f| Some(f.converged)),
            )),
        ),
        (
            "iterations",
            false,
            Arc::new(Int32Array::from_iter_values(
                figures.iter().map(|f| f.iterations),
            )),
        ),
        ("llf", true, doubles(|f| f.llf)),
        ("aicc", true, doubles(|f| f.aicc)),
        ("fallback_reason", true, Arc::new(reasons)),
        // Always null: a hotspot that fails also fails the step, so that none is published without
        // a model.
        ("error", true, Arc::new(StringArray::from(no_error))),
    ];
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, nullable, array)| Field::new(*name, array.data_type().clone(), *nullable))
        .collect();
    let arrays = columns.into_iter().map(|(_, _, array)| array).collect();
    write_table(
        path,
        &RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?,
        &[],
    )?;
    Ok(())
}

/// Writes `timings`, which is not published: the milliseconds of each fit.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_timings(path: &Path, records: &[TrainRecord]) -> anyhow::Result<()> {
    let schema = Schema::new(vec![
        Field::new("hotspot_id", DataType::Int64, false),
        Field::new("elapsed_ms", DataType::Float64, false),
    ]);
    let ids = records.iter().map(|record| record.document.hotspot_id);
    let times = records.iter().map(|record| record.elapsed_ms);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(ids)),
        Arc::new(Float64Array::from_iter_values(times)),
    ];
    write_table(path, &RecordBatch::try_new(Arc::new(schema), columns)?, &[])?;
    Ok(())
}
