//! The stored form of a fitted SARIMA model.

use super::filtering::{regression, run};
use crate::diagnostics::Diagnostics;
use crate::filter::{Filter, Number, Step};
use crate::predictive::Predictive;
use crate::{Exog, FitError, Params, Spec};

/// A SARIMA model with everything that forecasting and appending need, its history left behind.
///
/// Inside a [`Model`](crate::Model); see there for what it can do.
///
/// # Example
/// ```
/// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
/// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
/// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
/// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
/// assert!(model.as_sarima().is_some_and(|m| m.params().sigma2 == 2.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SarimaModel {
    pub(crate) spec: Spec,
    pub(crate) params: Params,
    pub(crate) report: FitReport,
    pub(crate) filter: Filter,
}

/// What is worth keeping of a fit besides its parameters.
///
/// # Example
/// ```
/// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
/// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
/// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
/// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
/// let report = model.as_sarima().ok_or("another method")?.report();
/// // Two parameters: the moving average and the variance.
/// assert!((report.aic - (4.0 - 2.0 * report.llf)).abs() < 1e-12 && !report.converged);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FitReport {
    /// Standard errors in the order of [`Spec::param_names`], `None` where the information does not give one.
    pub std_errors: Vec<Option<f64>>,
    /// The maximised log-likelihood.
    pub llf: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Akaike's criterion with the small-sample correction; `None` where it is not defined.
    pub aicc: Option<f64>,
    /// The Bayesian criterion.
    pub bic: f64,
    /// Observations used: those not missing, less `d + D s`.
    pub nobs: usize,
    /// Whether the optimiser met its criterion.
    pub converged: bool,
    /// Its iterations.
    pub iterations: usize,
    /// Tests of the residuals.
    pub diagnostics: Option<Diagnostics>,
}

/// One-step predictions over a history, and how they failed.
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
    /// The prediction of each value from those before it, on the scale of the observations; NaN for the first `d + D s`.
    pub fitted: Vec<f64>,
    /// Observed less predicted on the model's (transformed) scale; NaN where either is missing.
    pub residuals: Vec<f64>,
    /// The residuals in units of their own standard deviations: independent standard normal under the model.
    pub standardized: Vec<f64>,
    /// The exact log-likelihood of the history at these parameters, diffuse observations left out.
    pub llf: f64,
}

impl FitReport {
    /// Likelihood, criteria and diagnostics at given parameters; no standard errors.
    pub(crate) fn at(spec: &Spec, endog: &[f64], in_sample: &InSample) -> Self {
        let observed = endog.iter().filter(|y| !y.is_nan()).count();
        let nobs = observed.saturating_sub(spec.n_diff());
        let (n, k) = (nobs as f64, spec.n_params() as f64);
        let llf = in_sample.llf;
        let aic = 2.0 * k - 2.0 * llf;
        Self {
            std_errors: vec![None; spec.n_params()],
            llf,
            aic,
            aicc: (n > k + 1.0).then(|| aic + 2.0 * k * (k + 1.0) / (n - k - 1.0)),
            bic: k * n.ln() - 2.0 * llf,
            nobs,
            converged: false,
            iterations: 0,
            diagnostics: Some(in_sample.diagnostics(spec)),
        }
    }
}

impl SarimaModel {
    /// The specification.
    ///
    /// # Example
    /// ```
    /// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
    /// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
    /// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
    /// assert_eq!(model.as_sarima().map(|m| m.spec().order), Some(Order::new(0, 1, 1)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The parameters.
    ///
    /// # Example
    /// ```
    /// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
    /// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
    /// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
    /// assert_eq!(model.as_sarima().map(|m| m.params().ma.clone()), Some(vec![-0.4]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Likelihood, criteria, standard errors and diagnostics.
    ///
    /// # Example
    /// ```
    /// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
    /// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
    /// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
    /// assert!(model.as_sarima().is_some_and(|m| m.report().llf < 0.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn report(&self) -> &FitReport {
        &self.report
    }

    /// Filters a history at given parameters; nothing is estimated, and the report is empty. `llf` is the log-likelihood there, if it is
    /// known.
    ///
    /// # Errors
    /// [`FitError`] when the specification, parameters, regressors or values are unusable, or when the series is too short to give a
    /// state: fewer than `d + D s` observations, or a season's position never observed.
    pub(crate) fn from_params(
        spec: Spec,
        params: Params,
        endog: &[f64],
        exog: &Exog,
        llf: Option<f64>,
    ) -> Result<(Self, InSample), FitError> {
        let (filter, in_sample) = run(&spec, &params, endog, exog, llf)?;
        if filter.open() {
            let observed = endog.iter().filter(|y| !y.is_nan()).count();
            let needed = spec.n_diff() + 1;
            return Err(FitError::TooShort {
                observed,
                needed: needed.max(observed + 1),
            });
        }
        let model = Self {
            spec,
            params,
            report: FitReport::default(),
            filter,
        };
        Ok((model, in_sample))
    }

    /// `exog` has been checked against the specification and the horizon.
    pub(crate) fn predictive(&self, horizon: usize, exog: &Exog) -> Predictive {
        let mut predictive = Predictive::from_filter(&self.filter, self.params.sigma2, horizon);
        for (h, mean) in predictive.mean.iter_mut().enumerate() {
            *mean += regression(
                &self.params,
                self.spec.constant,
                exog,
                self.filter.seen + h + 1,
                h,
            );
        }
        predictive
    }

    /// Takes new observations, already transformed (NaN = missing); `exog` has been checked.
    pub(crate) fn append(&mut self, transformed: &[f64], exog: &Exog) {
        for (t, &z) in transformed.iter().enumerate() {
            let beta = regression(
                &self.params,
                self.spec.constant,
                exog,
                self.filter.seen + 1,
                t,
            );
            self.filter.step((!z.is_nan()).then_some(z - beta));
        }
    }
}

impl InSample {
    /// From predictions that all have the same variance.
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

    /// Room for the predictions of so many periods.
    pub(super) fn with_capacity(n: usize) -> Self {
        Self {
            fitted: Vec::with_capacity(n),
            residuals: Vec::with_capacity(n),
            standardized: Vec::with_capacity(n),
            llf: 0.0,
        }
    }

    /// Adds a period: the value on the model's scale with what its regression says, and what was predicted of the rest.
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
