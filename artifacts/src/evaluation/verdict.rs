use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ForecastMethod;

/// The method under test against the best baseline, in numbers and in a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The method under test.
    pub method: ForecastMethod,
    /// The baseline with the smallest continuous ranked probability score over all hotspots.
    pub against: ForecastMethod,
    /// The share of hotspots on which its score is smaller; ties count half.
    pub wins_share: f64,
    /// Its score over the baseline's, over all hotspots.
    pub crps_ratio: f64,
    /// Its scaled error over the baseline's, over all hotspots.
    pub mase_ratio: f64,
    /// The sentence.
    pub text: String,
}

/// One method against the best of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The method.
    pub method: ForecastMethod,
    /// The other method with the smallest continuous ranked probability score over all hotspots.
    pub against: ForecastMethod,
    /// The share of hotspots on which its score is smaller; ties count half.
    pub wins_share: f64,
    /// Its score over the other's, over all hotspots.
    pub crps_ratio: f64,
    /// The standard error of the ratio over the origins; `null` for one origin.
    pub standard_error: Option<f64>,
}
