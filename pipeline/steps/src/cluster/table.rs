//! Hotspots and their cells as Parquet.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray, UInt32Array,
};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Int64Type, Schema, UInt32Type};
use serde::Serialize;
use serde_json::json;

use super::count_cells::CellCounts;
use super::hotspot::{CategoryCount, Hotspot, TrendClass};
use super::regions::Region;
use crate::parquet_io::{TableIoError, numbers, read_table, texts, value, write_table};
use crate::space::{Bounds, Cell, CellGrid, CellSizeError, WkbError, from_wkb, to_wkb};

/// Why a table of hotspots cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file or its columns.
    #[error(transparent)]
    Io(#[from] TableIoError),
    /// The arrays do not make a table.
    #[error("cannot build the table: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// Categories that cannot be written as JSON.
    #[error("cannot write categories: {0}")]
    Categories(#[from] serde_json::Error),
    /// A geometry that is none.
    #[error("hotspot `{id}`: {source}")]
    Geometry {
        /// The hotspot.
        id: i64,
        /// The reason.
        source: WkbError,
    },
    /// A text that should be one of a few words, or JSON.
    #[error("hotspot `{id}`: column `{column}` holds `{found}`")]
    Text {
        /// The hotspot.
        id: i64,
        /// The column.
        column: &'static str,
        /// What it holds.
        found: String,
    },
    /// Cells of a size the grid does not have.
    #[error(transparent)]
    CellSize(#[from] CellSizeError),
}

/// `hotspots.parquet`: GeoParquet 1.1, geometry as WKB.
pub struct HotspotTable;

impl HotspotTable {
    /// Writes hotspots, in the given order.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(path: &Path, hotspots: &[Hotspot]) -> Result<(), TableError> {
        let doubles = |get: fn(&Hotspot) -> f64| -> ArrayRef {
            Arc::new(
                hotspots
                    .iter()
                    .map(|h| Some(get(h)))
                    .collect::<Float64Array>(),
            )
        };
        let optional = |get: fn(&Hotspot) -> Option<f64>| -> ArrayRef {
            Arc::new(hotspots.iter().map(get).collect::<Float64Array>())
        };
        let categories: Vec<String> = hotspots
            .iter()
            .map(|h| categories_text(&h.categories))
            .collect::<Result<_, _>>()?;
        let wkb: Vec<Vec<u8>> = hotspots.iter().map(|h| to_wkb(&h.polygons)).collect();
        let columns: Vec<(&str, bool, ArrayRef)> = vec![
            (
                "id",
                false,
                Arc::new(Int64Array::from_iter_values(hotspots.iter().map(|h| h.id))),
            ),
            (
                "rank",
                false,
                Arc::new(Int32Array::from_iter_values(
                    hotspots.iter().map(|h| h.rank),
                )),
            ),
            ("lon", false, doubles(|h| h.lon)),
            ("lat", false, doubles(|h| h.lat)),
            (
                "incident_count",
                false,
                Arc::new(Int64Array::from_iter_values(
                    hotspots.iter().map(|h| h.incident_count),
                )),
            ),
            ("area_m2", false, doubles(|h| h.area_m2)),
            ("share", false, doubles(|h| h.share)),
            ("density_per_km2", false, doubles(|h| h.density_per_km2)),
            ("trend", false, doubles(|h| h.trend)),
            (
                "trend_class",
                false,
                Arc::new(StringArray::from_iter_values(
                    hotspots.iter().map(|h| h.trend_class.name()),
                )),
            ),
            ("gi_star_z", true, optional(|h| h.gi_star_z)),
            (
                "categories",
                false,
                Arc::new(StringArray::from_iter_values(categories.iter())),
            ),
            ("expected_change", true, optional(|h| h.expected_change)),
            (
                "geometry",
                false,
                Arc::new(BinaryArray::from_iter_values(wkb)),
            ),
        ];
        let fields: Vec<Field> = columns
            .iter()
            .map(|(name, nullable, array)| Field::new(*name, array.data_type().clone(), *nullable))
            .collect();
        let arrays = columns.into_iter().map(|(_, _, array)| array).collect();
        let table = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?;
        write_table(path, &table, &[("geo", geo_metadata(hotspots))])?;
        Ok(())
    }

    /// Reads hotspots back.
    ///
    /// # Errors
    /// When the file cannot be read or is not such a table.
    pub fn read(path: &Path) -> Result<Vec<Hotspot>, TableError> {
        let table = read_table(path)?;
        let (ids, ranks) = (
            numbers::<Int64Type>(&table, "id")?,
            numbers::<Int32Type>(&table, "rank")?,
        );
        let counts = numbers::<Int64Type>(&table, "incident_count")?;
        let double = |column| numbers::<Float64Type>(&table, column);
        let (lon, lat, area) = (double("lon")?, double("lat")?, double("area_m2")?);
        let (share, density, trend) = (
            double("share")?,
            double("density_per_km2")?,
            double("trend")?,
        );
        let (gi, change) = (double("gi_star_z")?, double("expected_change")?);
        let (classes, categories) = (texts(&table, "trend_class")?, texts(&table, "categories")?);
        let geometry = table
            .column_by_name("geometry")
            .and_then(|c| c.as_binary_opt::<i32>());
        let geometry = geometry.ok_or_else(|| TableIoError::Column {
            column: "geometry",
            expected: DataType::Binary.to_string(),
        })?;
        (0..table.num_rows())
            .map(|row| {
                let id = ids.value(row);
                let wrong = |column: &'static str, found: Option<&str>| TableError::Text {
                    id,
                    column,
                    found: found.unwrap_or("null").to_owned(),
                };
                Ok(Hotspot {
                    id,
                    rank: ranks.value(row),
                    lon: lon.value(row),
                    lat: lat.value(row),
                    incident_count: counts.value(row),
                    area_m2: area.value(row),
                    share: share.value(row),
                    density_per_km2: density.value(row),
                    trend: trend.value(row),
                    trend_class: trend_class(classes[row])
                        .ok_or_else(|| wrong("trend_class", classes[row]))?,
                    gi_star_z: value(gi, row),
                    categories: serde_json::from_str(categories[row].unwrap_or_default())
                        .map_err(|_| wrong("categories", categories[row]))?,
                    expected_change: value(change, row),
                    polygons: from_wkb(geometry.value(row))
                        .map_err(|source| TableError::Geometry { id, source })?,
                })
            })
            .collect()
    }
}

/// The categories as the table has them, whose names stand before the counts.
fn categories_text(categories: &[CategoryCount]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Named<'a> {
        name: &'a str,
        count: i64,
    }
    let named: Vec<Named<'_>> = categories
        .iter()
        .map(|CategoryCount { count, name }| Named {
            name,
            count: *count,
        })
        .collect();
    serde_json::to_string(&named)
}

fn trend_class(name: Option<&str>) -> Option<TrendClass> {
    [
        TrendClass::Emerging,
        TrendClass::Persistent,
        TrendClass::Diminishing,
        TrendClass::Sporadic,
    ]
    .into_iter()
    .find(|class| Some(class.name()) == name)
}

fn geo_metadata(hotspots: &[Hotspot]) -> String {
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": ["Polygon", "MultiPolygon"],
        "orientation": "counterclockwise",
    });
    if let Some(bbox) = bbox(hotspots) {
        column["bbox"] = json!(bbox);
    }
    json!({ "version": "1.1.0", "primary_column": "geometry", "columns": { "geometry": column } })
        .to_string()
}

/// West, south, east and north of all outlines, west greater than east across 180°; `None` without hotspots.
pub(crate) fn bbox(hotspots: &[Hotspot]) -> Option<[f64; 4]> {
    let rings = hotspots
        .iter()
        .flat_map(|h| &h.polygons)
        .map(|p| &p.exterior);
    let boxes = rings.filter_map(|ring| {
        ring.iter().fold(None, |bbox, &[lon, lat]| {
            let [w, s, e, n] = bbox.unwrap_or([lon, lat, lon, lat]);
            Some([w.min(lon), s.min(lat), e.max(lon), n.max(lat)])
        })
    });
    Bounds::around(boxes).map(|bounds| bounds.0)
}

/// Which cells belong to which hotspot: what `series` needs to assign an incident.
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

/// Writes `density.parquet`: the centre and the count of each occupied cell, by latitude, then longitude.
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
