//! How far the regressors of a calendar are known.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The periods in which a regressor is known, and the assumption about the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reach {
    /// The last period in which it is known.
    pub last: NaiveDate,
    /// The assumption about later periods.
    pub then: Beyond,
}

/// The assumption about a regressor after the last period in which it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// None: models that need the regressor forecast no further.
    #[default]
    Refuse,
    /// The mean of the same day, week or month of the year over the data.
    SeasonalMean,
}
