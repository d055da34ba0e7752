use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ForecastMethod;

/// The method under test against a baseline, in numbers and in a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The method under test.
    pub method: ForecastMethod,
    /// The baseline.
    pub against: ForecastMethod,
    /// The share of hotspots on which its scaled error is smaller; ties count half.
    pub wins_share: f64,
    /// Its scaled error over the baseline's, over all hotspots.
    pub mase_ratio: f64,
    /// The sentence.
    pub text: String,
}
