//! `rates.parquet`: all occupied cells, for the forecasts of places.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema};
use rustc_hash::FxHashMap;

use super::count_cells::CellCounts;
use super::membership::MembershipTable;
use super::table::TableError;
use crate::parquet_io::{numbers, read_table, value, write_table};
use crate::space::Cell;

/// An occupied cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellRate {
    /// The id of the cell, by the rule for hotspots.
    pub id: i64,
    /// The hotspot to which it belongs.
    pub hotspot_id: Option<i64>,
    /// Longitude of its centre.
    pub lon: f64,
    /// Latitude of its centre.
    pub lat: f64,
    /// Its incidents, old ones weighted less.
    pub weight: f64,
    /// Its incidents over all data.
    pub incidents: f64,
}

/// The occupied cells, in the order of the cells.
pub struct RateTable;

impl RateTable {
    /// All cells of `history` with their weights.
    pub(super) fn of(
        history: &CellCounts,
        counts: &CellCounts,
        membership: &MembershipTable,
    ) -> Vec<CellRate> {
        let weight_of = counts.by_cell();
        let hotspot_of: FxHashMap<Cell, i64> = membership
            .cells
            .iter()
            .map(|&(id, cell)| (cell, id))
            .collect();
        let rate = |&(cell, incidents): &(Cell, f64)| {
            let [lon, lat] = history.grid.centre(cell);
            CellRate {
                id: history.grid.id(cell),
                hotspot_id: hotspot_of.get(&cell).copied(),
                lon,
                lat,
                weight: weight_of.get(&cell).copied().unwrap_or(0.0),
                incidents,
            }
        };
        history.cells.iter().map(rate).collect()
    }

    /// Writes the table.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(path: &Path, cells: &[CellRate]) -> Result<(), TableError> {
        let field = |name: &str, kind: DataType| Field::new(name, kind, name == "hotspot_id");
        let schema = Schema::new(vec![
            field("id", DataType::Int64),
            field("hotspot_id", DataType::Int64),
            field("lon", DataType::Float64),
            field("lat", DataType::Float64),
            field("weight", DataType::Float64),
            field("incidents", DataType::Float64),
        ]);
        let doubles = |get: fn(&CellRate) -> f64| -> ArrayRef {
            Arc::new(Float64Array::from_iter_values(cells.iter().map(get)))
        };
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from_iter_values(cells.iter().map(|c| c.id))),
            Arc::new(cells.iter().map(|c| c.hotspot_id).collect::<Int64Array>()),
            doubles(|c| c.lon),
            doubles(|c| c.lat),
            doubles(|c| c.weight),
            doubles(|c| c.incidents),
        ];
        write_table(path, &RecordBatch::try_new(Arc::new(schema), arrays)?, &[])?;
        Ok(())
    }

    /// Reads the table.
    ///
    /// # Errors
    /// When the file cannot be read or is not such a table.
    pub fn read(path: &Path) -> Result<Vec<CellRate>, TableError> {
        let table = read_table(path)?;
        let ids = numbers::<Int64Type>(&table, "id")?;
        let hotspots = numbers::<Int64Type>(&table, "hotspot_id")?;
        let double = |column| numbers::<Float64Type>(&table, column);
        let (lon, lat) = (double("lon")?, double("lat")?);
        let (weight, incidents) = (double("weight")?, double("incidents")?);
        let cell = |row: usize| CellRate {
            id: ids.value(row),
            hotspot_id: value(hotspots, row),
            lon: lon.value(row),
            lat: lat.value(row),
            weight: weight.value(row),
            incidents: incidents.value(row),
        };
        Ok((0..table.num_rows()).map(cell).collect())
    }
}
