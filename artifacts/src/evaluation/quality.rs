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
    /// The ranking of the workflow's cells, made anew before each origin; absent without incidents
    /// after them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranking: Option<Ranking>,
}

/// The measures of a ranking of cells, by what was known before each window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ranking {
    /// Width and height of a cell in degrees.
    pub cell_deg: f64,
    /// Days in which an incident loses half its weight; `null` if all weigh the same.
    pub half_life_days: Option<f64>,
    /// The means over the windows, for each share of the area.
    pub mean: Vec<ShareQuality>,
    /// The windows with incidents, those of the origins.
    pub windows: Vec<RankedWindow>,
}

/// The measures in one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RankedWindow {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Its incidents.
    pub incidents: f64,
    /// The measures for each share of the area.
    pub shares: Vec<ShareQuality>,
}

/// The measures of the first cells of a ranking, which make up a share of the study area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareQuality {
    /// That share.
    pub area_share: f64,
    /// The share of these cells in the window before that are among them again; `null` in the first
    /// window.
    pub kept: Option<f64>,
    /// Prediction accuracy index: their share of the incidents over their share of the area.
    pub pai: f64,
    /// The accuracy index of the best cells, which only the future shows.
    pub pai_best: f64,
    /// Prediction efficiency index: the one over the other.
    pub pei: f64,
    /// The efficiency index to expect of one who knew the rate of each cell, if it is as ranked, and
    /// not the chance of a Poisson distribution.
    pub pei_ceiling: f64,
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
