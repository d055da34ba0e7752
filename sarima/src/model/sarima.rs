//! The stored form of a fitted SARIMA model.

use super::forecaster::Model;
use super::report::FitReport;
use crate::filter::Filter;
use crate::history::{InSample, regression, run};
use crate::predictive::Predictive;
use crate::{Calibration, Exog, FitError, Params, Spec};

/// A SARIMA model with all that forecasting and appending need, without its history.
///
/// [`Model::Sarima`](crate::Model) holds one, and has the methods to use it.
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
    pub(crate) calibration: Option<Calibration>,
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

    /// Filters a history at given parameters. Nothing is estimated, and the report is empty. `llf`
    /// is the log-likelihood at these parameters, if it is known.
    ///
    /// # Errors
    /// [`FitError`] when the specification, parameters, regressors or values are unusable, or when
    /// the series is too short to give a state: fewer than `d + D s` observations, or a season's
    /// position never observed.
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
            calibration: None,
        };
        Ok((model, in_sample))
    }

    /// The state at the end of another history, at the same parameters; without a report.
    ///
    /// # Errors
    /// [`FitError`] when the regressors or values are unusable, or the history is too short to give
    /// a state.
    ///
    /// # Example
    /// ```
    /// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
    /// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
    /// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
    /// let sarima = model.as_sarima().ok_or("another method")?;
    /// // The state two periods earlier.
    /// let mut earlier = sarima.filtered(&[3.0, 5.0], &Exog::none())?;
    /// earlier.append(&[4.0, 6.0], &Exog::none())?;
    /// let next = |model: &Model| model.forecast(1, &[], &Exog::none());
    /// assert!((next(&earlier)?.mean[0] - next(&model)?.mean[0]).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn filtered(&self, endog: &[f64], exog: &Exog) -> Result<Model, FitError> {
        let (spec, params) = (self.spec.clone(), self.params.clone());
        let (model, _) = Self::from_params(spec, params, endog, exog, None)?;
        Ok(Model::Sarima(Box::new(model)))
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

    /// Takes new observations, already transformed (NaN = missing). `exog` has been checked.
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
