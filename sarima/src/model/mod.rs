//! Models that can be stored and forecast from without their history.

mod document;
mod ets;
mod fallback;
mod fitted;
mod forecaster;
mod mean;
mod mstl;
mod named;
mod sarima;
mod seasonal_naive;
mod state;

pub use document::SCHEMA_VERSION;
pub use ets::Ets;
pub use fallback::fit_or_fallback;
pub use forecaster::{Model, ModelError};
pub use mean::{Mean, mean};
pub use mstl::Mstl;
pub use sarima::{FitReport, InSample, SarimaModel};
pub use seasonal_naive::{SeasonalNaive, seasonal_naive};
