//! The one face of every method.

use std::ops::Range;

use super::document;
use super::ets::Ets;
use super::filtering::run;
use super::mean::Mean;
use super::mstl::Mstl;
use super::sarima::{FitReport, InSample, SarimaModel};
use super::seasonal_naive::SeasonalNaive;
use crate::forecast::{Forecast, ForecastError, check_horizon, check_levels, summarise};
use crate::json::{JsonError, Shortest};
use crate::predictive::Predictive;
use crate::simulate::{Paths, SumForecast, SumPaths, back};
use crate::{Exog, FitError, Params, Spec, Transform};

/// A model with everything a forecast needs and no history: it is stored as a few kilobytes of JSON, read anywhere, forecast from, and
/// carried on with new observations.
///
/// # Example
/// ```
/// use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
///
/// // A random walk with a moving average, at given parameters.
/// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none()).non_negative(true);
/// let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
/// let mut model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
///
/// let forecast = model.forecast(3, &[0.95], &Exog::none())?;
/// assert_eq!(forecast.mean[0], forecast.mean[2]);
/// assert!(forecast.se[0] < forecast.se[2]);
///
/// let copy = Model::from_json(&model.to_json())?;
/// assert_eq!(copy, model);
/// model.append(&[7.0], &Exog::none())?;
/// assert!(model.forecast(1, &[], &Exog::none())?.mean[0] > forecast.mean[0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Model {
    /// Seasonal ARIMA with regressors.
    Sarima(Box<SarimaModel>),
    /// Exponential smoothing.
    Ets {
        /// Its parameters and state.
        model: Ets,
        /// Whether forecasts are cut at zero.
        non_negative: bool,
    },
    /// A seasonal cycle on exponential smoothing.
    Mstl {
        /// Its parameters and state.
        model: Mstl,
        /// Whether forecasts are cut at zero.
        non_negative: bool,
    },
    /// The value of a season ago.
    SeasonalNaive {
        /// The last season.
        model: SeasonalNaive,
        /// Whether forecasts are cut at zero.
        non_negative: bool,
    },
    /// The mean of the history.
    Mean {
        /// Mean and variance.
        model: Mean,
        /// Whether forecasts are cut at zero.
        non_negative: bool,
    },
}

/// Why a document is not a model.
///
/// # Example
/// ```
/// let error = sarima::Model::from_json(r#"{"schema_version": 1, "method": "mean"}"#).unwrap_err();
/// assert!(matches!(error, sarima::ModelError::Content(_)), "{error}");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Not JSON, or not of the document's shape.
    #[error("not a model document: {0}")]
    Json(#[from] JsonError),
    /// A version this crate does not know.
    #[error("schema version `{}` is not supported, only `{version}`", Shortest(*.0), version = document::SCHEMA_VERSION)]
    Version(f64),
    /// A field is missing, of the wrong length or out of range.
    #[error("corrupt model document: {0}")]
    Content(String),
}

impl Model {
    /// A SARIMA model at given parameters, filtered over a history; nothing is estimated. The report (`llf`, criteria) is that of the
    /// likelihood at these parameters.
    ///
    /// `endog` may hold missing values (NaN); `exog` has the regressors named in `spec`, as long as `endog`.
    ///
    /// # Errors
    /// [`FitError`] when the specification, the parameters (not stationary, `sigma2` not positive), the regressors or the values are
    /// unusable, or the series is too short to leave a state.
    ///
    /// # Example
    /// ```
    /// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
    /// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
    /// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
    /// assert_eq!(model.as_sarima().map(|m| m.report().nobs), Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_params(
        spec: Spec,
        params: Params,
        endog: &[f64],
        exog: &Exog,
    ) -> Result<Self, FitError> {
        let (mut model, in_sample) = SarimaModel::from_params(spec, params, endog, exog, None)?;
        model.report = FitReport::at(&model.spec, endog, &in_sample);
        Ok(Self::Sarima(Box::new(model)))
    }

    /// An exponential smoothing model from its parameters and last state.
    ///
    /// # Errors
    /// [`ModelError::Content`] when a number is out of range.
    ///
    /// # Example
    /// ```
    /// use sarima::{Ets, Exog, Model};
    /// let model = Ets { alpha: 0.5, beta: 0.0, phi: 1.0, level: 10.0, trend: 2.0, sigma2: 1.0 };
    /// let model = Model::ets(model, false)?;
    /// assert_eq!(model.forecast(2, &[], &Exog::none())?.mean, [12.0, 14.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ets(model: Ets, non_negative: bool) -> Result<Self, ModelError> {
        model.check().map_err(ModelError::Content)?;
        Ok(Self::Ets {
            model,
            non_negative,
        })
    }

    /// A seasonal cycle on exponential smoothing, from parameters and last state.
    ///
    /// # Errors
    /// [`ModelError::Content`] when a number is out of range or the cycle empty.
    ///
    /// # Example
    /// ```
    /// use sarima::{Ets, Exog, Model, Mstl};
    /// let ets = Ets { alpha: 0.5, beta: 0.0, phi: 1.0, level: 10.0, trend: 0.0, sigma2: 1.0 };
    /// let model = Model::mstl(Mstl { ets, cycle: vec![1.0, -1.0] }, false)?;
    /// assert_eq!(model.forecast(3, &[], &Exog::none())?.mean, [11.0, 9.0, 11.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn mstl(model: Mstl, non_negative: bool) -> Result<Self, ModelError> {
        model.check().map_err(ModelError::Content)?;
        Ok(Self::Mstl {
            model,
            non_negative,
        })
    }

    /// Reads a document written by [`Model::to_json`].
    ///
    /// The numbers read are bit for bit the numbers written. Memory is bounded by the text's own size.
    ///
    /// # Errors
    /// [`ModelError`] when the text is not JSON, of an unknown version, or has missing, impossible or inconsistent content.
    ///
    /// # Example
    /// ```
    /// let error = sarima::Model::from_json(r#"{"schema_version": 9, "method": "lstm"}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "schema version `9` is not supported, only `1`");
    /// ```
    pub fn from_json(json: &str) -> Result<Self, ModelError> {
        document::read(json)
    }

    /// The model as a JSON document on one line.
    ///
    /// # Example
    /// ```
    /// let model = sarima::mean(&[1.0, 3.0], true);
    /// assert_eq!(sarima::Model::from_json(&model.to_json())?, model);
    /// # Ok::<(), sarima::ModelError>(())
    /// ```
    pub fn to_json(&self) -> String {
        document::write(self)
    }

    /// The method's name in the document: `sarima`, `ets`, `mstl`, `seasonal_naive` or `mean`.
    ///
    /// # Example
    /// ```
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// assert_eq!(model.method(), "seasonal_naive");
    /// ```
    pub fn method(&self) -> &'static str {
        match self {
            Self::Sarima(_) => "sarima",
            Self::Ets { .. } => "ets",
            Self::Mstl { .. } => "mstl",
            Self::SeasonalNaive { .. } => "seasonal_naive",
            Self::Mean { .. } => "mean",
        }
    }

    /// The SARIMA model inside, if it is one.
    ///
    /// # Example
    /// ```
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// assert!(model.as_sarima().is_none());
    /// ```
    pub fn as_sarima(&self) -> Option<&SarimaModel> {
        match self {
            Self::Sarima(model) => Some(model),
            _ => None,
        }
    }

    /// The names of the regressors whose future values a forecast needs, in their order.
    ///
    /// # Example
    /// ```
    /// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(0, 1, 0), SeasonalOrder::none()).exog(["holiday"]);
    /// # let params = Params::from_slice(&spec, &[0.5, 1.0])?;
    /// # let exog = Exog::new(["holiday"], vec![vec![0.0, 1.0, 0.0]])?;
    /// let model = Model::from_params(spec, params, &[1.0, 3.0, 2.0], &exog)?;
    /// assert_eq!(model.exog_names(), ["holiday"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exog_names(&self) -> &[String] {
        self.as_sarima().map_or(&[], |model| &model.spec().exog)
    }

    /// The next `horizon` periods: mean, standard error and an interval for each level.
    ///
    /// `levels` are probabilities in (0, 1); `exog` has the future regressors, `horizon` values each, and [`Exog::none`] for a model
    /// without.
    ///
    /// # Errors
    /// [`ForecastError`] for a level outside (0, 1), a horizon of 0 or above [`MAX_HORIZON`](crate::MAX_HORIZON), other regressors, or a
    /// transform that carries the forecast beyond the largest number.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// let forecast = model.forecast(2, &[0.8], &Exog::none())?;
    /// assert_eq!(forecast.mean, [2.0, 6.0]);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn forecast(
        &self,
        horizon: usize,
        levels: &[f64],
        exog: &Exog,
    ) -> Result<Forecast, ForecastError> {
        check_levels(levels)?;
        let predictive = self.predictive(horizon, exog)?;
        summarise(&predictive, levels, self.transform(), self.non_negative())
    }

    /// Simulates `n_paths` futures of `horizon` periods; the same seed gives the same paths.
    ///
    /// # Errors
    /// As [`Model::forecast`], and [`ForecastError::Paths`] when there are none or more than fifty million values.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    ///
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// let paths = model.simulate(3, 10, 42, &Exog::none())?;
    /// assert_eq!(paths.iter().count(), 10);
    /// assert_eq!(paths, model.simulate(3, 10, 42, &Exog::none())?);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn simulate(
        &self,
        horizon: usize,
        n_paths: usize,
        seed: u64,
        exog: &Exog,
    ) -> Result<Paths, ForecastError> {
        let predictive = self.predictive(horizon, exog)?;
        Paths::draw(
            &predictive,
            n_paths,
            seed,
            back(self.transform(), self.non_negative()),
        )
    }

    /// The distribution of the sum over `periods` ahead, from `n_paths` simulated futures: `0..13` are the next 13 periods, `4..8` the
    /// four that follow the next four.
    ///
    /// `exog` has the future regressors of all periods before the end of `periods`. [`SUM_PATHS`](crate::SUM_PATHS) and
    /// [`SUM_SEED`](crate::SUM_SEED) are what the program, the server and the page ask with.
    ///
    /// # Errors
    /// As [`Model::simulate`], and [`ForecastError::Level`]; [`ForecastError::Horizon`] for no periods.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    ///
    /// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0, 4.0, 4.0], true);
    /// let quarter = model.forecast_sum(0..13, &[0.9], 2000, 1, &Exog::none())?;
    /// assert!((quarter.mean - 52.0).abs() < 1e-9);
    /// assert!(quarter.intervals[0].lower < 52.0 && quarter.intervals[0].upper > 52.0);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn forecast_sum(
        &self,
        periods: Range<usize>,
        levels: &[f64],
        n_paths: usize,
        seed: u64,
        exog: &Exog,
    ) -> Result<SumForecast, ForecastError> {
        check_levels(levels)?;
        if periods.is_empty() {
            return Err(ForecastError::Horizon(0));
        }
        let predictive = self.predictive(periods.end, exog)?;
        let paths = SumPaths {
            periods,
            n_paths,
            seed,
        };
        SumForecast::simulate(
            &predictive,
            levels,
            &paths,
            self.transform(),
            self.non_negative(),
        )
    }

    /// Carries the model on with new observations (NaN = missing) at its parameters; nothing is estimated.
    ///
    /// A SARIMA model ends up exactly where filtering the whole history would have left it. On an error the model is unchanged.
    ///
    /// # Errors
    /// [`ForecastError::Exog`] when the regressors do not match, [`ForecastError::Value`] for an infinite value or one outside the
    /// transform's domain.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let mut model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// model.append(&[3.0], &Exog::none())?;
    /// assert_eq!(model.forecast(2, &[], &Exog::none())?.mean, [6.0, 3.0]);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn append(&mut self, endog: &[f64], exog: &Exog) -> Result<(), ForecastError> {
        let transform = self.transform();
        let mut transformed = Vec::with_capacity(endog.len());
        for (index, &value) in endog.iter().enumerate() {
            let z = transform.apply(value);
            if z.is_infinite() || (z.is_nan() && !value.is_nan()) {
                return Err(ForecastError::Value { index, value });
            }
            transformed.push(z);
        }
        exog.check(self.exog_names(), endog.len())?;
        match self {
            Self::Sarima(model) => model.append(&transformed, exog),
            Self::Ets { model, .. } => model.append(transformed.into_iter()),
            Self::Mstl { model, .. } => model.append(&transformed),
            Self::SeasonalNaive { model, .. } => model.append(&transformed),
            // The mean and its variance are parameters: they stay.
            Self::Mean { .. } => {}
        }
        Ok(())
    }

    /// One-step predictions and residuals over a history at this model's parameters; nothing is estimated.
    ///
    /// The history may be another than the one fitted. Smoothing models do not keep their initial state, so that theirs are all NaN.
    ///
    /// # Errors
    /// [`FitError`] when the values or the regressors do not fit the model.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    ///
    /// let series = [1.0, 5.0, 2.0, 6.0];
    /// let in_sample = sarima::seasonal_naive(&series, 2, false).in_sample(&series, &Exog::none())?;
    /// assert_eq!(in_sample.fitted[2..], [1.0, 5.0]);
    /// assert_eq!(in_sample.residuals[2..], [1.0, 1.0]);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn in_sample(&self, endog: &[f64], exog: &Exog) -> Result<InSample, FitError> {
        exog.check(self.exog_names(), endog.len())?;
        let simple = |sigma2: f64, fitted: &dyn Fn(usize) -> f64| {
            InSample::of(endog, sigma2, (0..endog.len()).map(fitted).collect())
        };
        Ok(match self {
            Self::Sarima(model) => run(model.spec(), model.params(), endog, exog, None)?.1,
            Self::Ets { model, .. } => simple(model.sigma2, &|_| f64::NAN),
            Self::Mstl { model, .. } => simple(model.ets.sigma2, &|_| f64::NAN),
            Self::SeasonalNaive { model, .. } => {
                let s = model.cycle.len();
                simple(model.sigma2, &|t| {
                    t.checked_sub(s).map_or(f64::NAN, |u| endog[u])
                })
            }
            Self::Mean { model, .. } => simple(model.sigma2, &|_| model.level),
        })
    }

    fn predictive(&self, horizon: usize, exog: &Exog) -> Result<Predictive, ForecastError> {
        check_horizon(horizon)?;
        exog.check(self.exog_names(), horizon)?;
        Ok(match self {
            Self::Sarima(model) => model.predictive(horizon, exog),
            Self::Ets { model, .. } => model.predictive(horizon),
            Self::Mstl { model, .. } => model.predictive(horizon),
            Self::SeasonalNaive { model, .. } => model.predictive(horizon),
            Self::Mean { model, .. } => model.predictive(horizon),
        })
    }

    fn transform(&self) -> Transform {
        self.as_sarima()
            .map_or(Transform::None, |model| model.spec().transform)
    }

    fn non_negative(&self) -> bool {
        match self {
            Self::Sarima(model) => model.spec().non_negative,
            Self::Ets { non_negative, .. }
            | Self::Mstl { non_negative, .. }
            | Self::SeasonalNaive { non_negative, .. }
            | Self::Mean { non_negative, .. } => *non_negative,
        }
    }
}
