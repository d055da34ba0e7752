//! Fitting any of the methods to one series, and judging forecasts.

mod choose;
mod differencing;
mod ets;
mod fit;
mod gaps;
mod method;
mod mstl;
mod rolling;
mod scores;
mod settings;
mod simplex;

pub use differencing::identified;
pub use fit::{FittedSeries, choose, fit_method};
pub use method::ForecastMethod;
pub(crate) use method::named_twice;
pub use rolling::{Origins, RollingError, evaluate_rolling};
pub use scores::{LEVELS, Scores, Summary, naive_scale};
pub use settings::{OrderChoice, SeasonalChoice, Settings};
