//! The evaluator's log-likelihood, compared with the filter's where it may have lost digits.
//!
//! The evaluator solves for the values before the sample. Autoregressive roots close to the unit
//! circle make their variance large, moving-average roots make what they add to the innovations
//! last; with several roots, the solution cancels more digits than a 64-bit number has.

use super::filtering::{SAME, exact};
use crate::{Exog, FitError, Params, Spec};

/// The log-likelihood is checked when the variance of the differences, in units of `sigma2`, is
/// above this.
#[cfg(feature = "wide-search")]
const LONG: f64 = 1e3;
/// It is also checked when the [growth](sarima_likelihood::evaluate::Evaluator::growth) is above
/// this. Below, the error was at most two millionths in 3,000 random fits and evaluations of 48 to
/// 270 values; above, up to 34.
#[cfg(feature = "wide-search")]
const GREAT: f64 = 1e5;

/// `true` if the evaluator keeps its digits.
#[cfg(feature = "wide-search")]
fn keeps_digits(params: &Params, growth: f64) -> bool {
    !has_long_memory(params) && growth < GREAT
}

/// `true` if the autoregressive roots are so close to the unit circle that they may cost digits.
#[cfg(feature = "wide-search")]
pub(crate) fn has_long_memory(params: &Params) -> bool {
    params.memory() >= LONG
}

/// The small module always checks: that saves code, though not time.
#[cfg(not(feature = "wide-search"))]
fn keeps_digits(_: &Params, _: f64) -> bool {
    false
}

/// The small module does not search again, which this would decide.
#[cfg(not(feature = "wide-search"))]
pub(crate) fn has_long_memory(_: &Params) -> bool {
    true
}

/// The evaluator's log-likelihood, or the exact one if they differ.
///
/// # Errors
/// The errors of [`run`](super::run).
pub(crate) fn resolved(
    spec: &Spec,
    params: &Params,
    endog: &[f64],
    exog: &Exog,
    (llf, growth): (f64, f64),
) -> Result<f64, FitError> {
    if keeps_digits(params, growth) {
        return Ok(llf);
    }
    let exact = exact(spec, params, endog, exog, llf)?;
    let same = (exact - llf).abs() <= SAME;
    Ok(if same { llf } else { exact })
}
