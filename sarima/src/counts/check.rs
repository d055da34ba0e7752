//! Checks of observations and exposures.

use crate::ExogError;

/// The largest count, below which every whole number has a float of its own.
const MAX_COUNT: f64 = 9_007_199_254_740_992.0;

/// The name of the regressor that holds the exposures of a model of counts.
///
/// # Example
/// ```
/// use sarima::{CountSettings, EXPOSURE, Exog, counts};
///
/// let exposure = Exog::new([EXPOSURE], vec![vec![1.0, 2.0, 1.0]])?;
/// let model = counts(&[2.0, 5.0, 1.0], &exposure, &CountSettings::default())?;
/// assert_eq!(model.exog_names(), [EXPOSURE]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const EXPOSURE: &str = "exposure";

/// The largest exposure, and the inverse of the smallest above 0.
pub(super) const MAX_EXPOSURE: f64 = 1e9;

/// The first value that is neither a whole number from 0 to 2^53 nor missing, and its index.
pub(crate) fn not_a_count(endog: &[f64]) -> Option<(usize, f64)> {
    let is_count = |y: f64| y.is_nan() || (y.fract() == 0.0 && (0.0..=MAX_COUNT).contains(&y));
    let mut values = endog.iter().copied().enumerate();
    values.find(|(_, y)| !is_count(*y))
}

/// Returns `true` if every value is a count: a whole number from 0 to 2^53, or NaN where it is
/// missing. [`counts`](crate::counts) refuses other series.
///
/// # Example
/// ```
/// assert!(sarima::are_counts(&[2.0, f64::NAN, 0.0]));
/// assert!(!sarima::are_counts(&[2.0, 0.5]));
/// ```
pub fn are_counts(endog: &[f64]) -> bool {
    not_a_count(endog).is_none()
}

/// Refuses exposures that are negative, or so large or small that a rate could overflow.
pub(super) fn check_exposure(exposure: &[f64]) -> Result<(), ExogError> {
    let fits = |e: &f64| *e == 0.0 || (1.0 / MAX_EXPOSURE..=MAX_EXPOSURE).contains(e);
    match exposure.iter().position(|e| !fits(e)) {
        Some(index) => Err(ExogError::Exposure { index }),
        None => Ok(()),
    }
}

/// Refuses exposures out of range, and as many as there are not values, unless there are none.
pub(super) fn check_lengths(endog: &[f64], exposure: &[f64]) -> Result<(), ExogError> {
    if !exposure.is_empty() && exposure.len() != endog.len() {
        return Err(ExogError::Length {
            name: EXPOSURE.to_owned(),
            len: exposure.len(),
            expected: endog.len(),
        });
    }
    check_exposure(exposure)
}
