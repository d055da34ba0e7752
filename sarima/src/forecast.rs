//! Forecasts and their prediction intervals.

use serde::Serialize;

use crate::calibration::{Calibration, Scale};
use crate::forecast_error::ForecastError;
use crate::gaussian::Gaussian;
use crate::predictive::Predictive;
use crate::transform::Transform;

/// A forecast of `horizon` periods, on the scale of the observations.
///
/// `mean` and `se` are those of the predictive distribution at the estimated parameters. The
/// uncertainty of the parameters is not included, as in R's `predict` and statsmodels'
/// `get_forecast`. A [calibration](crate::Calibration) changes the intervals only. With a transform both are adjusted for it. For a model with non-negative
/// forecasts, `mean` and every bound are at least 0.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
/// let forecast = model.forecast(3, &[0.8, 0.95], &Exog::none())?;
/// assert_eq!(forecast.mean, [2.0, 6.0, 2.0]);
/// assert_eq!((forecast.se.len(), forecast.intervals.len()), (3, 2));
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// Expected values, one per period.
    pub mean: Vec<f64>,
    /// Standard deviations of the prediction error, one per period.
    pub se: Vec<f64>,
    /// Prediction intervals, in the order of the levels asked for.
    pub intervals: Vec<PredictionInterval>,
    /// The expected sum over the horizon, `Σ E[y_h]`: the mean of
    /// [`SumForecast`](crate::SumForecast). For non-negative forecasts only the sum is cut at 0, so
    /// it may be below the sum of `mean`, whose periods are cut one by one.
    pub total: f64,
}

/// The central interval that holds a future value with probability `level`, for each period by
/// itself.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
/// let forecast = model.forecast(1, &[0.95], &Exog::none())?;
/// let interval = &forecast.intervals[0];
/// // The differences over a season are 1 and 1: a standard error of 1.
/// assert!((interval.upper[0] - (2.0 + 1.959964)).abs() < 1e-6);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PredictionInterval {
    /// Probability, in (0, 1).
    pub level: f64,
    /// Lower bounds, one per period.
    pub lower: Vec<f64>,
    /// Upper bounds, one per period.
    pub upper: Vec<f64>,
    /// Where bounds are whole numbers, for a model of counts or one whose
    /// [calibration](crate::Calibration) says so: the probability that each interval really has,
    /// which is at least `level`. `None` for the others, whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<Vec<f64>>,
}

/// Summarises a predictive distribution on the scale of the observations. A result that is not
/// finite is an error.
pub(crate) fn summarise(
    predictive: &Predictive,
    levels: &[f64],
    transform: Transform,
    non_negative: bool,
    calibration: Option<&Calibration>,
) -> Result<Forecast, ForecastError> {
    let floor = |x: f64| if non_negative { x.max(0.0) } else { x };
    let variances = predictive.variances();
    let both = || predictive.mean.iter().zip(&variances);
    let periods: Vec<Gaussian> = both()
        .map(|(&mean, v)| Gaussian::new(mean, v.sqrt(), transform, non_negative))
        .map(|period| match calibration {
            Some(calibration) => period.calibrated(calibration, Scale::Period),
            None => period,
        })
        .collect();
    let moments = |cut: bool| both().map(move |(&m, &v)| transform.moments(m, v, cut));
    let (mean, se) = moments(non_negative).unzip();
    let forecast = Forecast {
        total: floor(moments(false).map(|(mean, _)| mean).sum()),
        mean,
        se,
        intervals: levels
            .iter()
            .map(|&level| interval(&periods, level))
            .collect(),
    };
    let bounds = forecast.intervals.iter().flat_map(|i| [&i.lower, &i.upper]);
    let mut columns = [&forecast.mean, &forecast.se].into_iter().chain(bounds);
    let overflow = columns.find_map(|column| column.iter().position(|v| !v.is_finite()));
    drop(columns);
    let overflow = overflow.or((!forecast.total.is_finite()).then_some(variances.len() - 1));
    overflow.map_or(Ok(forecast), |at| Err(ForecastError::Overflow(at + 1)))
}

/// The interval of each period.
fn interval(periods: &[Gaussian], level: f64) -> PredictionInterval {
    let all = || periods.iter().map(|period| period.interval(level));
    PredictionInterval {
        level,
        lower: all().map(|found| found.lower).collect(),
        upper: all().map(|found| found.upper).collect(),
        probability: all().map(|found| found.probability).collect(),
    }
}
