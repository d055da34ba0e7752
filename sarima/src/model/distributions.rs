//! The distributions of the next periods, each by itself, and of their sum.

use std::ops::Range;

use super::forecaster::Model;
use super::forecasting::Future;
use crate::calibration::Scale;
use crate::forecast_error::ForecastError;
use crate::gaussian::Gaussian;
use crate::judged::PeriodDistribution;
use crate::predictive::Predictive;
use crate::{Exog, Transform};

impl Model {
    /// The distribution of each of the next `horizon` periods, by which a forecast is judged.
    /// `exog` as for [`Model::forecast`].
    ///
    /// # Errors
    /// The errors of [`Model::forecast`].
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// let next = model.distributions(2, &Exog::none())?;
    /// // The forecasts are 2 and 6.
    /// assert!(next[0].log_score(2.0) < next[0].log_score(6.0));
    /// assert!(next[1].log_score(6.0) < next[1].log_score(2.0));
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn distributions(
        &self,
        horizon: usize,
        exog: &Exog,
    ) -> Result<Vec<PeriodDistribution>, ForecastError> {
        let (transform, non_negative) = (self.transform(), self.non_negative());
        match self.future(horizon, exog)? {
            Future::Gaussian(predictive) => {
                let variances = predictive.variances();
                let moments = predictive.mean.iter().copied().zip(variances);
                let period = |both| PeriodDistribution::gaussian(both, transform, non_negative);
                let calibrated = |period: PeriodDistribution| match self.calibration() {
                    Some(calibration) => period.calibrated(calibration, Scale::Period),
                    None => period,
                };
                Ok(moments.map(period).map(calibrated).collect())
            }
            #[cfg(feature = "counts")]
            Future::Counts(model) => {
                let periods = model.distributions(horizon, exog)?.into_iter();
                Ok(periods.map(PeriodDistribution::counts).collect())
            }
        }
    }
    /// The distribution of the sum over `periods` ahead, by which a forecast of it is judged; `0..4`
    /// are the next four. `exog` as for [`Model::forecast_sum`].
    ///
    /// That of a Gaussian method is taken to be Gaussian with the mean and the variance of the sum,
    /// which it is without a transform.
    ///
    /// # Errors
    /// The errors of [`Model::forecast`], and [`ForecastError::Horizon`] for no periods.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0, 4.0, 4.0], true);
    /// let sum = model.sum_distribution(0..4, &Exog::none())?;
    /// assert!(sum.log_score(16.0) < sum.log_score(20.0));
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn sum_distribution(
        &self,
        periods: Range<usize>,
        exog: &Exog,
    ) -> Result<PeriodDistribution, ForecastError> {
        if periods.is_empty() {
            return Err(ForecastError::Horizon(0));
        }
        match self.future(periods.end, exog)? {
            Future::Gaussian(predictive) => Ok(PeriodDistribution::of(
                self.gaussian_sum(&predictive, periods),
            )),
            #[cfg(feature = "counts")]
            Future::Counts(model) => {
                let sum = model.sum(periods, exog)?;
                Ok(PeriodDistribution::counts(sum))
            }
        }
    }

    /// The sum over `periods`, which is not cut at zero before it is complete.
    pub(super) fn gaussian_sum(&self, predictive: &Predictive, periods: Range<usize>) -> Gaussian {
        let transform = self.transform();
        let variances = predictive.variances();
        let mut weights = vec![0.0; variances.len()];
        let mut mean = 0.0;
        for h in periods {
            let (m, v) = (predictive.mean[h], variances[h]);
            let (expected, se) = transform.moments(m, v, false);
            mean += expected;
            // Correlations are those on the scale of the transform.
            weights[h] = match (transform, v > 0.0) {
                (Transform::None, _) => 1.0,
                (_, true) => se / v.sqrt(),
                (_, false) => 0.0,
            };
        }
        let sd = predictive.variance_of_sum(&weights).max(0.0).sqrt();
        let sum = Gaussian::new(mean, sd, Transform::None, self.non_negative());
        match self.calibration() {
            Some(calibration) => sum.calibrated(calibration, Scale::Sum),
            None => sum,
        }
    }
}
