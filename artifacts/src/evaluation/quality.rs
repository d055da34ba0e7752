use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The measures of several methods' hotspots, found up to `train_end` and scored on later
/// incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotspotQuality {
    /// The last day that decided where hotspots are.
    pub train_end: NaiveDate,
    /// The last day on which they are scored.
    pub test_end: NaiveDate,
    /// Incidents on which they are scored.
    pub incidents: f64,
    /// The study area in km².
    pub study_area_km2: f64,
    /// The measures of each method; `workflow` is the workflow's own `grid`, where its parameters
    /// are not the defaults.
    pub methods: BTreeMap<String, Quality>,
}

/// The measures of one method's hotspots.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quality {
    /// Prediction accuracy index: share of later incidents inside over share of the study area.
    pub pai: f64,
    /// Prediction efficiency index: incidents inside over the most that any cells of the same area
    /// hold.
    pub pei: f64,
    /// Share of later incidents inside.
    pub hit_rate: f64,
    /// Share of the study area.
    pub area_share: f64,
    /// Number of hotspots.
    pub hotspots: usize,
    /// The accuracy index of its densest cells within the area of `grid`'s hotspots, or within its
    /// own area where that is smaller.
    pub pai_same_area: f64,
    /// The accuracy index of `grid`'s densest cells within that area.
    pub grid_pai_same_area: f64,
}
