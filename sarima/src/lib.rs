#![doc = include_str!("../README.md")]
//!
//! # The model
//! With `B` the backshift operator, `y_t` the (transformed) observation and `x_t` the regressors,
//!
//! ```text
//! phi(B) Phi(B^s) (1 - B)^d (1 - B^s)^D (y_t - x_t' beta) = theta(B) Theta(B^s) e_t
//!
//! phi(B)   = 1 - ar.L1 B - ar.L2 B^2 - …      Phi(B^s)   = 1 - ar.S.Ls B^s - …
//! theta(B) = 1 + ma.L1 B + ma.L2 B^2 + …      Theta(B^s) = 1 + ma.S.Ls B^s + …
//! ```
//!
//! where `e_t` is Gaussian white noise of variance `sigma2`. The constant is one of the regressors:
//! `intercept` multiplies 1 and `drift` multiplies `t = 1, …, n`.
//!
//! [`CountFilter`], [`counts`] and what belongs to them need the feature `counts`, which is on by
//! default.

mod at_params;
mod auto;
mod calibration;
mod constant;
#[cfg(feature = "counts")]
mod counts;
mod decompose;
mod diagnostics;
mod distribution;
mod error;
mod exog;
mod filter;
mod fit;
mod forecast;
mod forecast_error;
mod gaussian;
mod history;
mod json;
mod judged;
mod model;
mod order;
mod params;
mod predictive;
mod prepare;
mod simulate;
mod spec;
mod transform;

pub use at_params::{concentrated_log_likelihood, log_likelihood};
pub use auto::candidate::Candidate;
pub use auto::select::{AutoFit, AutoOptions, auto_order, auto_order_until};
pub use calibration::{Calibration, ErrorQuantiles, Scale};
pub use constant::Constant;
#[cfg(feature = "counts")]
pub use counts::{
    COUNT_COMPONENTS, CountDistribution, CountFilter, CountInterval, CountPrior, CountSettings,
    EXPOSURE, are_counts,
};
pub use decompose::{DecomposeError, Decomposition, decompose};
pub use diagnostics::{
    Diagnostics, Heteroskedasticity, JarqueBera, LjungBox, acf, heteroskedasticity, jarque_bera,
    ljung_box,
};
pub use error::{ExogError, FitError, SpecError};
pub use exog::Exog;
pub use fit::sarima::{FittedSarima, Sarima};
pub use forecast::{Forecast, PredictionInterval};
pub use forecast_error::{ForecastError, MAX_HORIZON};
pub use history::InSample;
pub use json::JsonError;
pub use judged::{DistributionInterval, PeriodDistribution};
#[cfg(feature = "counts")]
pub use model::{Counts, counts};
pub use model::{
    Ets, FitReport, Mean, Model, ModelError, Mstl, SCHEMA_VERSION, SarimaModel, SeasonalNaive,
    fit_or_fallback, mean, seasonal_naive,
};
pub use order::{Order, SeasonalOrder};
pub use params::Params;
pub use simulate::{Paths, SUM_PATHS, SUM_SEED, SumForecast, SumInterval};
pub use spec::Spec;
pub use transform::Transform;
