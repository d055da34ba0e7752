//! One-step predictions over a history.

use crate::Spec;
use crate::diagnostics::Diagnostics;
use crate::filter::{Number, Step};

/// One-step predictions over a history, and their errors.
///
/// # Example
/// ```
/// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
/// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
/// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
/// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
/// let in_sample = model.in_sample(&[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
/// assert!(in_sample.fitted[0].is_nan());
/// assert!((in_sample.residuals[1] - (5.0 - in_sample.fitted[1])).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InSample {
    /// The prediction of each value from those before it, on the scale of the observations; NaN for
    /// the first `d + D s`.
    pub fitted: Vec<f64>,
    /// Observed less predicted on the model's (transformed) scale; NaN where either is missing.
    pub residuals: Vec<f64>,
    /// The residuals in units of their own standard deviations: independent standard normal under
    /// the model.
    pub standardized: Vec<f64>,
    /// The exact log-likelihood of the history at these parameters, diffuse observations left out.
    pub llf: f64,
}

impl InSample {
    /// Predictions that all have the same variance.
    pub(crate) fn of(endog: &[f64], sigma2: f64, fitted: Vec<f64>) -> Self {
        let residuals: Vec<f64> = endog.iter().zip(&fitted).map(|(y, f)| y - f).collect();
        let standardized = residuals.iter().map(|r| r / sigma2.sqrt()).collect();
        let density =
            |r: &f64| -0.5 * ((2.0 * std::f64::consts::PI * sigma2).ln() + r * r / sigma2);
        let llf = residuals.iter().filter(|r| !r.is_nan()).map(density).sum();
        Self {
            fitted,
            residuals,
            standardized,
            llf,
        }
    }

    /// The usual tests of the standardised residuals.
    pub(crate) fn diagnostics(&self, spec: &Spec) -> Diagnostics {
        Diagnostics::new(&self.standardized, spec.seasonal_order.s, spec.n_arma())
    }

    /// Memory for `n` periods.
    pub(super) fn with_capacity(n: usize) -> Self {
        Self {
            fitted: Vec::with_capacity(n),
            residuals: Vec::with_capacity(n),
            standardized: Vec::with_capacity(n),
            llf: 0.0,
        }
    }

    /// Adds a period: `z` is the value on the model's scale, `beta` that of its regression, and
    /// `step` the prediction of the rest.
    pub(super) fn push<N: Number>(
        &mut self,
        spec: &Spec,
        sigma2: f64,
        (z, beta): (f64, f64),
        step: Step<N>,
    ) {
        if step.variance.value().is_infinite() {
            self.fitted.push(f64::NAN);
            self.residuals.push(f64::NAN);
            self.standardized.push(f64::NAN);
            return;
        }
        let (mean, variance) = (step.mean.value() + beta, step.variance.value() * sigma2);
        let fitted = spec.transform.moments(mean, variance, spec.non_negative);
        self.fitted.push(fitted.0);
        let residual = z - mean;
        self.residuals.push(residual);
        self.standardized.push(residual / variance.sqrt());
        if !residual.is_nan() {
            self.llf -= 0.5
                * ((2.0 * std::f64::consts::PI * variance).ln() + residual * residual / variance);
        }
    }
}
