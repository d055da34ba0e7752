//! `next.parquet`: one row for each place and horizon.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::{Field, Schema};
use hotcast_artifacts::{Expected, day_number};

use super::places::{Ahead, Place};
use crate::cluster::TableError;
use crate::parquet_io::write_table;

/// The rows of places that are all of one kind, by horizon, then rank.
struct Rows<'a>(Vec<(&'static str, &'a Place, &'a Expected)>);

impl<'a> Rows<'a> {
    fn of(ahead: &'a Ahead) -> Self {
        let rows = |kind: &'static str, places: &'a [Place]| {
            let row = move |place: &'a Place| place.ahead.iter().map(move |e| (kind, place, e));
            let mut rows: Vec<_> = places.iter().flat_map(row).collect();
            rows.sort_unstable_by_key(|(_, _, expected)| (expected.periods, expected.rank));
            rows
        };
        let mut all = rows("hotspot", &ahead.hotspots);
        all.extend(rows("cell", &ahead.cells));
        Self(all)
    }

    fn place<T>(&self, get: fn(&Place) -> T) -> impl Iterator<Item = T> {
        self.0.iter().map(move |(_, place, _)| get(place))
    }

    fn doubles(&self, get: fn(&Expected) -> f64) -> ArrayRef {
        let values = self.0.iter().map(|(_, _, expected)| get(expected));
        Arc::new(Float64Array::from_iter_values(values))
    }

    fn integers(&self, get: fn(&Expected) -> i32) -> ArrayRef {
        let values = self.0.iter().map(|(_, _, expected)| get(expected));
        Arc::new(Int32Array::from_iter_values(values))
    }

    /// Numbers of incidents, which are below 2^53.
    fn counts(&self, get: fn(&Expected) -> u64) -> ArrayRef {
        let values = self.0.iter().map(|(_, _, expected)| get(expected) as i64);
        Arc::new(Int64Array::from_iter_values(values))
    }
}

/// Writes all hotspots, then all cells.
pub(in crate::export) fn write(path: &Path, ahead: &Ahead) -> Result<(), TableError> {
    let rows = Rows::of(ahead);
    let kinds = rows.0.iter().map(|(kind, ..)| kind);
    let from = std::iter::repeat_n(day_number(ahead.from), rows.0.len());
    let until = rows.0.iter().map(|(_, _, e)| day_number(e.until));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("kind", Arc::new(StringArray::from_iter_values(kinds))),
        (
            "id",
            Arc::new(Int64Array::from_iter_values(rows.place(|p| p.id))),
        ),
        (
            "hotspot_id",
            Arc::new(rows.place(|p| p.hotspot_id).collect::<Int64Array>()),
        ),
        (
            "lon",
            Arc::new(Float64Array::from_iter_values(rows.place(|p| p.lon))),
        ),
        (
            "lat",
            Arc::new(Float64Array::from_iter_values(rows.place(|p| p.lat))),
        ),
        ("periods", rows.integers(|e| e.periods as i32)),
        ("from", Arc::new(Date32Array::from_iter_values(from))),
        ("until", Arc::new(Date32Array::from_iter_values(until))),
        ("expected", rows.doubles(|e| e.expected)),
        ("lower", rows.counts(|e| e.lower)),
        ("upper", rows.counts(|e| e.upper)),
        ("probability", rows.doubles(|e| e.probability)),
        ("at_least_one", rows.doubles(|e| e.at_least_one)),
        ("rank", rows.integers(|e| e.rank)),
        (
            "rank_by_history",
            Arc::new(Int32Array::from_iter_values(
                rows.place(|p| p.rank_by_history),
            )),
        ),
    ];
    let field = |(name, array): &(&str, ArrayRef)| {
        Field::new(*name, array.data_type().clone(), *name == "hotspot_id")
    };
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    write_table(path, &RecordBatch::try_new(Arc::new(schema), arrays)?, &[])?;
    Ok(())
}
