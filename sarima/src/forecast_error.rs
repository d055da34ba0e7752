//! Errors of forecasts, and the limits of their arguments.

use crate::error::ExogError;
use crate::json::Shortest;

/// The longest horizon that can be asked for, in periods.
///
/// # Example
/// ```
/// use sarima::{Exog, MAX_HORIZON};
/// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
/// assert!(model.forecast(MAX_HORIZON, &[], &Exog::none()).is_ok());
/// assert!(model.forecast(MAX_HORIZON + 1, &[], &Exog::none()).is_err());
/// ```
pub const MAX_HORIZON: usize = 10_000;

/// The most values (`n_paths · horizon`) that one simulation keeps.
pub(crate) const MAX_VALUES: usize = 50_000_000;

/// A forecast that cannot be made.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
/// let error = model.forecast(1, &[95.0], &Exog::none()).unwrap_err();
/// assert_eq!(error.to_string(), "level `95` is not between 0 and 1");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastError {
    /// A level is not strictly between 0 and 1.
    #[error("level `{}` is not between 0 and 1", Shortest(*.0))]
    Level(f64),
    /// The horizon is 0 or above [`MAX_HORIZON`].
    #[error("horizon `{0}` is not between 1 and {MAX_HORIZON}")]
    Horizon(usize),
    /// The number of simulated values is 0 or above the limit.
    #[error("`{paths}` paths of `{horizon}` periods are more than {max} values", max = MAX_VALUES)]
    Paths {
        /// Number of paths.
        paths: usize,
        /// Their length.
        horizon: usize,
    },
    /// The regressors do not fit the model or the horizon.
    #[error(transparent)]
    Exog(#[from] ExogError),
    /// A mean or bound is not finite: the transform carries it beyond the largest number.
    #[error("the forecast of period `{0}` is too large for a number")]
    Overflow(usize),
    /// A new observation of a model of counts is not a whole number from 0 to 2^53.
    #[cfg(feature = "counts")]
    #[error(
        "value `{value}` at index `{index}` is not a whole number of at least 0",
        value = Shortest(*.value)
    )]
    Count {
        /// Zero-based position among the new observations.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A new observation is infinite or outside the transform's domain.
    #[error(
        "value `{value}` at index `{index}` is infinite \
         or outside the domain of the transformation",
        value = Shortest(*.value)
    )]
    Value {
        /// Zero-based position among the new observations.
        index: usize,
        /// The value.
        value: f64,
    },
}

pub(crate) fn check_horizon(horizon: usize) -> Result<(), ForecastError> {
    if (1..=MAX_HORIZON).contains(&horizon) {
        Ok(())
    } else {
        Err(ForecastError::Horizon(horizon))
    }
}

pub(crate) fn check_levels(levels: &[f64]) -> Result<(), ForecastError> {
    let bad = levels.iter().find(|l| !(**l > 0.0 && **l < 1.0));
    bad.map_or(Ok(()), |&level| Err(ForecastError::Level(level)))
}
