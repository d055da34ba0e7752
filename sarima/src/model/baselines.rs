//! The mean and the seasonal naive method, the baselines of forecasting, as models.

use super::forecaster::Model;
use super::mean::Mean;
use super::seasonal_naive::SeasonalNaive;

/// The mean of a series as a model, the simplest fallback.
///
/// `endog` may hold missing values (NaN); a series without any finite value gives a mean of 0 and
/// no variance.
///
/// # Example
/// ```
/// use sarima::Exog;
///
/// let model = sarima::mean(&[1.0, 3.0, f64::NAN, 2.0], true);
/// let forecast = model.forecast(2, &[0.95], &Exog::none())?;
/// assert_eq!(forecast.mean, [2.0, 2.0]);
/// // The variance is 1; a third of it again for the mean's own uncertainty.
/// assert!((forecast.se[0] - (4.0_f64 / 3.0).sqrt()).abs() < 1e-12);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
pub fn mean(endog: &[f64], non_negative: bool) -> Model {
    Model::Mean {
        model: Mean::of(endog),
        non_negative,
        calibration: None,
    }
}

/// The seasonal naive method as a model, the usual baseline. With `s = 1` it is the naive method.
///
/// A missing value (NaN) takes the value a season before it, and where there is none the mean of
/// the series. A series shorter than a season takes its mean for the positions it does not have.
///
/// # Example
/// ```
/// use sarima::Exog;
///
/// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0, 2.0, 7.0], 2, true);
/// let forecast = model.forecast(4, &[0.8], &Exog::none())?;
/// assert_eq!(forecast.mean, [2.0, 7.0, 2.0, 7.0]);
/// // Squared differences 1, 1, 0, 1; two seasons ahead the variance is twice that of one.
/// assert!((forecast.se[0] - 0.75_f64.sqrt()).abs() < 1e-12);
/// assert!((forecast.se[2] - 1.5_f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
pub fn seasonal_naive(endog: &[f64], s: usize, non_negative: bool) -> Model {
    Model::SeasonalNaive {
        model: SeasonalNaive::of(endog, s),
        non_negative,
        calibration: None,
    }
}
