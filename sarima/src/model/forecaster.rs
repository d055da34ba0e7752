//! `Model`: one enum over all forecasting methods.

#[cfg(feature = "counts")]
use super::counts::Counts;
use super::error::ModelError;
use super::ets::Ets;
use super::mean::Mean;
use super::mstl::Mstl;
use super::report::FitReport;
use super::sarima::SarimaModel;
use super::seasonal_naive::SeasonalNaive;
use crate::{Calibration, Exog, FitError, Params, Spec, Transform};

/// A model with all that a forecast needs and without its history. It is stored as a few kilobytes
/// of JSON, forecasts, and is carried on with new observations.
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
        /// Cut forecasts at zero.
        non_negative: bool,
        /// The distribution of its errors.
        calibration: Option<Calibration>,
    },
    /// A seasonal cycle on exponential smoothing.
    Mstl {
        /// Its parameters and state.
        model: Mstl,
        /// Cut forecasts at zero.
        non_negative: bool,
        /// The distribution of its errors.
        calibration: Option<Calibration>,
    },
    /// The seasonal naive method: the value of a season ago.
    SeasonalNaive {
        /// The last season.
        model: SeasonalNaive,
        /// Cut forecasts at zero.
        non_negative: bool,
        /// The distribution of its errors.
        calibration: Option<Calibration>,
    },
    /// The mean of the history.
    Mean {
        /// Mean and variance.
        model: Mean,
        /// Cut forecasts at zero.
        non_negative: bool,
        /// The distribution of its errors.
        calibration: Option<Calibration>,
    },
    /// A dynamic Gamma-Poisson model of counts.
    #[cfg(feature = "counts")]
    Counts(Box<Counts>),
}

impl Model {
    /// A SARIMA model at given parameters, filtered over a history. Nothing is estimated; the
    /// report (`llf`, criteria) is that of the likelihood at these parameters.
    ///
    /// `endog` may hold missing values (NaN). `exog` has the regressors named in `spec`, each as
    /// long as `endog`.
    ///
    /// # Errors
    /// [`FitError`] when the specification, the parameters (not stationary, `sigma2` not positive),
    /// the regressors or the values are unusable, or the series is too short to leave a state.
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
            calibration: None,
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
            calibration: None,
        })
    }

    /// The method's name in the document: `sarima`, `ets`, `mstl`, `seasonal_naive`, `mean` or
    /// `counts`.
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
            #[cfg(feature = "counts")]
            Self::Counts(_) => "counts",
        }
    }

    /// The SARIMA model, or `None` for another method.
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

    /// The model of counts, or `None` for another method.
    ///
    /// # Example
    /// ```
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// assert!(model.as_counts().is_none());
    /// ```
    #[cfg(feature = "counts")]
    pub fn as_counts(&self) -> Option<&Counts> {
        match self {
            Self::Counts(model) => Some(model),
            _ => None,
        }
    }

    /// Names of the regressors whose future values a forecast needs, in order.
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
        match self {
            Self::Sarima(model) => &model.spec().exog,
            #[cfg(feature = "counts")]
            Self::Counts(model) => &model.exog,
            _ => &[],
        }
    }

    /// The distribution of its errors, if it has one other than the normal.
    ///
    /// # Example
    /// ```
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// assert!(model.calibration().is_none());
    /// ```
    pub fn calibration(&self) -> Option<&Calibration> {
        match self {
            Self::Sarima(model) => model.calibration.as_ref(),
            Self::Ets { calibration, .. }
            | Self::Mstl { calibration, .. }
            | Self::SeasonalNaive { calibration, .. }
            | Self::Mean { calibration, .. } => calibration.as_ref(),
            #[cfg(feature = "counts")]
            Self::Counts(_) => None,
        }
    }

    /// The model with another distribution of its errors; a model of counts stays as it is.
    ///
    /// # Example
    /// ```
    /// use sarima::{Calibration, Exog};
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// let model = model.calibrated(Some(Calibration::normal(true)));
    /// let interval = &model.forecast(1, &[0.8], &Exog::none())?.intervals[0];
    /// assert_eq!((interval.lower[0], interval.upper[0]), (1.0, 3.0));
    /// assert!(interval.probability.as_ref().is_some_and(|p| p[0] > 0.85));
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    #[must_use]
    pub fn calibrated(mut self, new: Option<Calibration>) -> Self {
        match &mut self {
            Self::Sarima(model) => model.calibration = new,
            Self::Ets { calibration, .. }
            | Self::Mstl { calibration, .. }
            | Self::SeasonalNaive { calibration, .. }
            | Self::Mean { calibration, .. } => *calibration = new,
            #[cfg(feature = "counts")]
            Self::Counts(_) => {}
        }
        self
    }

    pub(super) fn transform(&self) -> Transform {
        self.as_sarima()
            .map_or(Transform::None, |model| model.spec().transform)
    }

    pub(super) fn non_negative(&self) -> bool {
        match self {
            Self::Sarima(model) => model.spec().non_negative,
            Self::Ets { non_negative, .. }
            | Self::Mstl { non_negative, .. }
            | Self::SeasonalNaive { non_negative, .. }
            | Self::Mean { non_negative, .. } => *non_negative,
            #[cfg(feature = "counts")]
            Self::Counts(_) => true,
        }
    }
}
