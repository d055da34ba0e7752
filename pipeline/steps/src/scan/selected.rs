//! The rows of a batch whose category counts.

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;

use crate::matching::CategoryFilter;

/// The rows whose category the filter admits; each name is compared once a batch.
pub(super) fn selected(
    batch: &RecordBatch,
    filter: &CategoryFilter,
) -> Result<RecordBatch, ArrowError> {
    let without = filter.admits("");
    let column = batch
        .column_by_name("category")
        .and_then(|column| column.as_dictionary_opt::<Int32Type>());
    let Some(column) = column else {
        let rows = if without { batch.num_rows() } else { 0 };
        return Ok(batch.slice(0, rows));
    };
    let names = column.values().as_string_opt::<i32>();
    let admitted: Vec<bool> = names.map_or(Vec::new(), |names| {
        let admits = |name: Option<&str>| name.map_or(without, |name| filter.admits(name));
        names.iter().map(admits).collect()
    });
    let row = |row| column.key(row).map_or(without, |code| admitted[code]);
    let rows: BooleanArray = (0..column.len()).map(|at| Some(row(at))).collect();
    filter_record_batch(batch, &rows)
}
