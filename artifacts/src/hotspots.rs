//! `hotspots.geojson`. Fields are in alphabetical order, which is the order of the file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The hotspots of a publication, a `FeatureCollection` (RFC 7946).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotspotCollection {
    /// West, south, east, north in degrees; west is greater than east across 180°. Absent without hotspots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<[f64; 4]>,
    /// The hotspots.
    pub features: Vec<HotspotFeature>,
    /// Version of this document's form.
    pub schema_version: u32,
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// One hotspot, a GeoJSON `Feature`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotspotFeature {
    /// Its outline.
    pub geometry: Geometry,
    /// The hotspot's id.
    pub id: i64,
    /// Its properties.
    pub properties: HotspotProperties,
    /// `Feature`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A closed ring of `[lon, lat]` in degrees.
pub type Ring = Vec<[f64; 2]>;

/// An outline. The first ring of a polygon is its outer one, counter-clockwise; the others are holes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Geometry {
    /// One piece.
    Polygon {
        /// Its rings.
        coordinates: Vec<Ring>,
        /// `Polygon`.
        #[serde(rename = "type")]
        kind: PolygonName,
    },
    /// Several pieces.
    MultiPolygon {
        /// The rings of each.
        coordinates: Vec<Vec<Ring>>,
        /// `MultiPolygon`.
        #[serde(rename = "type")]
        kind: MultiPolygonName,
    },
}

/// The type name of one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PolygonName {
    /// The only one.
    Polygon,
}

/// The type name of several pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum MultiPolygonName {
    /// The only one.
    MultiPolygon,
}

impl Geometry {
    /// The outline of polygons, each a list of rings.
    pub fn of(mut polygons: Vec<Vec<Ring>>) -> Self {
        match polygons.pop() {
            Some(only) if polygons.is_empty() => Self::Polygon {
                coordinates: only,
                kind: PolygonName::Polygon,
            },
            last => {
                polygons.extend(last);
                Self::MultiPolygon {
                    coordinates: polygons,
                    kind: MultiPolygonName::MultiPolygon,
                }
            }
        }
    }

    /// All rings.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        let (one, many): (&[Ring], &[Vec<Ring>]) = match self {
            Self::Polygon { coordinates, .. } => (coordinates, &[]),
            Self::MultiPolygon { coordinates, .. } => (&[], coordinates),
        };
        one.iter().chain(many.iter().flatten())
    }
}

/// The properties of a hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotspotProperties {
    /// Area in m².
    pub area_m2: f64,
    /// The most frequent categories, at most ten; the rest is summed as `other`.
    pub categories: Vec<CategoryCount>,
    /// Incidents per km².
    pub density_per_km2: f64,
    /// Share of its incidents that are of the workflow's `discovered_categories`; absent without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovered_share: Option<f64>,
    /// The mean forecast of the next 4 periods over the mean of the same periods a season earlier, minus 1.
    pub expected_change: Option<f64>,
    /// Getis-Ord Gi* of its densest cell.
    pub gi_star_z: Option<f64>,
    /// The id, an integer below 2^53 that names a place.
    pub id: i64,
    /// Incidents inside, over all data.
    pub incident_count: i64,
    /// Latitude of the centre in degrees.
    pub lat: f64,
    /// Longitude of the centre in degrees.
    pub lon: f64,
    /// 1 for the hotspot with the largest weight, in which old incidents count for less.
    pub rank: i32,
    /// 1 for the hotspot with most incidents over all data.
    #[serde(default)]
    pub rank_by_history: Option<i32>,
    /// Its rank without incidents of the workflow's `discovered_categories`; absent without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank_without_discovered: Option<i32>,
    /// Share of all incidents, 0 to 1.
    pub share: f64,
    /// Relative change per year.
    pub trend: Option<f64>,
    /// The kind of that change.
    pub trend_class: Option<TrendClass>,
}

impl HotspotProperties {
    /// The property of this name, if it is a number here.
    pub fn number(&self, name: &str) -> Option<f64> {
        let Self {
            area_m2,
            categories: _,
            density_per_km2,
            discovered_share,
            expected_change,
            gi_star_z,
            id,
            incident_count,
            lat,
            lon,
            rank,
            rank_by_history,
            rank_without_discovered,
            share,
            trend,
            trend_class: _,
        } = self;
        match name {
            "area_m2" => Some(*area_m2),
            "density_per_km2" => Some(*density_per_km2),
            "discovered_share" => *discovered_share,
            "expected_change" => *expected_change,
            "gi_star_z" => *gi_star_z,
            // Below 2^53, where the conversion is exact.
            "id" => Some(*id as f64),
            "incident_count" => Some(*incident_count as f64),
            "lat" => Some(*lat),
            "lon" => Some(*lon),
            "rank" => Some(f64::from(*rank)),
            "rank_by_history" => rank_by_history.map(f64::from),
            "rank_without_discovered" => rank_without_discovered.map(f64::from),
            "share" => Some(*share),
            "trend" => *trend,
            _ => None,
        }
    }
}

/// The incidents of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CategoryCount {
    /// Its incidents.
    pub count: i64,
    /// The category.
    pub name: String,
}

/// A kind of change over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TrendClass {
    /// Its incidents and its share of the city's grow, or it has become hot of late.
    Emerging,
    /// Hot nearly always, without such a change.
    Persistent,
    /// Its incidents and its share fall.
    Diminishing,
    /// Hot now and then.
    Sporadic,
}

impl TrendClass {
    /// The name in the documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Emerging => "emerging",
            Self::Persistent => "persistent",
            Self::Diminishing => "diminishing",
            Self::Sporadic => "sporadic",
        }
    }
}
