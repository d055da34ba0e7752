//! `next.geojson`: where to expect how many incidents. Fields are in alphabetical order, which is
//! the order of the file.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Geometry;

/// The hotspots with what is expected there in the periods after the last observed one, a
/// `FeatureCollection` (RFC 7946), by their ranks over the next four periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextCollection {
    /// West, south, east, north in degrees; west is greater than east across 180°. Absent without
    /// hotspots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<[f64; 4]>,
    /// The hotspots.
    pub features: Vec<NextFeature>,
    /// The first day of the next period.
    pub from: NaiveDate,
    /// The nominal level of the intervals.
    pub level: f64,
    /// Version of this document's form.
    pub schema_version: u32,
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// One hotspot, a GeoJSON `Feature`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextFeature {
    /// Its outline.
    pub geometry: Geometry,
    /// The hotspot's id.
    pub id: i64,
    /// Its properties.
    pub properties: NextProperties,
    /// `Feature`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The expectations of a hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextProperties {
    /// The expectations for the next 1, 4 and 13 periods, as far as its regressors are known.
    pub ahead: Vec<Expected>,
    /// The hotspot's id.
    pub id: i64,
    /// Latitude of the centre in degrees.
    pub lat: f64,
    /// Longitude of the centre in degrees.
    pub lon: f64,
    /// 1 for the hotspot with most incidents over all data.
    pub rank_by_history: i32,
}

/// The incidents to expect in one place over some periods together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expected {
    /// The probability of at least one incident.
    pub at_least_one: f64,
    /// The expected number of incidents.
    pub expected: f64,
    /// The smallest number of the interval.
    pub lower: u64,
    /// The number of periods, beginning with the next one.
    pub periods: u32,
    /// The probability of the interval, which is at least its nominal level.
    pub probability: f64,
    /// 1 for the place where most incidents are expected.
    pub rank: i32,
    /// The last day of the last period.
    pub until: NaiveDate,
    /// The largest number of the interval.
    pub upper: u64,
}
