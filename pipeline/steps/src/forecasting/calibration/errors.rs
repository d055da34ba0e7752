//! The errors of a fitted model before the end of its series.

use std::ops::Range;

use sarima::{Model, Transform, are_counts};
use serde::{Deserialize, Serialize};

use crate::forecasting::ets::smoothed_as;
use crate::forecasting::gaps::filled;
use crate::forecasting::known::Known;
use crate::forecasting::mstl::fit_mstl;
use crate::forecasting::rolling::Origins;
use crate::forecasting::settings::Settings;

/// Periods ahead over which errors are collected.
const HORIZON: usize = 4;

/// The fewest and the most periods over which errors are collected, else a season.
const PERIODS: (usize, usize) = (24, 52);

/// The part of a mean that is no spread but rounding.
const ROUNDING: f64 = 1e-9;

/// The transforms of what was observed by forecasts from earlier origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeriesErrors {
    /// The method of the model, which may be simpler than the one asked for.
    pub(super) method: String,
    /// `true` if all observations are whole numbers of at least 0.
    pub(super) whole: bool,
    /// The forecasts; none for a series too short.
    pub(super) windows: Vec<WindowErrors>,
}

/// The probabilities between which the transform of an observation lies, with the few digits that
/// matter of them, since the cache keeps many.
pub(super) type Transformed = (f32, f32);

/// The transforms of the observations after one origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct WindowErrors {
    /// The level that was forecast.
    pub(super) level: f64,
    /// Of each period that was observed.
    pub(super) periods: Vec<Transformed>,
    /// Of the sum, if all were.
    pub(super) sum: Option<Transformed>,
}

impl SeriesErrors {
    /// The mean level over the forecasts.
    pub(super) fn level(&self) -> f64 {
        let levels = self.windows.iter().map(|window| window.level);
        levels.sum::<f64>() / self.windows.len().max(1) as f64
    }
}

/// The errors of a Gaussian method over the last season of a series, at least 24 and at most 52
/// periods; `None` for `counts`, which needs no calibration.
///
/// Each four periods are forecast from those before them.
/// Exponential smoothing keeps its weights, and SARIMA its parameters, which were fitted to the whole
/// series: a second fit would double the cost, and a handful of parameters of hundreds of periods
/// hardly depends on the last ones.
/// The other methods are fitted to the periods before.
pub(crate) fn out_of_sample(
    model: &Model,
    settings: &Settings,
    endog: &[f64],
    known: Known<'_>,
) -> Option<SeriesErrors> {
    if model.as_counts().is_some() {
        return None;
    }
    let windows = origins(endog.len(), settings.season())
        .and_then(|origins| windows(model, settings, endog, known, &origins));
    Some(SeriesErrors {
        method: model.method().to_owned(),
        whole: are_counts(endog),
        windows: windows.unwrap_or_default(),
    })
}

/// The origins of the last season, or of the part of it, 24 periods or more, before which two seasons
/// and half of the series lie.
fn origins(nobs: usize, season: usize) -> Option<Origins> {
    let before = (2 * season + HORIZON).max(nobs / 2);
    let periods = season.clamp(PERIODS.0, PERIODS.1);
    let periods = periods.min(nobs.checked_sub(before)?);
    let enough = periods >= PERIODS.0;
    Origins::new(nobs, HORIZON, periods / HORIZON).filter(|_| enough)
}

fn windows(
    model: &Model,
    settings: &Settings,
    endog: &[f64],
    known: Known<'_>,
    origins: &Origins,
) -> Option<Vec<WindowErrors>> {
    let mut model = earlier(model, settings, &endog[..origins.first()], known)?;
    let mut found = Vec::new();
    for window in origins.windows() {
        found.extend(errors(&model, endog, known, window.clone())?);
        if window.end < endog.len() {
            let ahead = known.ahead(&model, window.clone());
            model.append(&endog[window], &ahead).ok()?;
        }
    }
    Some(found)
}

/// The model as it was after some of the observations.
fn earlier(model: &Model, settings: &Settings, past: &[f64], known: Known<'_>) -> Option<Model> {
    let season = settings.season();
    match model {
        Model::Sarima(sarima) => {
            let exog = known.ahead(model, 0..past.len());
            sarima.filtered(past, &exog).ok()
        }
        Model::Ets { model, .. } => {
            Model::ets(smoothed_as(model, &filled(past, season)), true).ok()
        }
        Model::Mstl { .. } => Model::mstl(fit_mstl(&filled(past, season), season).ok()?, true).ok(),
        Model::SeasonalNaive { .. } => Some(sarima::seasonal_naive(past, season, true)),
        Model::Mean { .. } => Some(sarima::mean(past, true)),
        _ => None,
    }
}

/// The errors after one origin; an empty list if the forecast has no spread, whose errors have no
/// measure.
fn errors(
    model: &Model,
    endog: &[f64],
    known: Known<'_>,
    window: Range<usize>,
) -> Option<Option<WindowErrors>> {
    let ahead = known.ahead(model, window.clone());
    let distributions = model.distributions(window.len(), &ahead).ok()?;
    let sum = model.sum_distribution(0..window.len(), &ahead).ok()?;
    let transform = (model.as_sarima()).map_or(Transform::None, |m| m.spec().transform);
    let observed = &endog[window];
    let mut level = 0.0;
    for distribution in &distributions {
        let (mean, sd) = distribution.moments()?;
        if !(mean.is_finite() && sd > ROUNDING * mean.abs()) {
            return Some(None);
        }
        level += transform.invert(mean).max(0.0) / distributions.len() as f64;
    }
    let pairs = distributions.iter().zip(observed);
    let known = pairs.filter(|(_, y)| !y.is_nan());
    let total: f64 = observed.iter().sum();
    Some(Some(WindowErrors {
        level,
        periods: known.map(|(d, &y)| short(d.pit_bounds(y))).collect(),
        sum: (!total.is_nan()).then(|| short(sum.pit_bounds(total))),
    }))
}

fn short((below, upto): (f64, f64)) -> Transformed {
    (below as f32, upto as f32)
}

#[cfg(test)]
mod tests {
    use sarima::Exog;

    use super::*;
    use crate::calendar::Freq;
    use crate::exposure::Exposures;
    use crate::forecasting::{ForecastMethod, fit_method};
    use crate::train::Train;
    use hotcast_runner::StepRef;

    fn errors_of(method: ForecastMethod, season: usize, endog: &[f64]) -> Option<SeriesErrors> {
        let settings = Train::of(&StepRef::new("series")).settings(season, Freq::Month);
        let (exog, exposures) = (Exog::none(), Exposures::none());
        let known = Known {
            exog: &exog,
            exposures: &exposures,
        };
        let fitted = fit_method(method, &settings, endog, known);
        out_of_sample(&fitted.model, &settings, endog, known)
    }

    fn series(n: u32) -> Vec<f64> {
        (0..n)
            .map(|t| f64::from(4 + t * 7919 % 13 / 2 + t % 12 / 4))
            .collect()
    }

    #[test]
    fn every_gaussian_method_has_errors_over_the_last_periods() {
        use ForecastMethod::{Counts, Ets, Mean, Mstl, Sarima, SeasonalNaive};
        for method in [Sarima, Ets, Mstl, SeasonalNaive, Mean] {
            let found = errors_of(method, 12, &series(120)).unwrap();
            assert_eq!(found.method, method.name());
            assert!(found.whole && found.windows.len() == 6, "{method:?}");
            let level = found.level();
            assert!((4.0..14.0).contains(&level), "{method:?}: {level}");
            for window in &found.windows {
                assert_eq!(window.periods.len(), 4);
                let (below, upto) = window.sum.unwrap();
                assert!((0.0..=1.0).contains(&below) && below <= upto);
            }
        }
        assert_eq!(errors_of(Counts, 12, &series(120)), None);
    }

    #[test]
    fn short_constant_and_empty_series_have_none_and_gaps_are_left_out() {
        use ForecastMethod::{Ets, Mean, Sarima};
        for method in [Sarima, Ets, Mean] {
            for endog in [vec![0.0; 120], vec![7.0; 120], series(40), Vec::new()] {
                let found = errors_of(method, 12, &endog).unwrap();
                assert!(found.windows.is_empty(), "{method:?} {}", endog.len());
            }
            let mut gaps = series(120);
            gaps[110] = f64::NAN;
            let found = errors_of(method, 12, &gaps).unwrap();
            let observed: usize = found.windows.iter().map(|w| w.periods.len()).sum();
            assert_eq!(observed, 23);
            assert_eq!(found.windows.iter().filter(|w| w.sum.is_none()).count(), 1);
        }
    }

    #[test]
    fn a_series_of_three_years_has_errors_over_a_part_of_the_last() {
        let count = |nobs, season| origins(nobs, season).map(|found| found.windows().count());
        assert_eq!(count(820, 52), Some(13));
        assert_eq!(count(156, 52), Some(12));
        assert_eq!((count(132, 52), count(131, 52)), (Some(6), None));
        assert_eq!(
            (count(48, 1), count(46, 1), count(0, 1)),
            (Some(6), None, None)
        );
    }

    #[test]
    fn an_error_does_not_depend_on_what_comes_after_it() {
        use ForecastMethod::{Mean, Mstl, SeasonalNaive};
        let plain = series(120);
        let mut changed = plain.clone();
        changed[100..].fill(40.0);
        for method in [Mean, SeasonalNaive, Mstl] {
            let (a, b) = (
                errors_of(method, 12, &plain),
                errors_of(method, 12, &changed),
            );
            // The first window ends with period 99.
            assert_eq!(a.unwrap().windows[0], b.unwrap().windows[0], "{method:?}");
        }
    }
}
