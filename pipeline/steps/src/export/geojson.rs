//! `hotspots.geojson`.

use serde_json::{Value, json};

use crate::cluster::{Hotspot, bbox};
use crate::space::{Polygon, Ring};

/// The hotspots as a `FeatureCollection` (RFC 7946).
pub(super) fn feature_collection(hotspots: &[Hotspot]) -> Value {
    let mut collection = json!({
        "type": "FeatureCollection",
        "schema_version": 1,
        "features": hotspots.iter().map(feature).collect::<Vec<_>>(),
    });
    if let Some(bbox) = bbox(hotspots) {
        collection["bbox"] = json!(bbox);
    }
    collection
}

fn feature(h: &Hotspot) -> Value {
    json!({
        "type": "Feature",
        "id": h.id,
        "geometry": geometry(&h.polygons),
        "properties": {
            "id": h.id,
            "rank": h.rank,
            "lon": h.lon,
            "lat": h.lat,
            "incident_count": h.incident_count,
            "area_m2": h.area_m2,
            "share": h.share,
            "density_per_km2": h.density_per_km2,
            "trend": h.trend,
            "trend_class": h.trend_class,
            "gi_star_z": h.gi_star_z,
            "categories": h.categories,
            "expected_change": h.expected_change,
        },
    })
}

fn geometry(polygons: &[Polygon]) -> Value {
    let rings = |p: &Polygon| -> Vec<Ring> {
        std::iter::once(&p.exterior)
            .chain(&p.holes)
            .cloned()
            .collect()
    };
    match polygons {
        [polygon] => json!({ "type": "Polygon", "coordinates": rings(polygon) }),
        many => {
            json!({ "type": "MultiPolygon", "coordinates": many.iter().map(rings).collect::<Vec<_>>() })
        }
    }
}
