//! `hotspots.geojson`.

use hotcast_artifacts::{
    Geometry, HotspotCollection, HotspotFeature, HotspotProperties, SCHEMA_VERSION,
};

use crate::cluster::{Hotspot, bbox};
use crate::space::{Polygon, Ring};

/// The hotspots as a `FeatureCollection`.
pub(super) fn feature_collection(hotspots: &[Hotspot]) -> HotspotCollection {
    HotspotCollection {
        bbox: bbox(hotspots),
        features: hotspots.iter().map(feature).collect(),
        schema_version: SCHEMA_VERSION,
        kind: "FeatureCollection".to_owned(),
    }
}

fn feature(hotspot: &Hotspot) -> HotspotFeature {
    let Hotspot {
        id,
        rank,
        rank_by_history,
        rank_without_discovered,
        lon,
        lat,
        incident_count,
        area_m2,
        share,
        discovered_share,
        density_per_km2,
        trend,
        trend_class,
        gi_star_z,
        categories,
        expected_change,
        polygons,
    } = hotspot;
    HotspotFeature {
        geometry: Geometry::of(polygons.iter().map(rings).collect()),
        id: *id,
        properties: HotspotProperties {
            area_m2: *area_m2,
            categories: categories.clone(),
            density_per_km2: *density_per_km2,
            discovered_share: *discovered_share,
            expected_change: *expected_change,
            gi_star_z: *gi_star_z,
            id: *id,
            incident_count: *incident_count,
            lat: *lat,
            lon: *lon,
            rank: *rank,
            rank_by_history: Some(*rank_by_history),
            rank_without_discovered: *rank_without_discovered,
            share: *share,
            trend: Some(*trend).filter(|trend| trend.is_finite()),
            trend_class: Some(*trend_class),
        },
        kind: "Feature".to_owned(),
    }
}

pub(super) fn rings(polygon: &Polygon) -> Vec<Ring> {
    std::iter::once(&polygon.exterior)
        .chain(&polygon.holes)
        .cloned()
        .collect()
}
