//! The methods of forecasting, by name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A way to forecast one series.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ForecastMethod {
    /// Seasonal ARIMA with regressors, by exact maximum likelihood.
    #[default]
    Sarima,
    /// Exponential smoothing of level and trend.
    Ets,
    /// A seasonal decomposition with exponential smoothing of the rest.
    Mstl,
    /// The same period of the last season.
    SeasonalNaive,
    /// The mean of all observations.
    Mean,
    /// A filter for counts, whose bounds are whole numbers.
    Counts,
    /// Of the others, the one that suits each series, by the errors on its last observations.
    Best,
}

impl ForecastMethod {
    /// The name in workflows and artifacts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sarima => "sarima",
            Self::Ets => "ets",
            Self::Mstl => "mstl",
            Self::SeasonalNaive => "seasonal_naive",
            Self::Mean => "mean",
            Self::Counts => "counts",
            Self::Best => "best",
        }
    }

    /// The name in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sarima => "SARIMA",
            Self::Ets => "exponential smoothing",
            Self::Mstl => "MSTL",
            Self::SeasonalNaive => "seasonal naive",
            Self::Mean => "the mean",
            Self::Counts => "counts",
            Self::Best => "the method chosen for each hotspot",
        }
    }
}
