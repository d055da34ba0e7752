//! Fits any of the methods to one series, and scores forecasts.
//!
//! SARIMA comes from the crate `sarima`; the other methods are fitted here and become one of its
//! models, so that forecasts of all methods are made in one way.

mod calibration;
mod choose;
mod counts;
mod differencing;
mod ets;
mod fit;
mod gaps;
mod known;
mod method;
mod mstl;
mod rolling;
mod scores;
mod settings;
mod simplex;
mod smoothing;

pub(crate) use calibration::{SeriesErrors, calibrations, out_of_sample};
pub use differencing::identified;
pub use fit::{FittedSeries, choose, fit_method};
pub use hotcast_artifacts::ForecastMethod;
pub use known::Known;
pub use method::CANDIDATES;
pub(crate) use method::named_twice;
pub use rolling::{Origins, RollingError, evaluate_rolling};
pub(crate) use rolling::{WindowForecast, forecast_rolling};
pub use scores::{LEVELS, PIT_BARS, Scores, Summary, naive_scale};
pub(crate) use settings::may_use;
pub use settings::{OrderChoice, SeasonalChoice, Settings};
