//! What decides how a series is forecast.

use sarima::{Constant, Order, SeasonalOrder, Transform};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::method::ForecastMethod;

/// The order of a SARIMA model: three numbers, or `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "`auto` or three numbers such as [1, 1, 1]")]
pub enum OrderChoice {
    /// `[p, d, q]`.
    Fixed([usize; 3]),
    /// Chosen for each series.
    Auto(Auto),
}

/// The word `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Auto {
    Auto,
}

/// The seasonal order: `[P, D, Q, s]`, or `[P, D, Q]` with the season of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "four numbers such as [1, 1, 1, 52], or three")]
pub enum SeasonalChoice {
    /// `[P, D, Q, s]`.
    WithSeason([usize; 4]),
    /// `[P, D, Q]`.
    OfCalendar([usize; 3]),
}

/// How series are forecast, resolved against the calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The method, or [`ForecastMethod::Best`] to choose one for each series.
    pub method: ForecastMethod,
    /// What `best` chooses among, in the order of preference.
    pub candidates: Vec<ForecastMethod>,
    /// Order of SARIMA; nothing for automatic orders.
    pub order: Option<Order>,
    /// Seasonal order of SARIMA; its `s` is also the season of automatic orders, seasonal naive and MSTL.
    pub seasonal_order: SeasonalOrder,
    /// Constant term of SARIMA.
    pub constant: Constant,
    /// Transform of the counts in SARIMA.
    pub transform: Transform,
    /// Periods ahead at which `best` judges.
    pub horizon: usize,
    /// How many times it does so for each series.
    pub origins: usize,
    /// Series with incidents in a smaller share of their periods are smoothed, not modelled.
    pub min_occupied_share: f64,
}

impl Settings {
    /// The season in periods.
    pub fn season(&self) -> usize {
        self.seasonal_order.s.max(1)
    }
}
