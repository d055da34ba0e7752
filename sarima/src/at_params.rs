//! The likelihood at given parameters.

use crate::constant::Constant;
use crate::error::FitError;
use crate::exog::Exog;
use crate::history::{resolved, run};
use crate::params::Params;
use crate::prepare::{prepare, prepare_less};
use crate::spec::Spec;
use sarima_likelihood::evaluate::Evaluator;
use sarima_likelihood::invertible::invertible;

/// The exact Gaussian log-likelihood at given parameters, on the transformed scale.
///
/// With differencing this is the density of the differenced series. Missing values are integrated
/// out, and the diffuse starting values contribute nothing: the definition of R's `arima`, without
/// the finite variance that it gives them.
///
/// # Errors
/// The errors of [`Sarima::fit`](crate::Sarima::fit), [`FitError::Param`] for the wrong number of
/// parameters or an autoregressive part that is not stationary, and [`FitError::Numerical`] so
/// close to the unit circle that no digits are left.
///
/// ```
/// use sarima::{Exog, Order, Params, SeasonalOrder, Spec, log_likelihood};
/// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none());
/// let params = Params { ar: vec![0.5], sigma2: 2.0, ..Params::default() };
/// let y = [1.0, -1.0, 0.5, 2.0];
/// let llf = log_likelihood(&spec, &params, &y, &Exog::none())?;
/// // By hand: y_1 has variance sigma2 / (1 - 0.25), the others are predicted by half of the last.
/// let sum = 1.0 * 0.75 + 1.5f64.powi(2) + 1.0 + 1.75f64.powi(2);
/// let by_hand = -0.5 * (4.0 * (4.0 * std::f64::consts::PI).ln() - 0.75f64.ln() + sum / 2.0);
/// assert!((llf - by_hand).abs() < 1e-12);
/// # Ok::<(), sarima::FitError>(())
/// ```
pub fn log_likelihood(
    spec: &Spec,
    params: &Params,
    endog: &[f64],
    exog: &Exog,
) -> Result<f64, FitError> {
    let (llf, growth) = evaluated(spec, params, endog, exog)?;
    resolved(spec, params, endog, exog, (llf, growth))
}

/// The log-likelihood at given parameters by the evaluator alone, which may lose digits, and its
/// [growth](Evaluator::growth).
pub(crate) fn evaluated(
    spec: &Spec,
    params: &Params,
    endog: &[f64],
    exog: &Exog,
) -> Result<(f64, f64), FitError> {
    // `Params::from_slice` checks numbers and ranges.
    let params = Params::from_slice(spec, &params.to_vec())?;
    let mut beta: Vec<f64> = params.constant.into_iter().collect();
    beta.extend_from_slice(&params.exog);
    let prepared = prepare_less(spec, endog, exog, &beta)?;
    let mut eval = Evaluator::new(&prepared.columns, spec.shape());
    let (value, factor) = evaluate(spec, &params, &mut eval)?;
    let n = prepared.n_used as f64;
    // From the concentrated variance to the given one.
    let ratio = prepared.sigma2(eval.s) / (params.sigma2 * factor);
    let llf = prepared.llf(value) + 0.5 * n * (ratio.ln() + 1.0 - ratio);
    Ok((llf, eval.growth()))
}

/// The log-likelihood at given autoregressive and moving-average coefficients, maximised over
/// `sigma2` and the regression coefficients, and the parameters with those filled in.
///
/// # Errors
/// The errors of [`log_likelihood`].
///
/// ```
/// use sarima::{Exog, Order, Params, SeasonalOrder, Spec, concentrated_log_likelihood};
/// let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none())
///     .constant(sarima::Constant::Mean);
/// let y = [1.0, 2.0, 3.0, 6.0];
/// let (_, params) = concentrated_log_likelihood(&spec, &Params::default(), &y, &Exog::none())?;
/// assert!((params.constant.unwrap() - 3.0).abs() < 1e-12);
/// assert!((params.sigma2 - 3.5).abs() < 1e-12);
/// # Ok::<(), sarima::FitError>(())
/// ```
pub fn concentrated_log_likelihood(
    spec: &Spec,
    params: &Params,
    endog: &[f64],
    exog: &Exog,
) -> Result<(f64, Params), FitError> {
    let mut filled = params.clone();
    filled.constant = (spec.constant != Constant::None).then_some(0.0);
    filled.exog = vec![0.0; spec.exog.len()];
    filled.sigma2 = 1.0;
    let mut filled = Params::from_slice(spec, &filled.to_vec())?;
    let prepared = prepare(spec, endog, exog)?;
    let mut eval = Evaluator::new(&prepared.columns, spec.shape());
    let (value, factor) = evaluate(spec, &filled, &mut eval)?;
    let mut beta = prepared.regression(&eval.coefficients()[prepared.columns.dummies..]);
    if spec.constant != Constant::None {
        filled.constant = Some(beta.remove(0));
    }
    filled.exog = beta;
    filled.sigma2 = prepared.sigma2(eval.s) / factor;
    let found = (prepared.llf(value), eval.growth());
    let llf = resolved(spec, &filled, endog, exog, found)?;
    if llf == found.0 {
        return Ok((llf, filled));
    }
    // Then the variance has lost digits, too: that of the filter's residuals is the maximum.
    let (_, in_sample) = run(spec, &filled, endog, exog, Some(llf))?;
    let observed = in_sample.standardized.iter().filter(|v| !v.is_nan());
    let n = observed.clone().count() as f64;
    let ratio = observed.map(|v| v * v).sum::<f64>() / n;
    filled.sigma2 *= ratio;
    Ok((llf + 0.5 * n * (ratio - 1.0 - ratio.ln()), filled))
}

/// The concentrated value at the invertible twin of the moving average, and the factor from the
/// twin's innovation variance to the one asked for.
fn evaluate(
    spec: &Spec,
    params: &Params,
    eval: &mut Evaluator<'_>,
) -> Result<(f64, f64), FitError> {
    let mut coef: Vec<f64> = params.ar.iter().map(|c| -c).collect();
    let twin = |part: &[f64]| {
        invertible(part).ok_or(FitError::Numerical(
            "the roots of the moving average cannot be found",
        ))
    };
    let (ma, plain) = twin(&params.ma)?;
    let (seasonal_ma, seasonal) = twin(&params.seasonal_ma)?;
    coef.extend_from_slice(&ma);
    coef.extend(params.seasonal_ar.iter().map(|c| -c));
    coef.extend_from_slice(&seasonal_ma);
    let stationary = |c: &[f64]| {
        sarima_likelihood::pacf::from_coefficients(&c.iter().map(|c| -c).collect::<Vec<_>>())
            .is_some()
    };
    for (name, part) in [("ar", &params.ar), ("ar.S", &params.seasonal_ar)] {
        if !stationary(part) {
            return Err(FitError::Param {
                name: name.to_owned(),
                reason: "is not stationary",
            });
        }
    }
    debug_assert_eq!(coef.len(), spec.n_arma());
    let value = eval.evaluate(&coef);
    if value.is_finite() {
        Ok((value, plain * seasonal))
    } else {
        Err(FitError::Numerical(
            "the innovations overflow at these parameters",
        ))
    }
}
