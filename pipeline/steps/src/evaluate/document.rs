//! The form of `evaluation.json`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::quality::HotspotQuality;
use super::verdict::Verdict;
use crate::calendar::Freq;
use crate::forecasting::{ForecastMethod, Summary};

/// The measures of one method, by their names in the artifact; `null` where undefined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Mean absolute scaled error.
    pub mase: Option<f64>,
    /// Root mean squared error.
    pub rmse: Option<f64>,
    /// Symmetric mean absolute percentage error, 0 to 2.
    pub smape: Option<f64>,
    /// Mean of forecast minus observation, in incidents per period.
    pub bias: Option<f64>,
    /// Continuous ranked probability score, in incidents.
    pub crps: Option<f64>,
    /// Share of observations inside the intervals, by level.
    pub coverage: BTreeMap<String, Option<f64>>,
    /// Forecasts judged.
    pub n: u64,
}

impl From<Summary> for Metrics {
    fn from(s: Summary) -> Self {
        Self {
            mase: s.mase,
            rmse: s.rmse,
            smape: s.smape,
            bias: s.bias,
            crps: s.crps,
            coverage: BTreeMap::from([
                ("0.8".to_owned(), s.coverage_80),
                ("0.95".to_owned(), s.coverage_95),
            ]),
            n: s.n,
        }
    }
}

/// The part of one hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotspotMetrics {
    /// The hotspot.
    pub id: i64,
    /// The method with the smallest scaled error there.
    pub best: Option<ForecastMethod>,
    /// The method that `best` chose, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<ForecastMethod>,
    /// The measures of each method.
    pub metrics: BTreeMap<ForecastMethod, Metrics>,
}

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The measures over all hotspots.
    pub overall: BTreeMap<ForecastMethod, Metrics>,
    /// The measures for each.
    pub hotspots: Vec<HotspotMetrics>,
    /// The measures of the hotspots on later incidents, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hotspot_quality: Option<HotspotQuality>,
    /// The outcome in a sentence.
    pub verdict: Option<Verdict>,
}
