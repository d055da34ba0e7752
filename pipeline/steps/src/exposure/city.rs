//! The exposure: the season and the level that all places of a city share.

use super::level::Level;
use super::season::season;
use crate::calendar::Calendar;

/// The largest standard deviation of the level that chance may cause, 3 %.
const MOST_NOISE: f64 = 0.03;

/// The exposure of every period of the calendar, as the totals of its first periods teach it.
///
/// It is the season times the level, and that of periods to come is the season times the last
/// level; the mean of the first periods is 1.
/// The level is left out where the totals are so small that it would mostly be noise, and the
/// season where it does not help. `None` if nothing is left.
///
/// NaN is missing in `totals`.
pub(super) fn exposure(calendar: &Calendar, totals: &[f64]) -> Option<Vec<f64>> {
    let days = calendar.days_in_periods();
    let usual = 7.0 * calendar.freq.weeks();
    let length: Vec<f64> = days.iter().map(|days| (days / usual).ln()).collect();
    // Half an incident more, so that a period without any has a logarithm.
    let logs: Vec<f64> = (totals.iter().zip(&length))
        .map(|(total, length)| (total + 0.5).ln() - length)
        .collect();
    let season = season(calendar, &logs);
    let levels = levels(calendar, totals, &logs, season.as_deref());
    if season.is_none() && levels.is_none() {
        return None;
    }
    let log = |t: usize| {
        let season = season.as_ref().map_or(0.0, |season| season[t]);
        let level = levels.as_ref().map_or(0.0, |levels| levels[t]);
        length[t] + season + level
    };
    let exposure: Vec<f64> = (0..calendar.periods.len()).map(|t| log(t).exp()).collect();
    let mean = exposure[..totals.len()].iter().sum::<f64>() / totals.len() as f64;
    Some(exposure.iter().map(|e| e / mean).collect())
}

/// The level of the totals after each period, and after the last one from then on.
fn levels(
    calendar: &Calendar,
    totals: &[f64],
    logs: &[f64],
    season: Option<&[f64]>,
) -> Option<Vec<f64>> {
    let mut level = Level::new(calendar.freq.weeks());
    let known = totals.iter().filter(|total| !total.is_nan());
    let mean = known.clone().sum::<f64>() / known.count() as f64;
    // The variance of the logarithm of a Poisson count is 1 / mean.
    if (level.noise() / mean).sqrt() > MOST_NOISE || mean.is_nan() {
        return None;
    }
    let mut levels: Vec<Option<f64>> = Vec::new();
    for (t, log) in logs.iter().enumerate() {
        level.observe(log - season.map_or(0.0, |season| season[t]));
        levels.push(level.value());
    }
    // Periods before the first known one have its level.
    let first = levels.iter().flatten().next().copied()?;
    let last = level.value()?;
    let ahead = calendar.periods.len() - levels.len();
    let known = levels.into_iter().map(|level| level.unwrap_or(first));
    Some(known.chain(std::iter::repeat_n(last, ahead)).collect())
}
