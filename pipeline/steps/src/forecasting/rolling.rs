//! Forecasts from successive origins, scored (Tashman 2000, rolling-origin evaluation).

use std::ops::Range;

use sarima::{CountSettings, Exog, FitError, ForecastError, Model, PeriodDistribution};

use super::known::Known;
use super::scores::Scores;

/// An error of successive forecasts.
#[derive(Debug, thiserror::Error)]
pub enum RollingError {
    /// A forecast, or an observation with which a model cannot go on.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
    /// A filter for counts that cannot be run again up to the next origin.
    #[error(transparent)]
    Fit(#[from] FitError),
}

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

/// The scores, origin by origin, of a model that was fitted to the observations before the first.
///
/// At each origin it forecasts the window ahead and is then given the observations there by
/// `append`, without being fitted again: its parameters stay those of the first origin, its state
/// is always current.
/// A filter for counts, which has no parameters, is run again over all observations if there are
/// exposures, because those of the past are known better then.
///
/// # Errors
/// When the model refuses the regressors or values.
pub fn evaluate_rolling(
    model: Model,
    endog: &[f64],
    known: Known<'_>,
    origins: &Origins,
    scale: Option<f64>,
) -> Result<Vec<Scores>, RollingError> {
    let mut all = Vec::new();
    roll(model, endog, known, origins, |model, ahead, window| {
        let forecast = WindowForecast::periods(model, ahead, window.len())?;
        all.push(forecast.scores(&endog[window], scale));
        Ok(())
    })?;
    Ok(all)
}

/// The forecasts, origin by origin, as [`evaluate_rolling`] scores them, and those of the sums over
/// each window.
///
/// # Errors
/// When the model refuses the regressors or values.
pub(crate) fn forecast_rolling(
    model: Model,
    endog: &[f64],
    known: Known<'_>,
    origins: &Origins,
) -> Result<Vec<WindowForecast>, RollingError> {
    let mut all = Vec::new();
    roll(model, endog, known, origins, |model, ahead, window| {
        let sum = model.sum_distribution(0..window.len(), ahead)?;
        all.push(WindowForecast {
            sum: Some(sum),
            ..WindowForecast::periods(model, ahead, window.len())?
        });
        Ok(())
    })?;
    Ok(all)
}

/// The forecast of the periods after one origin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WindowForecast {
    /// Expected values.
    pub(crate) means: Vec<f64>,
    /// The distribution of each period.
    pub(crate) periods: Vec<PeriodDistribution>,
    /// That of their sum, where it is judged.
    pub(crate) sum: Option<PeriodDistribution>,
}

impl WindowForecast {
    fn periods(model: &Model, ahead: &Exog, horizon: usize) -> Result<Self, ForecastError> {
        Ok(Self {
            means: model.forecast(horizon, &[], ahead)?.mean,
            periods: model.distributions(horizon, ahead)?,
            sum: None,
        })
    }

    /// The scores against what was observed.
    pub(crate) fn scores(&self, observed: &[f64], scale: Option<f64>) -> Scores {
        let mut scores = Scores::default();
        scores.add(&self.means, &self.periods, observed, scale);
        if let Some(sum) = &self.sum {
            scores.add_sum(sum, observed.iter().sum());
        }
        scores
    }
}

/// Visits the origins with the model as it is there and the regressors ahead.
fn roll(
    mut model: Model,
    endog: &[f64],
    known: Known<'_>,
    origins: &Origins,
    mut visit: impl FnMut(&Model, &Exog, Range<usize>) -> Result<(), ForecastError>,
) -> Result<(), RollingError> {
    let filter = model.as_counts().map(|counts| *counts.filter().settings());
    let filter = filter.filter(|_| !known.exposures.is_empty());
    for window in origins.windows() {
        if let Some(settings) = filter.filter(|_| window.start > origins.first()) {
            model = filtered(settings, &endog[..window.start], known)?;
        }
        let ahead = known.ahead(&model, window.clone());
        visit(&model, &ahead, window.clone())?;
        if filter.is_none() && window.end < endog.len() {
            model.append(&endog[window], &ahead)?;
        }
    }
    Ok(())
}

/// A filter for counts over the past, with the exposures that are known after it.
fn filtered(settings: CountSettings, past: &[f64], known: Known<'_>) -> Result<Model, FitError> {
    // Another scale of the exposures has another prior.
    let settings = CountSettings {
        prior: None,
        ..settings
    };
    sarima::counts(past, &known.exposures.past(past.len()), &settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposure::Exposures;

    fn known<'a>(exog: &'a Exog, exposures: &'a Exposures) -> Known<'a> {
        Known { exog, exposures }
    }

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
        let none = Exposures::none();
        assert!(evaluate_rolling(model, &endog, known(&exog, &none), &origins, None).is_ok());
    }

    #[test]
    fn the_naive_forecast_of_a_repeating_series_has_no_error() {
        let endog: Vec<f64> = (0..40).map(|t| f64::from(t % 4)).collect();
        let origins = Origins::new(40, 4, 3).unwrap();
        let model = sarima::seasonal_naive(&endog[..origins.first()], 4, true);
        let (exog, none) = (Exog::none(), Exposures::none());
        let scores =
            evaluate_rolling(model, &endog, known(&exog, &none), &origins, Some(1.0)).unwrap();
        assert_eq!(scores.len(), 3);
        assert!(scores.iter().all(|s| s.summary().mase == Some(0.0)));
    }
}
