use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The measures of one method's forecasts; `null` where a measure divides by zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Logarithmic score: the mean of minus the logarithm of the probability of what was observed.
    #[serde(default)]
    pub log_score: Option<f64>,
    /// Share of observations inside the intervals, by level.
    pub coverage: BTreeMap<String, Option<f64>>,
    /// Share of the probability integral transform in the middle of its range, by level: that of a
    /// calibrated forecast is the level, also if whole bounds have to hold more.
    #[serde(default)]
    pub pit_coverage: BTreeMap<String, Option<f64>>,
    /// Forecasts judged.
    pub n: u64,
}
