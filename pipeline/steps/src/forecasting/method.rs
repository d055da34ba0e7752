//! The methods by name.

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
            Self::Best => "the method chosen for each hotspot",
        }
    }

    /// The default candidates of [`ForecastMethod::Best`], in the order of preference: first the
    /// methods that suit most series of counts.
    pub const CANDIDATES: [Self; 5] = [
        Self::Ets,
        Self::Mean,
        Self::Sarima,
        Self::Mstl,
        Self::SeasonalNaive,
    ];
}

/// The first value of a list that occurs earlier in it.
pub(crate) fn named_twice<T: PartialEq + Copy>(values: &[T]) -> Option<T> {
    let before = |(at, value): &(usize, &T)| values[..*at].contains(value);
    values
        .iter()
        .enumerate()
        .find(before)
        .map(|(_, value)| *value)
}
