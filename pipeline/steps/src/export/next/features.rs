//! `next.geojson`.

use hotcast_artifacts::{Geometry, NextCollection, NextFeature, NextProperties, SCHEMA_VERSION};

use super::places::{Ahead, Place};
use super::{HORIZONS, LEVEL};
use crate::cluster::{Hotspot, bbox};
use crate::export::geojson::rings;

/// The hotspots by their ranks over four periods; those without come last, by id.
pub(in crate::export) fn features(ahead: &Ahead, hotspots: &[Hotspot]) -> NextCollection {
    let mut places: Vec<(&Place, &Hotspot)> = ahead.hotspots.iter().zip(hotspots).collect();
    places.sort_by_key(|(place, _)| {
        let month = place
            .ahead
            .iter()
            .find(|e| e.periods as usize == HORIZONS[1]);
        (month.map_or(i32::MAX, |e| e.rank), place.id)
    });
    NextCollection {
        bbox: bbox(hotspots),
        features: places.into_iter().map(feature).collect(),
        from: ahead.from,
        level: LEVEL,
        schema_version: SCHEMA_VERSION,
        kind: "FeatureCollection".to_owned(),
    }
}

fn feature((place, hotspot): (&Place, &Hotspot)) -> NextFeature {
    NextFeature {
        geometry: Geometry::of(hotspot.polygons.iter().map(rings).collect()),
        id: place.id,
        properties: NextProperties {
            ahead: place.ahead.clone(),
            id: place.id,
            lat: place.lat,
            lon: place.lon,
            rank_by_history: place.rank_by_history,
        },
        kind: "Feature".to_owned(),
    }
}
