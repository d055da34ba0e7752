//! The browser's face of the crate `sarima`: it constructs, converts and maps errors, and computes nothing itself.
//!
//! `README.md` beside this crate has the TypeScript interface. Numbers go in and out as `Float64Array`; regressors are given one after
//! the other, each as long as the series or the horizon. Every error of `sarima` becomes a JavaScript `Error` with its message.

mod analysis;
mod convert;
mod fit;
mod model;
mod types;

pub use analysis::{decompose, diagnose};
pub use fit::{fit, fit_auto};
pub use model::Model;
