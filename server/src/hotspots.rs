//! `hotspots.geojson`: the hotspots with their properties.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;

use hotcast_artifacts::{Geometry, HotspotCollection, HotspotFeature, HotspotProperties};

use crate::document;
use crate::publication_error::PublicationError;

/// The hotspots of a generation, sorted by rank.
#[derive(Debug)]
pub(crate) struct Hotspots {
    list: Vec<Hotspot>,
    by_id: HashMap<i64, usize>,
}

/// One hotspot: the feature as published, and its bounding box.
#[derive(Debug)]
pub(crate) struct Hotspot {
    feature: HotspotFeature,
    /// West, south, east, north, in degrees.
    pub(crate) bounds: [f64; 4],
}

impl Hotspots {
    pub(crate) fn read(path: &Path) -> Result<Self, PublicationError> {
        let collection: HotspotCollection = document::read(path)?;
        let features = collection.features.into_iter();
        let mut list: Vec<Hotspot> = features.map(Hotspot::from).collect();
        list.sort_by(|a, b| a.by("rank", b));
        let by_id = list
            .iter()
            .enumerate()
            .map(|(index, hotspot)| (hotspot.properties().id, index))
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

impl From<HotspotFeature> for Hotspot {
    fn from(feature: HotspotFeature) -> Self {
        let HotspotProperties { lon, lat, .. } = feature.properties;
        Self {
            bounds: bounds(&feature.geometry).unwrap_or([lon, lat, lon, lat]),
            feature,
        }
    }
}

impl Hotspot {
    /// The GeoJSON feature, as published.
    pub(crate) fn feature(&self) -> &HotspotFeature {
        &self.feature
    }

    pub(crate) fn properties(&self) -> &HotspotProperties {
        &self.feature.properties
    }

    /// `true` if `category`, in any case, is among the hotspot's most frequent categories.
    pub(crate) fn has_category(&self, category: &str) -> bool {
        let mut names = self.properties().categories.iter();
        names.any(|entry| entry.name.eq_ignore_ascii_case(category))
    }

    /// Compares two hotspots by a numeric property; a hotspot without it is the greater one.
    pub(crate) fn by(&self, property: &str, other: &Self) -> Ordering {
        let value = |hotspot: &Self| hotspot.properties().number(property);
        match (value(self), value(other)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }

    /// `true` if the property is a number.
    pub(crate) fn has_number(&self, property: &str) -> bool {
        self.properties().number(property).is_some()
    }
}

/// The bounding box of a geometry.
///
/// A box wider than half a turn is taken to cross the antimeridian, since no hotspot is that wide;
/// its west is then greater than its east (RFC 7946, 5.2).
fn bounds(geometry: &Geometry) -> Option<[f64; 4]> {
    let plain = extent(geometry, 0.0)?;
    if plain[2] - plain[0] <= 180.0 {
        return Some(plain);
    }
    let [west, south, east, north] = extent(geometry, 360.0)?;
    Some([west, south, east - 360.0, north])
}

/// The least and greatest coordinates, with `turn` added to negative longitudes.
fn extent(geometry: &Geometry, turn: f64) -> Option<[f64; 4]> {
    geometry.rings().flatten().fold(None, |bounds, &[x, y]| {
        let x = if x < 0.0 { x + turn } else { x };
        let [west, south, east, north] = bounds.unwrap_or([x, y, x, y]);
        Some([west.min(x), south.min(y), east.max(x), north.max(y)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geometry(pieces: &[&[[f64; 2]]]) -> Geometry {
        Geometry::of(pieces.iter().map(|ring| vec![ring.to_vec()]).collect())
    }

    #[test]
    fn bounds_across_the_antimeridian_go_the_short_way_round() {
        let both = geometry(&[
            &[
                [179.5, -17.0],
                [180.0, -17.0],
                [180.0, -16.0],
                [179.5, -17.0],
            ],
            &[
                [-180.0, -17.0],
                [-179.5, -17.0],
                [-180.0, -16.0],
                [-180.0, -17.0],
            ],
        ]);
        assert_eq!(bounds(&both), Some([179.5, -17.0, -179.5, -16.0]));
    }

    #[test]
    fn bounds_cover_every_ring() {
        let two = geometry(&[
            &[[0.0, 1.0], [2.0, 1.0], [2.0, 3.0], [0.0, 1.0]],
            &[[5.0, -1.0], [6.0, 0.0], [5.0, -1.0]],
        ]);
        assert_eq!(bounds(&two), Some([0.0, -1.0, 6.0, 3.0]));
        assert_eq!(bounds(&geometry(&[])), None);
    }
}
