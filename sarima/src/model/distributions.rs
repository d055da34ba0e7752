//! The distributions of the next periods, each by itself.

use super::forecaster::Model;
use super::forecasting::Future;
use crate::Exog;
use crate::forecast_error::ForecastError;
use crate::judged::PeriodDistribution;

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
                Ok(moments
                    .map(|both| PeriodDistribution::gaussian(both, transform, non_negative))
                    .collect())
            }
            #[cfg(feature = "counts")]
            Future::Counts(model) => {
                let periods = model.distributions(horizon, exog)?.into_iter();
                Ok(periods.map(PeriodDistribution::counts).collect())
            }
        }
    }
}
