//! Forecasts from successive origins, scored (Tashman 2000, rolling-origin evaluation).

use std::ops::Range;

use sarima::{Exog, ForecastError, Model};

use super::scores::{LEVELS, Scores};

/// An error of a forecast.
pub type RollingError = ForecastError;

/// Origins one horizon apart, so that each period is forecast exactly once; the last forecast ends
/// where the series does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origins {
    first: usize,
    horizon: usize,
    count: usize,
}

impl Origins {
    /// `count` origins with forecasts over `horizon` periods in a series of `nobs`; `None` unless
    /// they leave an observation before the first origin.
    pub fn new(nobs: usize, horizon: usize, count: usize) -> Option<Self> {
        let judged = horizon.checked_mul(count)?;
        let first = nobs.checked_sub(judged)?;
        (judged > 0 && first > 0).then_some(Self {
            first,
            horizon,
            count,
        })
    }

    /// Observations before the first origin.
    pub fn first(&self) -> usize {
        self.first
    }

    /// The periods that each origin forecasts.
    pub fn windows(&self) -> impl Iterator<Item = Range<usize>> {
        (0..self.count).map(|k| {
            let from = self.first + k * self.horizon;
            from..from + self.horizon
        })
    }
}

/// Scores a model that was fitted to the observations before the first origin.
///
/// At each origin it forecasts the window ahead and is then given the observations there by
/// `append`, without being fitted again: its parameters stay those of the first origin, its state
/// is always current.
///
/// # Errors
/// When the model refuses the regressors or values.
pub fn evaluate_rolling(
    model: Model,
    endog: &[f64],
    exog: &Exog,
    origins: &Origins,
    scale: Option<f64>,
) -> Result<Scores, RollingError> {
    let mut all = Scores::default();
    let windows = roll(model, endog, exog, origins, scale)?;
    windows.iter().for_each(|scores| all.merge(scores));
    Ok(all)
}

/// As [`evaluate_rolling`], with the scores of each origin apart.
pub(super) fn roll(
    mut model: Model,
    endog: &[f64],
    exog: &Exog,
    origins: &Origins,
    scale: Option<f64>,
) -> Result<Vec<Scores>, RollingError> {
    let mut all = Vec::new();
    for window in origins.windows() {
        let ahead = exog_of(&model, exog, window.clone())?;
        let forecast = model.forecast(window.len(), &LEVELS, &ahead)?;
        let mut scores = Scores::default();
        scores.add(&forecast, &endog[window.clone()], scale);
        all.push(scores);
        if window.end < endog.len() {
            model.append(&endog[window], &ahead)?;
        }
    }
    Ok(all)
}

/// The regressors of a model over some periods; a fit may have left out collinear ones.
fn exog_of(model: &Model, exog: &Exog, periods: Range<usize>) -> Result<Exog, RollingError> {
    let needed = model.exog_names();
    if needed.is_empty() {
        return Ok(Exog::none());
    }
    let all = exog.slice(periods);
    let columns = all.names().iter().zip(all.columns());
    let used = columns.filter(|(name, _)| needed.contains(name));
    let (names, columns): (Vec<_>, Vec<_>) = used.map(|(n, c)| (n.clone(), c.clone())).unzip();
    Ok(Exog::new(names, columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_the_end_of_the_series_once() {
        let origins = Origins::new(20, 4, 3).unwrap();
        let windows: Vec<_> = origins.windows().collect();
        assert_eq!(windows, [8..12, 12..16, 16..20]);
        assert_eq!(Origins::new(12, 4, 3), None);
        assert_eq!(Origins::new(20, 0, 3), None);
    }

    #[test]
    fn a_model_is_given_the_regressors_that_its_fit_kept() {
        let endog: Vec<f64> = (0..60).map(|t| f64::from(t * 17 % 13)).collect();
        let a: Vec<f64> = (0..60).map(|t| f64::from(t * 5 % 7)).collect();
        let b = a.iter().map(|x| 2.0 * x).collect();
        let exog = Exog::new(["a", "b"], vec![a, b]).unwrap();
        let origins = Origins::new(60, 4, 3).unwrap();
        let order = sarima::Order::new(1, 0, 0);
        let spec = sarima::Spec::new(order, sarima::SeasonalOrder::none()).exog(["a", "b"]);
        let past = &endog[..origins.first()];
        let (model, ..) = sarima::fit_or_fallback(&spec, past, &exog.slice(0..origins.first()));
        assert_eq!(model.exog_names().len(), 1);
        assert!(evaluate_rolling(model, &endog, &exog, &origins, None).is_ok());
    }

    #[test]
    fn the_naive_forecast_of_a_repeating_series_has_no_error() {
        let endog: Vec<f64> = (0..40).map(|t| f64::from(t % 4)).collect();
        let origins = Origins::new(40, 4, 3).unwrap();
        let model = sarima::seasonal_naive(&endog[..origins.first()], 4, true);
        let scores = evaluate_rolling(model, &endog, &Exog::none(), &origins, Some(1.0)).unwrap();
        assert_eq!(scores.summary().mase, Some(0.0));
    }
}
