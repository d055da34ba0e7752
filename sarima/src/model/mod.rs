//! Models that can be stored and forecast from without their history.

mod diagnostics_json;
mod document;
mod ets;
mod fallback;
mod filtering;
mod fitted;
mod forecaster;
mod mean;
mod mstl;
mod sarima;
mod sarima_json;
mod seasonal_naive;
mod spec_json;
mod state;

pub use document::SCHEMA_VERSION;
pub use ets::Ets;
pub use fallback::fit_or_fallback;
pub(crate) use filtering::{SAME, exact};
pub use forecaster::{Model, ModelError};
pub use mean::{Mean, mean};
pub use mstl::Mstl;
pub use sarima::{FitReport, InSample, SarimaModel};
pub use seasonal_naive::{SeasonalNaive, seasonal_naive};
