//! `hotspots.parquet`, written and read.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Int64Type, Schema};
use serde::Serialize;
use serde_json::json;

use super::hotspot::{CategoryCount, Hotspot, TrendClass};
use crate::parquet_io::{TableIoError, numbers, read_table, texts, value, write_table};
use crate::space::{Bounds, CellSizeError, WkbError, from_wkb, to_wkb};

/// An error of reading or writing a table of `cluster`.
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
    /// A geometry that cannot be read.
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
        /// Its text.
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
        let columns = columns(hotspots)?;
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
        let by_history = numbers::<Int32Type>(&table, "rank_by_history")?;
        let without = numbers::<Int32Type>(&table, "rank_without_discovered")?;
        let counts = numbers::<Int64Type>(&table, "incident_count")?;
        let double = |column| numbers::<Float64Type>(&table, column);
        let (lon, lat, area) = (double("lon")?, double("lat")?, double("area_m2")?);
        let (share, density, trend) = (
            double("share")?,
            double("density_per_km2")?,
            double("trend")?,
        );
        let (gi, change) = (double("gi_star_z")?, double("expected_change")?);
        let discovered = double("discovered_share")?;
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
                    rank_by_history: by_history.value(row),
                    rank_without_discovered: value(without, row),
                    lon: lon.value(row),
                    lat: lat.value(row),
                    incident_count: counts.value(row),
                    area_m2: area.value(row),
                    share: share.value(row),
                    discovered_share: value(discovered, row),
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

/// A column: name, `true` if a value may be missing, values.
type Column = (&'static str, bool, ArrayRef);

/// The columns in their order.
fn columns(hotspots: &[Hotspot]) -> Result<Vec<Column>, TableError> {
    fn array<A, T>(hotspots: &[Hotspot], get: impl Fn(&Hotspot) -> T) -> ArrayRef
    where
        A: Array + FromIterator<Option<T>> + 'static,
    {
        Arc::new(hotspots.iter().map(|h| Some(get(h))).collect::<A>())
    }
    let ranks = |get: fn(&Hotspot) -> i32| array::<Int32Array, _>(hotspots, get);
    let integers = |get: fn(&Hotspot) -> i64| array::<Int64Array, _>(hotspots, get);
    let doubles = |get: fn(&Hotspot) -> f64| array::<Float64Array, _>(hotspots, get);
    let optional = |get: fn(&Hotspot) -> Option<f64>| -> ArrayRef {
        Arc::new(hotspots.iter().map(get).collect::<Float64Array>())
    };
    let categories: Vec<String> = hotspots
        .iter()
        .map(|h| categories_text(&h.categories))
        .collect::<Result<_, _>>()?;
    let class = |h: &Hotspot| h.trend_class.name();
    let without_discovered: Int32Array =
        hotspots.iter().map(|h| h.rank_without_discovered).collect();
    let wkb: Vec<Vec<u8>> = hotspots.iter().map(|h| to_wkb(&h.polygons)).collect();
    let geometry = BinaryArray::from_iter_values(wkb);
    Ok(vec![
        ("id", false, integers(|h| h.id)),
        ("rank", false, ranks(|h| h.rank)),
        ("rank_by_history", false, ranks(|h| h.rank_by_history)),
        (
            "rank_without_discovered",
            true,
            Arc::new(without_discovered),
        ),
        ("lon", false, doubles(|h| h.lon)),
        ("lat", false, doubles(|h| h.lat)),
        ("incident_count", false, integers(|h| h.incident_count)),
        ("area_m2", false, doubles(|h| h.area_m2)),
        ("share", false, doubles(|h| h.share)),
        ("discovered_share", true, optional(|h| h.discovered_share)),
        ("density_per_km2", false, doubles(|h| h.density_per_km2)),
        ("trend", false, doubles(|h| h.trend)),
        (
            "trend_class",
            false,
            array::<StringArray, _>(hotspots, class),
        ),
        ("gi_star_z", true, optional(|h| h.gi_star_z)),
        (
            "categories",
            false,
            Arc::new(StringArray::from_iter_values(categories)),
        ),
        ("expected_change", true, optional(|h| h.expected_change)),
        ("geometry", false, Arc::new(geometry)),
    ])
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

/// West, south, east and north of all outlines, west greater than east across 180°; `None` without
/// hotspots.
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
