//! `hotspots.geojson`: the hotspots with their properties.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::document;
use crate::publication_error::PublicationError;

/// The hotspots of a generation, sorted by rank.
#[derive(Debug)]
pub(crate) struct Hotspots {
    list: Vec<Hotspot>,
    by_id: HashMap<i64, usize>,
}

/// One hotspot: the feature as published, and the parts that queries use.
#[derive(Debug)]
pub(crate) struct Hotspot {
    pub(crate) id: i64,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) incident_count: i64,
    /// West, south, east, north, in degrees.
    pub(crate) bounds: [f64; 4],
    pub(crate) geometry: Value,
    pub(crate) properties: Map<String, Value>,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Value,
    properties: Map<String, Value>,
}

impl Hotspots {
    pub(crate) fn read(path: &Path) -> Result<Self, PublicationError> {
        let collection: Collection = document::read(path)?;
        let mut list = collection
            .features
            .into_iter()
            .map(Hotspot::from_feature)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|why| PublicationError::invalid(path, why))?;
        list.sort_by(|a, b| a.by("rank", b));
        let by_id = list
            .iter()
            .enumerate()
            .map(|(index, hotspot)| (hotspot.id, index))
            .collect();
        Ok(Self { list, by_id })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Hotspot> {
        self.list.iter()
    }

    pub(crate) fn get(&self, id: i64) -> Option<&Hotspot> {
        self.by_id.get(&id).map(|index| &self.list[*index])
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }
}

impl Hotspot {
    fn from_feature(feature: Feature) -> Result<Self, String> {
        let Feature {
            geometry,
            properties,
        } = feature;
        let number = |name: &str| {
            properties
                .get(name)
                .and_then(Value::as_f64)
                .ok_or_else(|| format!("a hotspot has no numeric `{name}`"))
        };
        let id = properties
            .get("id")
            .and_then(Value::as_i64)
            .ok_or("a hotspot has no integer `id`")?;
        let (lon, lat) = (number("lon")?, number("lat")?);
        // Counts are below 2^53, where the conversion is exact.
        let incident_count = number("incident_count")?.round() as i64;
        let bounds = bounds(&geometry).unwrap_or([lon, lat, lon, lat]);
        Ok(Self {
            id,
            lon,
            lat,
            incident_count,
            bounds,
            geometry,
            properties,
        })
    }

    /// The GeoJSON feature, as published.
    pub(crate) fn feature(&self) -> Value {
        serde_json::json!({
            "type": "Feature",
            "id": self.id,
            "geometry": self.geometry,
            "properties": self.properties,
        })
    }

    /// `true` if `category`, in any case, is among the hotspot's most frequent categories.
    pub(crate) fn has_category(&self, category: &str) -> bool {
        let names = self
            .properties
            .get("categories")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        names
            .filter_map(|entry| entry.get("name").and_then(Value::as_str))
            .any(|name| name.eq_ignore_ascii_case(category))
    }

    /// Compares two hotspots by a numeric property; a hotspot without it is the greater one.
    pub(crate) fn by(&self, property: &str, other: &Self) -> Ordering {
        let value = |hotspot: &Self| hotspot.properties.get(property).and_then(Value::as_f64);
        match (value(self), value(other)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }

    /// `true` if the property is a number.
    pub(crate) fn has_number(&self, property: &str) -> bool {
        self.properties.get(property).is_some_and(Value::is_number)
    }
}

/// The bounding box of a geometry's coordinates, at any depth of nesting.
///
/// A box wider than half a turn is taken to cross the antimeridian, since no hotspot is that wide;
/// its west is then greater than its east (RFC 7946, 5.2).
fn bounds(geometry: &Value) -> Option<[f64; 4]> {
    let coordinates = geometry.get("coordinates")?;
    let plain = extent(coordinates, 0.0)?;
    if plain[2] - plain[0] <= 180.0 {
        return Some(plain);
    }
    let [west, south, east, north] = extent(coordinates, 360.0)?;
    Some([west, south, east - 360.0, north])
}

/// The least and greatest coordinates, with `turn` added to negative longitudes.
fn extent(coordinates: &Value, turn: f64) -> Option<[f64; 4]> {
    fn extend(value: &Value, turn: f64, bounds: &mut Option<[f64; 4]>) {
        let Some(items) = value.as_array() else {
            return;
        };
        if let [Value::Number(x), Value::Number(y), ..] = items.as_slice() {
            let (Some(x), Some(y)) = (x.as_f64(), y.as_f64()) else {
                return;
            };
            let x = if x < 0.0 { x + turn } else { x };
            let [west, south, east, north] = bounds.unwrap_or([x, y, x, y]);
            *bounds = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
        } else {
            items.iter().for_each(|item| extend(item, turn, bounds));
        }
    }
    let mut found = None;
    extend(coordinates, turn, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bounds_across_the_antimeridian_go_the_short_way_round() {
        let geometry = json!({"type": "MultiPolygon", "coordinates": [
            [[[179.5, -17.0], [180.0, -17.0], [180.0, -16.0], [179.5, -17.0]]],
            [[[-180.0, -17.0], [-179.5, -17.0], [-180.0, -16.0], [-180.0, -17.0]]],
        ]});
        assert_eq!(bounds(&geometry), Some([179.5, -17.0, -179.5, -16.0]));
    }

    #[test]
    fn bounds_cover_every_ring() {
        let geometry = json!({"type": "MultiPolygon", "coordinates": [
            [[[0.0, 1.0], [2.0, 1.0], [2.0, 3.0], [0.0, 1.0]]],
            [[[5.0, -1.0], [6.0, 0.0], [5.0, -1.0]]],
        ]});
        assert_eq!(bounds(&geometry), Some([0.0, -1.0, 6.0, 3.0]));
        assert_eq!(bounds(&json!({"type": "Polygon", "coordinates": []})), None);
    }
}
