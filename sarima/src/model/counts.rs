//! A filter for counts as a model.

use super::state::length;
use crate::counts::{EXPOSURE, State, check};
use crate::forecast::{Forecast, PredictionInterval};
use crate::forecast_error::ForecastError;
use crate::history::InSample;
use crate::json::{Fields, Value};
use crate::simulate::{Paths, SumForecast, SumInterval};
use crate::{CountDistribution, CountFilter, CountPrior, CountSettings, Exog, FitError, Model};
use std::ops::Range;

/// A [`CountFilter`] as a model: what it has learnt, without the history.
///
/// A model that was fitted with exposures needs those of the future for a forecast. They are the
/// regressor `exposure`, the only one that it takes; [`Model::exog_names`] tells. Without, every
/// exposure is 1.
///
/// # Example
/// ```
/// use sarima::{CountSettings, Exog, counts};
///
/// let model = counts(&[2.0, 0.0, 1.0, 1.0], &Exog::none(), &CountSettings::default())?;
/// let counts = model.as_counts().ok_or("another method")?;
/// let weeks = counts.distributions(4, &Exog::none())?;
/// assert!((weeks[0].mean() - model.forecast(4, &[], &Exog::none())?.mean[0]).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    pub(super) filter: CountFilter,
    /// `exposure`, or nothing.
    pub(super) exog: Vec<String>,
    /// Number of observed values.
    pub(super) nobs: usize,
}

/// A dynamic Gamma-Poisson model of counts, filtered over a history.
///
/// `endog` has whole numbers of at least 0; NaN is missing. `exog` has one regressor `exposure`, 0
/// or from 1e-9 to 1e9 in each period, or none, for exposures of 1. The model and its equations are
/// those of [`CountFilter`]. Any series has one, even an empty one.
///
/// # Errors
/// [`FitError::Count`] for a value that is not a count, [`FitError::Param`] for a setting out of its
/// range, [`FitError::Exog`] for another regressor or an exposure out of range.
///
/// # Example
/// ```
/// use sarima::{CountSettings, Exog, counts};
///
/// let weeks = [0.0, 2.0, 1.0, 0.0, 0.0, 1.0, f64::NAN, 3.0, 1.0, 0.0];
/// let model = counts(&weeks, &Exog::none(), &CountSettings::default())?;
/// let forecast = model.forecast(1, &[0.8], &Exog::none())?;
/// let interval = &forecast.intervals[0];
/// // 0 to 2, and the probability that it is no more.
/// assert_eq!((interval.lower[0], interval.upper[0]), (0.0, 2.0));
/// assert!(interval.probability.as_ref().is_some_and(|p| p[0] > 0.8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With twice the exposure in summer:
/// ```
/// use sarima::{CountSettings, Exog, counts};
///
/// let exposure = |e: &[f64]| Exog::new(["exposure"], vec![e.to_vec()]);
/// let model = counts(&[1.0, 2.0, 4.0], &exposure(&[1.0, 1.0, 2.0])?, &CountSettings::default())?;
/// let forecast = model.forecast(2, &[], &exposure(&[2.0, 1.0])?)?;
/// assert!((forecast.mean[0] - 2.0 * forecast.mean[1]).abs() < 1e-12);
/// assert_eq!(model.exog_names(), ["exposure"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn counts(endog: &[f64], exog: &Exog, settings: &CountSettings) -> Result<Model, FitError> {
    let exog_names = match exog.is_empty() {
        true => Vec::new(),
        false => vec![EXPOSURE.to_owned()],
    };
    exog.check(&exog_names, endog.len())?;
    let filter = CountFilter::new(*settings, endog, exposures(exog))?;
    Ok(Model::Counts(Box::new(Counts {
        filter,
        exog: exog_names,
        nobs: observed(endog),
    })))
}

fn observed(endog: &[f64]) -> usize {
    endog.iter().filter(|y| !y.is_nan()).count()
}

/// The exposures given; none stands for 1.
fn exposures(exog: &Exog) -> &[f64] {
    exog.columns().first().map_or(&[], Vec::as_slice)
}

impl Counts {
    /// The filter, in the state after the last observation.
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountSettings, Exog, counts};
    /// let model = counts(&[2.0, 0.0, 1.0, 1.0], &Exog::none(), &CountSettings::default())?;
    /// let counts = model.as_counts().ok_or("another method")?;
    /// assert_eq!(counts.filter().settings().forgetting, 0.995);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn filter(&self) -> &CountFilter {
        &self.filter
    }

    /// The distribution of each of the next `horizon` periods. `exog` as for [`Model::forecast`].
    ///
    /// # Errors
    /// The errors of [`Model::forecast`].
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountSettings, Exog, counts};
    /// let model = counts(&[2.0, 0.0, 1.0, 1.0], &Exog::none(), &CountSettings::default())?;
    /// let counts = model.as_counts().ok_or("another method")?;
    /// let next = counts.distributions(1, &Exog::none())?[0];
    /// let at_least_one = 1.0 - next.pmf(0);
    /// assert!(at_least_one > 0.5 && at_least_one < 0.7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn distributions(
        &self,
        horizon: usize,
        exog: &Exog,
    ) -> Result<Vec<CountDistribution>, ForecastError> {
        self.filter.forecast(&self.future(horizon, exog)?)
    }

    /// The exposures of the next periods.
    fn future(&self, horizon: usize, exog: &Exog) -> Result<Vec<f64>, ForecastError> {
        crate::forecast_error::check_horizon(horizon)?;
        exog.check(&self.exog, horizon)?;
        Ok(match exog.columns().first() {
            Some(column) => column.clone(),
            None => vec![1.0; horizon],
        })
    }

    /// The levels have been checked.
    pub(super) fn forecast(
        &self,
        horizon: usize,
        levels: &[f64],
        exog: &Exog,
    ) -> Result<Forecast, ForecastError> {
        let periods = self.distributions(horizon, exog)?;
        let mean: Vec<f64> = periods.iter().map(CountDistribution::mean).collect();
        let interval = |&level: &f64| {
            let intervals: Vec<_> = periods.iter().map(|p| p.interval(level)).collect();
            PredictionInterval {
                level,
                lower: intervals.iter().map(|i| i.lower as f64).collect(),
                upper: intervals.iter().map(|i| i.upper as f64).collect(),
                probability: Some(intervals.iter().map(|i| i.probability).collect()),
            }
        };
        Ok(Forecast {
            total: mean.iter().sum(),
            mean,
            se: periods.iter().map(|p| p.variance().sqrt()).collect(),
            intervals: levels.iter().map(interval).collect(),
        })
    }

    /// The periods have been checked.
    pub(super) fn sum(
        &self,
        periods: Range<usize>,
        exog: &Exog,
    ) -> Result<CountDistribution, ForecastError> {
        let exposure = self.future(periods.end, exog)?;
        self.filter.sum(periods, &exposure)
    }

    /// The levels and periods have been checked.
    pub(super) fn forecast_sum(
        &self,
        periods: Range<usize>,
        levels: &[f64],
        exog: &Exog,
    ) -> Result<SumForecast, ForecastError> {
        let sum = self.sum(periods, exog)?;
        let interval = |&level: &f64| {
            let interval = sum.interval(level);
            SumInterval {
                level,
                lower: interval.lower as f64,
                upper: interval.upper as f64,
                probability: Some(interval.probability),
            }
        };
        Ok(SumForecast {
            mean: sum.mean(),
            se: sum.variance().sqrt(),
            intervals: levels.iter().map(interval).collect(),
        })
    }

    pub(super) fn simulate(
        &self,
        horizon: usize,
        n_paths: usize,
        seed: u64,
        exog: &Exog,
    ) -> Result<Paths, ForecastError> {
        let exposure = self.future(horizon, exog)?;
        // Refuses exposures out of range, and means too large to draw.
        self.filter.forecast(&exposure)?;
        Paths::from_draws(n_paths, horizon, seed, |rng, path| {
            self.filter.draw(rng, &exposure, path);
        })
    }

    /// The number of regressors and periods has been checked.
    pub(super) fn append(&mut self, endog: &[f64], exog: &Exog) -> Result<(), ForecastError> {
        self.filter.append(endog, exposures(exog))?;
        self.nobs += observed(endog);
        Ok(())
    }

    /// One-step predictions over a history, from the prior on. The residuals are divided by the
    /// standard deviations of the predictions (Pearson's residuals).
    pub(super) fn in_sample(&self, endog: &[f64], exog: &Exog) -> Result<InSample, FitError> {
        let exposure = exposures(exog);
        let mut filter = CountFilter::new(*self.filter.settings(), &[], &[])?;
        check(endog, exposure)?;
        let mut found = InSample::default();
        for (t, &y) in endog.iter().enumerate() {
            let e = exposure.get(t).copied().unwrap_or(1.0);
            let too_large = |_| FitError::Numerical("a count is expected above a billion");
            let predicted = filter.predict(e).map_err(too_large)?;
            let residual = y - predicted.mean();
            found.fitted.push(predicted.mean());
            found.residuals.push(residual);
            found
                .standardized
                .push(residual / predicted.variance().sqrt());
            if !y.is_nan() {
                found.llf -= predicted.log_score(y as u64);
            }
            filter.filter(&[y], &[e]);
        }
        Ok(found)
    }

    pub(super) fn to_value(&self) -> Value {
        let settings = self.filter.settings();
        let number = Value::Number;
        let mut fields = vec![
            (
                "half_lives_weeks",
                Value::numbers(&settings.half_lives_weeks),
            ),
            ("overdispersions", Value::numbers(&settings.overdispersions)),
            ("prior_weights", Value::numbers(&settings.prior_weights)),
            ("forgetting", number(settings.forgetting)),
            ("period_weeks", number(settings.period_weeks)),
        ];
        if let Some(prior) = settings.prior {
            fields.push((
                "prior",
                Value::object(vec![
                    ("rate", number(prior.rate)),
                    ("strength", number(prior.strength)),
                ]),
            ));
        }
        let exog = self.exog.iter().map(|name| Value::text(name)).collect();
        let state = self.filter.state();
        fields.extend([
            ("exog", Value::List(exog)),
            ("nobs", Value::whole(self.nobs)),
            ("a", Value::numbers(&state.a)),
            ("b", Value::numbers(&state.b)),
            ("evidence", Value::numbers(&state.evidence)),
        ]);
        Value::object(fields)
    }

    pub(super) fn from_fields(fields: &Fields<'_>) -> Result<Self, String> {
        let prior = Fields::of("counts.prior", fields.required("prior")?)?;
        let prior = CountPrior {
            rate: prior.number("rate")?,
            strength: prior.number("strength")?,
        };
        let mut settings = CountSettings {
            forgetting: fields.number("forgetting")?,
            period_weeks: fields.number("period_weeks")?,
            prior: Some(prior),
            ..CountSettings::default()
        };
        let mut state = State::new(prior);
        for (name, place) in [
            ("half_lives_weeks", &mut settings.half_lives_weeks[..]),
            ("overdispersions", &mut settings.overdispersions),
            ("prior_weights", &mut settings.prior_weights),
            ("a", &mut state.a),
            ("b", &mut state.b),
            ("evidence", &mut state.evidence),
        ] {
            place.copy_from_slice(&length(name, fields.numbers(name)?, place.len())?);
        }
        settings.validate().map_err(|e| e.to_string())?;
        let exog = match fields.list("exog")? {
            [] => Vec::new(),
            [Value::Text(name)] if name == EXPOSURE => vec![name.clone()],
            _ => return Err("`counts.exog` is neither empty nor [`exposure`]".to_owned()),
        };
        if !state.a.iter().chain(&state.b).all(|x| in_range(*x)) {
            return Err("`counts.a` or `counts.b` has a number that is out of range".to_owned());
        }
        Ok(Self {
            filter: CountFilter::restored(settings, prior, state),
            exog,
            nobs: fields.whole("nobs")?,
        })
    }
}

/// What shapes and rates are possible after any history.
fn in_range(x: f64) -> bool {
    (1e-60..=1e60).contains(&x)
}
