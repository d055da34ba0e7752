//! The stored form of a fitted SARIMA model.

use crate::diagnostics::Diagnostics;
use crate::filter::{Filter, Step, System};
use crate::predictive::Predictive;
use crate::{Constant, Exog, FitError, Params, Spec};

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

    /// Filters a history at given parameters; nothing is estimated, and the report is empty.
    ///
    /// # Errors
    /// [`FitError`] when the specification, parameters, regressors or values are unusable, or when the series is too short to give a
    /// state: fewer than `d + D s` observations, or a season's position never observed.
    pub(crate) fn from_params(
        spec: Spec,
        params: Params,
        endog: &[f64],
        exog: &Exog,
    ) -> Result<(Self, InSample), FitError> {
        let (filter, in_sample) = run(&spec, &params, endog, exog)?;
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

/// Filters a series from its start; the filter may still be open at the end. Parameters at which rounding leaves no prediction are an
/// error.
pub(crate) fn run(
    spec: &Spec,
    params: &Params,
    endog: &[f64],
    exog: &Exog,
) -> Result<(Filter, InSample), FitError> {
    spec.validate()?;
    exog.check(&spec.exog, endog.len())?;
    let not_stationary = FitError::Param {
        name: "ar".to_owned(),
        reason: "is not stationary",
    };
    let mut filter = Filter::new(System::new(spec, params)).ok_or(not_stationary)?;
    let n = endog.len();
    let mut out = InSample {
        fitted: Vec::with_capacity(n),
        residuals: Vec::with_capacity(n),
        standardized: Vec::with_capacity(n),
        llf: 0.0,
    };
    for (t, &y) in endog.iter().enumerate() {
        let z = transformed(spec, y, t)?;
        let beta = regression(params, spec.constant, exog, t + 1, t);
        let step = filter.step((!z.is_nan()).then_some(z - beta));
        out.push(spec, params.sigma2, z, beta, step);
    }
    if filter.gain.is_lost() || !out.llf.is_finite() {
        return Err(FitError::Numerical(
            "the filter loses its digits so close to the unit circle",
        ));
    }
    Ok((filter, out))
}

fn transformed(spec: &Spec, y: f64, index: usize) -> Result<f64, FitError> {
    if y.is_infinite() {
        return Err(FitError::NotFinite { index, value: y });
    }
    let z = spec.transform.apply(y);
    if z.is_nan() && !y.is_nan() {
        return Err(FitError::TransformDomain { index, value: y });
    }
    Ok(z)
}

/// `x_t' β`, the constant included, for period `period` (from 1) and row `row` of the regressors.
fn regression(params: &Params, constant: Constant, exog: &Exog, period: usize, row: usize) -> f64 {
    let constant = match (constant, params.constant) {
        (Constant::Mean, Some(c)) => c,
        (Constant::Drift, Some(c)) => c * period as f64,
        _ => 0.0,
    };
    let columns = exog.columns().iter().zip(&params.exog);
    constant + columns.map(|(x, b)| b * x[row]).sum::<f64>()
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

    fn push(&mut self, spec: &Spec, sigma2: f64, z: f64, beta: f64, step: Step) {
        if step.variance.is_infinite() {
            self.fitted.push(f64::NAN);
            self.residuals.push(f64::NAN);
            self.standardized.push(f64::NAN);
            return;
        }
        let (mean, variance) = (step.mean + beta, step.variance * sigma2);
        let fitted = spec.transform.mean(mean, variance);
        self.fitted.push(if spec.non_negative {
            fitted.max(0.0)
        } else {
            fitted
        });
        let residual = z - mean;
        self.residuals.push(residual);
        self.standardized.push(residual / variance.sqrt());
        if !residual.is_nan() {
            self.llf -= 0.5
                * ((2.0 * std::f64::consts::PI * variance).ln() + residual * residual / variance);
        }
    }
}
