//! The settings by which a series is forecast.

use sarima::{Constant, Order, SeasonalOrder, Transform};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ForecastMethod, Origins};
use crate::calendar::Freq;

/// The order of a SARIMA model: three numbers, or `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "`auto` or three numbers such as [1, 1, 1]")]
pub enum OrderChoice {
    /// `[p, d, q]`.
    Fixed([usize; 3]),
    /// Chosen for each series.
    Auto(Auto),
}

impl OrderChoice {
    /// The order, unless each series has its own.
    pub fn fixed(self) -> Option<Order> {
        match self {
            Self::Fixed([p, d, q]) => Some(Order::new(p, d, q)),
            Self::Auto(_) => None,
        }
    }

    /// The ordinary differences of the order; one where it is chosen, which is what most counts
    /// are given.
    pub(crate) fn differences(self) -> usize {
        self.fixed().map_or(1, |order| order.d)
    }
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

/// Returns `true` if some series may be forecast by `wanted` where `method` is asked for, which with
/// `best` is one of the candidates.
pub(crate) fn may_use(
    method: ForecastMethod,
    candidates: &[ForecastMethod],
    wanted: ForecastMethod,
) -> bool {
    let chosen = method == ForecastMethod::Best && candidates.contains(&wanted);
    method == wanted || chosen
}

/// The parameters of forecasts, resolved against the calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The method, or [`ForecastMethod::Best`] to choose one for each series.
    pub method: ForecastMethod,
    /// The candidates of `best`, in the order of preference.
    pub candidates: Vec<ForecastMethod>,
    /// Order of SARIMA.
    #[serde(with = "order_document")]
    pub order: OrderChoice,
    /// Seasonal order of SARIMA; its `s` is also the season of automatic orders, seasonal naive
    /// and MSTL.
    pub seasonal_order: SeasonalOrder,
    /// Constant term of SARIMA.
    pub constant: Constant,
    /// Transform of the counts in SARIMA.
    pub transform: Transform,
    /// Periods ahead over which `best` compares forecasts.
    pub horizon: usize,
    /// The number of forecasts of each series by which `best` compares.
    pub origins: usize,
    /// Series with incidents in a smaller share of their periods are smoothed, not modelled.
    pub min_occupied_share: f64,
    /// `true` if the exposures of `counts` are those of the city, and not 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exposure: bool,
    /// `true` if the errors of earlier forecasts decide about the intervals of the Gaussian
    /// methods.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub calibrated: bool,
    /// Length of a period, for the method `counts`.
    ///
    /// It is not part of the document, which stands beside the calendar: who reads one sets it.
    #[serde(skip)]
    pub freq: Freq,
}

impl Settings {
    /// The origins from which `best` forecasts a series of `nobs` periods.
    pub(crate) fn choice_origins(&self, nobs: usize) -> Vec<usize> {
        let origins = Origins::new(nobs, self.horizon, self.origins);
        let starts = |origins: Origins| origins.windows().map(|window| window.start).collect();
        origins.map_or_else(Vec::new, starts)
    }

    /// The season in periods.
    pub fn season(&self) -> usize {
        self.seasonal_order.s.max(1)
    }
}

/// The order in the document of the settings: three numbers, or `null` for `auto`.
///
/// The document is part of the keys of records, so that its form stays.
mod order_document {
    use sarima::Order;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Auto, OrderChoice};

    pub(super) fn serialize<S: Serializer>(order: &OrderChoice, to: S) -> Result<S::Ok, S::Error> {
        order.fixed().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OrderChoice, D::Error> {
        let order = Option::<Order>::deserialize(from)?;
        Ok(
            order.map_or(OrderChoice::Auto(Auto::Auto), |Order { p, d, q }| {
                OrderChoice::Fixed([p, d, q])
            }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_written_as_numbers_or_null_and_read_back() {
        for (order, written) in [("[2, 1, 0]", "[2,1,0]"), (r#""auto""#, "null")] {
            let settings = Settings {
                method: ForecastMethod::Sarima,
                candidates: Vec::new(),
                order: serde_json::from_str(order).unwrap(),
                seasonal_order: SeasonalOrder::none(),
                constant: Constant::None,
                transform: Transform::None,
                horizon: 4,
                origins: 6,
                min_occupied_share: 0.1,
                exposure: true,
                calibrated: true,
                freq: Freq::Week,
            };
            let document = serde_json::to_string(&settings).unwrap();
            assert!(
                document.contains(&format!(r#""order":{written},"#)),
                "{document}"
            );
            assert_eq!(
                serde_json::from_str::<Settings>(&document).unwrap(),
                settings
            );
        }
    }
}
