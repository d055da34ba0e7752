//! Forecasts and simulated futures of a model.

use std::ops::Range;

#[cfg(feature = "counts")]
use super::counts::Counts;
use super::forecaster::Model;
use crate::Exog;
use crate::forecast::{Forecast, summarise};
use crate::forecast_error::{ForecastError, check_horizon, check_levels};
use crate::predictive::Predictive;
use crate::simulate::{Paths, SumForecast, SumPaths, back};

/// The joint distribution of the next periods.
pub(super) enum Future {
    Gaussian(Predictive),
    /// Not Gaussian, and the method's own. A copy, for without the feature nothing is borrowed.
    #[cfg(feature = "counts")]
    Counts(Box<Counts>),
}

impl Model {
    /// The next `horizon` periods: mean, standard error and an interval for each level.
    ///
    /// `levels` are probabilities in (0, 1). `exog` has the future regressors, `horizon` values
    /// each; [`Exog::none`] for a model without regressors.
    ///
    /// # Errors
    /// [`ForecastError`] for a level outside (0, 1), a horizon of 0 or above
    /// [`MAX_HORIZON`](crate::MAX_HORIZON), other regressors, or a transform that carries the
    /// forecast beyond the largest number.
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
        match self.future(horizon, exog)? {
            Future::Gaussian(predictive) => {
                let (transform, non_negative) = (self.transform(), self.non_negative());
                let calibration = self.calibration();
                summarise(&predictive, levels, transform, non_negative, calibration)
            }
            #[cfg(feature = "counts")]
            Future::Counts(model) => model.forecast(horizon, levels, exog),
        }
    }

    /// Simulates `n_paths` futures of `horizon` periods; the same seed gives the same paths.
    ///
    /// # Errors
    /// The errors of [`Model::forecast`], and [`ForecastError::Paths`] for no values or more than
    /// fifty million.
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
        match self.future(horizon, exog)? {
            Future::Gaussian(predictive) => Paths::draw(
                &predictive,
                n_paths,
                seed,
                back(self.transform(), self.non_negative()),
            ),
            #[cfg(feature = "counts")]
            Future::Counts(model) => model.simulate(horizon, n_paths, seed, exog),
        }
    }

    /// The distribution of the sum over `periods` ahead, from `n_paths` simulated futures: `0..13`
    /// are the next 13 periods, `4..8` the four that follow the next four. That of a model of counts
    /// or with a [calibration](crate::Calibration) is computed without simulation.
    ///
    /// `exog` has the future regressors of all periods before the end of `periods`. The command
    /// line, the server and the page use [`SUM_PATHS`](crate::SUM_PATHS) and
    /// [`SUM_SEED`](crate::SUM_SEED).
    ///
    /// # Errors
    /// The errors of [`Model::simulate`], [`ForecastError::Level`], and [`ForecastError::Horizon`]
    /// for no periods.
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
        match self.future(periods.end, exog)? {
            Future::Gaussian(predictive) if self.calibration().is_some() => {
                let (end, non_negative) = (periods.end, self.non_negative());
                let sum = self.gaussian_sum(&predictive, periods);
                SumForecast::of(&sum, levels, end, non_negative)
            }
            Future::Gaussian(predictive) => {
                let paths = SumPaths {
                    periods,
                    n_paths,
                    seed,
                };
                let (transform, non_negative) = (self.transform(), self.non_negative());
                SumForecast::simulate(&predictive, levels, &paths, transform, non_negative)
            }
            #[cfg(feature = "counts")]
            Future::Counts(model) => model.forecast_sum(periods, levels, exog),
        }
    }

    pub(super) fn future(&self, horizon: usize, exog: &Exog) -> Result<Future, ForecastError> {
        check_horizon(horizon)?;
        exog.check(self.exog_names(), horizon)?;
        Ok(Future::Gaussian(match self {
            Self::Sarima(model) => model.predictive(horizon, exog),
            Self::Ets { model, .. } => model.predictive(horizon),
            Self::Mstl { model, .. } => model.predictive(horizon),
            Self::SeasonalNaive { model, .. } => model.predictive(horizon),
            Self::Mean { model, .. } => model.predictive(horizon),
            #[cfg(feature = "counts")]
            Self::Counts(model) => return Ok(Future::Counts(model.clone())),
        }))
    }
}
