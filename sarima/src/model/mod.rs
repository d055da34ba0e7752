//! Models that are stored as JSON and forecast without their history.

mod baselines;
mod checked;
#[cfg(feature = "counts")]
mod counts;
mod diagnostics_json;
mod distributions;
mod document;
mod error;
mod ets;
mod fallback;
mod fitted;
mod forecaster;
mod forecasting;
mod mean;
mod mstl;
mod observing;
mod report;
mod sarima;
mod sarima_json;
mod seasonal_naive;
mod spec_json;
mod state;

pub use baselines::{mean, seasonal_naive};
#[cfg(feature = "counts")]
pub use counts::{Counts, counts};
pub use error::{ModelError, SCHEMA_VERSION};
pub use ets::Ets;
pub use fallback::fit_or_fallback;
pub use forecaster::Model;
pub use mean::Mean;
pub use mstl::Mstl;
pub use report::FitReport;
pub use sarima::SarimaModel;
pub use seasonal_naive::SeasonalNaive;
