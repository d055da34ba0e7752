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
    /// Share of the sums over the horizon inside their intervals, by level.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sum_coverage: BTreeMap<String, Option<f64>>,
    /// As `pit_coverage`, of the sums over the horizon.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sum_pit_coverage: BTreeMap<String, Option<f64>>,
    /// Histogram of the probability integral transform, the data of a reliability diagram: the share
    /// of the observations in each of twenty equal parts of its range, which a calibrated forecast
    /// fills evenly. It is there for all hotspots together, and absent for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pit: Vec<f64>,
    /// Forecasts judged.
    pub n: u64,
}

/// The expected measures of a Poisson forecaster who knew the rate of each hotspot: what no method
/// can be expected to improve on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoiseFloor {
    /// Continuous ranked probability score, in incidents.
    pub crps: f64,
    /// Logarithmic score.
    pub log_score: f64,
    /// Mean absolute scaled error of the rates as forecasts; `null` where no hotspot has a scale.
    pub mase: Option<f64>,
    /// Root mean squared error.
    pub rmse: f64,
}
