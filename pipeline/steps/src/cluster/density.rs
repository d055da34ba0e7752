//! `density.parquet`: the counts of all occupied cells, for the map.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};

use super::count_cells::CellCounts;
use super::table::TableError;
use crate::parquet_io::write_table;

/// Writes the centre and the count of each occupied cell, by latitude, then longitude.
pub(super) fn write_density(path: &Path, counts: &CellCounts) -> Result<(), TableError> {
    let schema = Schema::new(vec![
        Field::new("lon", DataType::Float64, false),
        Field::new("lat", DataType::Float64, false),
        Field::new("count", DataType::Int64, false),
    ]);
    // The order of the cells is that of their rows, then columns: south to north, then west to east.
    let centres: Vec<[f64; 2]> = counts
        .cells
        .iter()
        .map(|&(cell, _)| counts.grid.centre(cell))
        .collect();
    let arrays: Vec<ArrayRef> = vec![
        Arc::new(Float64Array::from_iter_values(centres.iter().map(|c| c[0]))),
        Arc::new(Float64Array::from_iter_values(centres.iter().map(|c| c[1]))),
        Arc::new(Int64Array::from_iter_values(
            counts.cells.iter().map(|(_, n)| n.round() as i64),
        )),
    ];
    write_table(path, &RecordBatch::try_new(Arc::new(schema), arrays)?, &[])?;
    Ok(())
}
