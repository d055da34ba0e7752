//! `cells.parquet`: the cells of each hotspot.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, UInt32Array};
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema, UInt32Type};

use super::hotspot::Hotspot;
use super::regions::Region;
use super::table::TableError;
use crate::parquet_io::{numbers, read_table, write_table};
use crate::space::{Cell, CellGrid};

/// The cells of each hotspot, by which `series` assigns an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct MembershipTable {
    /// The grid of the cells.
    pub grid: CellGrid,
    /// A hotspot's id and one of its cells, in the order of the hotspots, then of the cells.
    pub cells: Vec<(i64, Cell)>,
}

impl MembershipTable {
    /// The cells of regions, each with its hotspot.
    pub fn new(grid: CellGrid, regions: &[Region], hotspots: &[Hotspot]) -> Self {
        let of_region = |(region, hotspot): (&Region, &Hotspot)| {
            let id = hotspot.id;
            let cells = region.cells.iter().map(move |&cell| (id, cell));
            cells.collect::<Vec<_>>()
        };
        Self {
            grid,
            cells: regions.iter().zip(hotspots).flat_map(of_region).collect(),
        }
    }

    /// The ids of the hotspots, in order.
    pub fn ids(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.cells.iter().map(|&(id, _)| id).collect();
        ids.dedup();
        ids
    }

    /// Writes the table.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), TableError> {
        let schema = Schema::new(vec![
            Field::new("hotspot_id", DataType::Int64, false),
            Field::new("row", DataType::UInt32, false),
            Field::new("col", DataType::UInt32, false),
            Field::new("cell_deg", DataType::Float64, false),
        ]);
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from_iter_values(
                self.cells.iter().map(|(id, _)| *id),
            )),
            Arc::new(UInt32Array::from_iter_values(
                self.cells.iter().map(|(_, cell)| cell.row),
            )),
            Arc::new(UInt32Array::from_iter_values(
                self.cells.iter().map(|(_, cell)| cell.col),
            )),
            Arc::new(Float64Array::from(vec![
                self.grid.size_deg();
                self.cells.len()
            ])),
        ];
        write_table(path, &RecordBatch::try_new(Arc::new(schema), arrays)?, &[])?;
        Ok(())
    }

    /// Reads the table. One without hotspots has a grid of the default size.
    ///
    /// # Errors
    /// When the file cannot be read or is not such a table.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let table = read_table(path)?;
        let ids = numbers::<Int64Type>(&table, "hotspot_id")?;
        let (rows, cols) = (
            numbers::<UInt32Type>(&table, "row")?,
            numbers::<UInt32Type>(&table, "col")?,
        );
        let size = numbers::<Float64Type>(&table, "cell_deg")?;
        let size_deg = if size.is_empty() {
            0.001
        } else {
            size.value(0)
        };
        let cell = |at: usize| Cell {
            row: rows.value(at),
            col: cols.value(at),
        };
        Ok(Self {
            grid: CellGrid::new(size_deg)?,
            cells: (0..table.num_rows())
                .map(|at| (ids.value(at), cell(at)))
                .collect(),
        })
    }
}
