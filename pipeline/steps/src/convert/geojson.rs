//! Areas from GeoJSON files, as cities publish their boundaries.

use std::path::Path;

use serde::Deserialize;

use super::error::ConvertError;
use super::params::{Area, Geometry};

/// The objects of GeoJSON. Members that do not describe the area, such as properties, are ignored.
///
/// # References
/// RFC 7946.
#[derive(Deserialize)]
#[serde(tag = "type")]
enum Object {
    FeatureCollection {
        features: Vec<Object>,
    },
    Feature {
        geometry: Option<Box<Object>>,
    },
    GeometryCollection {
        geometries: Vec<Object>,
    },
    Polygon {
        coordinates: Vec<Vec<Position>>,
    },
    MultiPolygon {
        coordinates: Vec<Vec<Vec<Position>>>,
    },
    Point,
    MultiPoint,
    LineString,
    MultiLineString,
}

/// Longitude, latitude and perhaps a height.
type Position = Vec<f64>;

/// Reads the polygons of a file; ignores points and lines beside them.
///
/// # Errors
/// When the file cannot be read, is not GeoJSON, or has no polygon.
pub(super) fn read(path: &Path, label: &str) -> Result<Area, ConvertError> {
    let text = std::fs::read(path).map_err(|source| ConvertError::Read {
        file: label.to_owned(),
        source,
    })?;
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let fault = |message: String| ConvertError::Params {
        field: "polygon",
        message: format!("{label}: {message}"),
    };
    let object: Object =
        serde_json::from_slice(text).map_err(|error| fault(format!("not GeoJSON: {error}")))?;
    let mut coordinates = Vec::new();
    collect(object, &mut coordinates).map_err(&fault)?;
    if coordinates.is_empty() {
        return Err(fault("has no polygon".to_owned()));
    }
    Ok(Area::Geometry(Geometry::MultiPolygon { coordinates }))
}

type Rings = Vec<Vec<[f64; 2]>>;

fn collect(object: Object, polygons: &mut Vec<Rings>) -> Result<(), String> {
    match object {
        Object::FeatureCollection { features: objects }
        | Object::GeometryCollection {
            geometries: objects,
        } => objects
            .into_iter()
            .try_for_each(|object| collect(object, polygons)),
        Object::Feature { geometry } => {
            geometry.map_or(Ok(()), |geometry| collect(*geometry, polygons))
        }
        Object::Polygon { coordinates } => {
            polygons.push(polygon(coordinates)?);
            Ok(())
        }
        Object::MultiPolygon { coordinates } => {
            for part in coordinates {
                polygons.push(polygon(part)?);
            }
            Ok(())
        }
        Object::Point | Object::MultiPoint | Object::LineString | Object::MultiLineString => Ok(()),
    }
}

fn polygon(rings: Vec<Vec<Position>>) -> Result<Rings, String> {
    let point = |position: Position| match position[..] {
        [lon, lat, ..] => Ok([lon, lat]),
        _ => Err(format!("`{position:?}` is not a position")),
    };
    let ring = |positions: Vec<Position>| positions.into_iter().map(point).collect();
    rings.into_iter().map(ring).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(text: &str) -> Result<Area, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, text).unwrap();
        read(file.path(), "city.geojson").map_err(|error| error.to_string())
    }

    #[test]
    fn the_polygons_of_a_collection_are_found_among_other_things() {
        let ring = "[[0,0,7],[1,0,7],[1,1,7],[0,0,7]]";
        let text = format!(
            r#"{{"type":"FeatureCollection","name":"x","features":[
                {{"type":"Feature","properties":{{"type":"ward"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}},
                {{"type":"Feature","properties":null,"geometry":{{"type":"Point","coordinates":[0,0]}}}},
                {{"type":"Feature","properties":{{}},"geometry":null}},
                {{"type":"Feature","geometry":{{"type":"GeometryCollection","geometries":[{{"type":"MultiPolygon","coordinates":[[{ring}],[{ring}]]}}]}}}}
            ]}}"#
        );
        let Area::Geometry(Geometry::MultiPolygon { coordinates }) = area(&text).unwrap() else {
            panic!("no polygons")
        };
        assert_eq!(coordinates.len(), 3);
        assert_eq!(coordinates[0][0][2], [1.0, 1.0]);
    }

    #[test]
    fn a_file_without_an_area_is_refused_by_name() {
        for (text, expected) in [
            (
                r#"{"type":"Point","coordinates":[0,0]}"#,
                "polygon: city.geojson: has no polygon",
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0]]]}"#,
                "polygon: city.geojson: `[0.0]` is not a position",
            ),
            ("lon,lat", "polygon: city.geojson: not GeoJSON: "),
        ] {
            let error = area(text).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
