//! Numbers of differences, from seasonal strength and KPSS tests.

use crate::decompose::decompose;

/// Share of the detrended variance that a season must explain for a seasonal difference.
const STRENGTH: f64 = 0.64;
/// 5 % point of the KPSS statistic around a level (Kwiatkowski, Phillips, Schmidt and Shin 1992).
const KPSS_CRITICAL: f64 = 0.463;

/// Number of seasonal differences, 0 or 1: 1 when the seasonal strength
/// `1 - Var(remainder) / Var(seasonal + remainder)` of an STL decomposition is above 0.64.
///
/// Wang, Smith and Hyndman (2006), "Characteristic-based clustering for time series data".
pub(crate) fn seasonal(values: &[f64], s: usize) -> usize {
    if s < 2 || values.len() < 2 * s + 1 {
        return 0;
    }
    let Ok(parts) = decompose(values, s) else {
        return 0;
    };
    let both: Vec<f64> = parts
        .seasonal
        .iter()
        .zip(&parts.remainder)
        .map(|(a, b)| a + b)
        .collect();
    let total = variance(&both);
    usize::from(total > 0.0 && 1.0 - variance(&parts.remainder) / total > STRENGTH)
}

/// Number of ordinary differences up to `max`: one more for as long as the KPSS test rejects a
/// stationary level at 5 %.
pub(crate) fn ordinary(mut values: Vec<f64>, max: usize) -> usize {
    for d in 0..max {
        let spread = variance(&values);
        let size = values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        if values.len() < 5 || spread <= (1e-10 * size).powi(2) || kpss(&values) <= KPSS_CRITICAL {
            return d;
        }
        values = difference(&values, 1);
    }
    max
}

pub(crate) fn difference(values: &[f64], lag: usize) -> Vec<f64> {
    values
        .iter()
        .zip(values.iter().skip(lag))
        .map(|(a, b)| b - a)
        .collect()
}

/// Fills gaps linearly, and ends with the nearest value.
pub(crate) fn bridged(values: &[f64]) -> Vec<f64> {
    let mut out = values.to_vec();
    let mut before: Option<usize> = None;
    for t in 0..out.len() {
        if out[t].is_nan() {
            continue;
        }
        let start = before.map_or(0, |b| b + 1);
        let from = before.map_or(out[t], |b| out[b]);
        let (to, gap) = (out[t], (t + 1 - start) as f64);
        for (k, v) in out[start..t].iter_mut().enumerate() {
            *v = from + (to - from) * (k + 1) as f64 / gap;
        }
        before = Some(t);
    }
    if let Some(b) = before {
        let last = out[b];
        out[b..].fill(last);
    }
    out
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Variance of the values that are not missing.
fn variance(x: &[f64]) -> f64 {
    let known: Vec<f64> = x.iter().copied().filter(|v| !v.is_nan()).collect();
    let m = mean(&known);
    known.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / known.len() as f64
}

/// The KPSS statistic around a level, long-run variance with Bartlett weights up to lag
/// `3 √n / 13`.
fn kpss(x: &[f64]) -> f64 {
    let n = x.len();
    let m = mean(x);
    let e: Vec<f64> = x.iter().map(|v| v - m).collect();
    let mut sum = 0.0;
    let partial: f64 = e
        .iter()
        .map(|v| {
            sum += v;
            sum * sum
        })
        .sum();
    let lags = (3.0 * (n as f64).sqrt() / 13.0) as usize;
    let product = |j: usize| e.iter().zip(&e[j..]).map(|(a, b)| a * b).sum::<f64>();
    let long_run: f64 = product(0)
        + 2.0
            * (1..=lags)
                .map(|j| (1.0 - j as f64 / (lags + 1) as f64) * product(j))
                .sum::<f64>();
    partial / (n as f64 * long_run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_needs_no_difference_and_a_trend_one() {
        let level: Vec<f64> = (0..200).map(|t| f64::from(t * 7919 % 13)).collect();
        assert_eq!(ordinary(level, 2), 0);
        let trend: Vec<f64> = (0..200)
            .map(|t| f64::from(t) + f64::from(t * 7919 % 13))
            .collect();
        assert_eq!(ordinary(trend, 2), 1);
    }

    #[test]
    fn the_kpss_statistic_equals_that_of_urca() {
        // R: urca::ur.kpss(Nile, type = "mu", use.lag = 2)@teststat
        let nile = [
            1120., 1160., 963., 1210., 1160., 1160., 813., 1230., 1370., 1140., 995., 935., 1110.,
            994., 1020., 960., 1180., 799., 958., 1140., 1100., 1210., 1150., 1250., 1260., 1220.,
            1030., 1100., 774., 840., 874., 694., 940., 833., 701., 916., 692., 1020., 1050., 969.,
            831., 726., 456., 824., 702., 1120., 1100., 832., 764., 821., 768., 845., 864., 862.,
            698., 845., 744., 796., 1040., 759., 781., 865., 845., 944., 984., 897., 822., 1010.,
            771., 676., 649., 846., 812., 742., 801., 1040., 860., 874., 848., 890., 744., 749.,
            838., 1050., 918., 986., 797., 923., 975., 815., 1020., 906., 901., 1170., 912., 746.,
            919., 718., 714., 740.,
        ];
        assert!((kpss(&nile) - 1.315226463).abs() < 1e-8);
    }

    #[test]
    fn a_clear_season_is_differenced() {
        let y: Vec<f64> = (0..96)
            .map(|t| [5.0, 0.0, -2.0, -3.0][t % 4] + (t * 7919 % 11) as f64 / 11.0)
            .collect();
        assert_eq!(seasonal(&y, 4), 1);
        let flat: Vec<f64> = (0..96).map(|t| (t * 7919 % 11) as f64).collect();
        assert_eq!(seasonal(&flat, 4), 0);
    }

    #[test]
    fn gaps_are_bridged() {
        let y = [f64::NAN, 1.0, f64::NAN, f64::NAN, 4.0, f64::NAN];
        assert_eq!(bridged(&y), [1.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
    }
}
