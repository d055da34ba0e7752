use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Comparison, HotspotQuality, Metrics, NoiseFloor, Verdict};
use crate::{ForecastMethod, Freq};

/// The accuracy of forecasts from successive origins, and of hotspots on later incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvaluationDocument {
    /// Version of this document's form.
    pub schema_version: u32,
    /// Length of a period.
    pub freq: Freq,
    /// Periods of each forecast.
    pub horizon: usize,
    /// Number of origins.
    pub origins: usize,
    /// Periods in a season.
    pub season_length: usize,
    /// The first period that each origin forecasts.
    pub origin_periods: Vec<NaiveDate>,
    /// The methods, the one under test first.
    pub methods: Vec<ForecastMethod>,
    /// Regressors of which the forecasts were given the actual values, although no one knew them at
    /// the time; absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actual_regressors: Vec<String>,
    /// The measures over all hotspots, by method.
    pub overall: BTreeMap<ForecastMethod, Metrics>,
    /// The measures that a forecaster who knew the rates is expected to have; absent if a series is
    /// not one of counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noise_floor: Option<NoiseFloor>,
    /// Each method against the best of the others.
    #[serde(default)]
    pub comparisons: Vec<Comparison>,
    /// The measures for each hotspot.
    pub hotspots: Vec<HotspotMetrics>,
    /// The measures of the hotspots on later incidents, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hotspot_quality: Option<HotspotQuality>,
    /// The outcome; `null` without a baseline, or where no hotspot has a scaled error.
    pub verdict: Option<Verdict>,
}

/// The measures for one hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotspotMetrics {
    /// The hotspot.
    pub id: i64,
    /// The method with the smallest continuous ranked probability score there.
    pub best: Option<ForecastMethod>,
    /// The method that `best` chose, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<ForecastMethod>,
    /// The measures of each method.
    pub metrics: BTreeMap<ForecastMethod, Metrics>,
}
