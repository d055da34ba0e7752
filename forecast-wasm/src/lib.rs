//! The browser's face of the crate `sarima`: it constructs, converts and maps errors, and computes nothing itself.
//!
//! `README.md` beside this crate has the TypeScript interface. Numbers go in and out as `Float64Array`; regressors are given one after
//! the other, each as long as the series or the horizon. Every error of `sarima` becomes a JavaScript `Error` with its message.
//!
//! Without default features it is the small module: models, forecasts and fits. The feature `analysis` adds automatic orders, new
//! observations, simulation, tests of residuals and decomposition.

#[cfg(target_arch = "wasm32")]
mod allocator;
#[cfg(feature = "analysis")]
mod analysis;
#[cfg(feature = "analysis")]
mod append;
mod convert;
mod fit;
#[cfg(feature = "analysis")]
mod fit_auto;
mod model;
#[cfg(feature = "analysis")]
mod simulate;
mod types;

#[cfg(feature = "analysis")]
pub use analysis::{decompose, diagnose};
pub use fit::fit;
#[cfg(feature = "analysis")]
pub use fit_auto::fit_auto;
pub use model::Model;
