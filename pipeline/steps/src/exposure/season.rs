//! The season that the totals have, if it helps to forecast them.

use super::level::{Level, innovations};
use super::ridge::ridge;
use super::terms::terms;
use crate::calendar::Calendar;

/// The usual size of an effect: a tenth of the level.
const USUAL_EFFECT: f64 = 0.1;

/// Years of totals that are held out at most.
const HELD_OUT_YEARS: f64 = 2.0;

/// Years before them without which nothing is learnt.
const LEARNT_YEARS: f64 = 1.5;

/// Periods ahead over which the held-out totals are forecast.
const AHEAD: usize = 4;

/// The logarithm of the season in every period of the calendar, from those of the totals of the
/// first periods, in which NaN is missing.
///
/// `None` if it is not certain to help: it is learnt without the last third of the totals, or two
/// years of them, and kept only if it forecasts these better than the level alone does, one to four
/// periods ahead from each of them.
pub(super) fn season(calendar: &Calendar, logs: &[f64]) -> Option<Vec<f64>> {
    let year = calendar.freq.periods_per_year();
    let held_out = ((HELD_OUT_YEARS * year) as usize).min(logs.len() / 3);
    let first = logs.len() - held_out;
    if (first as f64) < LEARNT_YEARS * year {
        return None;
    }
    let level = Level::new(calendar.freq.weeks());
    let learnt = fit(calendar, &logs[..first], level);
    let without = vec![0.0; calendar.periods.len()];
    let better = error(logs, &learnt, first, level) < error(logs, &without, first, level);
    better.then(|| fit(calendar, logs, level))
}

/// The season for which the level's errors one period ahead are smallest.
///
/// Both the totals and the terms pass through the same linear filter, so that this is a regression;
/// its penalty is that of effects which usually are a tenth of the level.
fn fit(calendar: &Calendar, logs: &[f64], level: Level) -> Vec<f64> {
    let known: Vec<bool> = logs.iter().map(|x| !x.is_nan()).collect();
    let filtered = |values: &[f64]| innovations(level, values.iter().copied(), &known, &known);
    let y = filtered(logs);
    let terms = terms(calendar, logs.len());
    let columns: Vec<Vec<f64>> = terms.iter().map(|term| filtered(term)).collect();
    let variance = y.iter().map(|e| e * e).sum::<f64>() / y.len().max(1) as f64;
    let penalty = variance.max(1e-9) / (USUAL_EFFECT * USUAL_EFFECT);
    let effects = ridge(&columns, &y, penalty);
    let sum = |t: usize| terms.iter().zip(&effects).map(|(x, b)| x[t] * b).sum();
    (0..calendar.periods.len()).map(sum).collect()
}

/// The mean squared error of forecasts from `first` on, each one to four periods ahead.
fn error(logs: &[f64], season: &[f64], first: usize, mut level: Level) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for (t, log) in logs.iter().enumerate() {
        if let (true, Some(level)) = (t >= first, level.value()) {
            for (log, season) in logs.iter().zip(season).skip(t).take(AHEAD) {
                if !log.is_nan() {
                    sum += (log - season - level).powi(2);
                    n += 1.0;
                }
            }
        }
        level.observe(log - season[t]);
    }
    sum / f64::max(n, 1.0)
}
