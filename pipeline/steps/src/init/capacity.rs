//! What the data can bear: the period, the cell size, the season and the horizon.

use chrono::{DateTime, Datelike as _, NaiveDate};
use rustc_hash::FxHashMap;

use super::times::Resolution;
use crate::space::{Cell, CellGrid};
use hotcast_artifacts::Freq;

/// Cell sizes and periods, the more useful first: a place that is a block, a time that is a week.
const CHOICES: [(Freq, f64); 8] = [
    (Freq::Week, 0.001),
    (Freq::Week, 0.0025),
    (Freq::Month, 0.001),
    (Freq::Month, 0.0025),
    (Freq::Week, 0.005),
    (Freq::Month, 0.005),
    (Freq::Month, 0.01),
    (Freq::Month, 0.02),
];

/// Incidents that a hotspot should have in a period, in the mean.
const MEAN: f64 = 0.7;

/// The share of the occupied cells that is not a hotspot, as `cluster` has it by default.
const QUANTILE: f64 = 0.95;

/// Hotspots that a map should have.
const FEW: f64 = 15.0;

/// A series with fewer incidents in a period has too many periods without any to be modelled by
/// `train`, whose `min_occupied_share` is 0.1: 1 − exp(−0.12) is about that.
const SPARSE: f64 = 0.12;

/// What the data can bear, and what can be expected of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Capacity {
    pub(super) freq: Freq,
    pub(super) cell_deg: f64,
    /// Periods from the first incident to the last.
    pub(super) periods: usize,
    /// Periods of a season, if the data have enough of them to learn one.
    pub(super) season: Option<usize>,
    pub(super) horizon: usize,
    pub(super) origins: usize,
    /// Hotspots to be expected.
    pub(super) hotspots: usize,
    /// Those among them that are too sparse for a model.
    pub(super) stand_ins: usize,
    /// Incidents of a hotspot in a period, in the mean.
    pub(super) mean: f64,
    pub(super) span: [NaiveDate; 2],
    /// `false` if no choice gives enough incidents a hotspot and period.
    pub(super) enough: bool,
}

/// The choice for points and their times, of which the whole has `scale` times as many; `None`
/// without points.
pub(super) fn choose(
    points: &[[f64; 2]],
    times: &[i64],
    scale: f64,
    resolution: Resolution,
) -> Option<Capacity> {
    let date = |ms: i64| DateTime::from_timestamp_millis(ms).map(|t| t.date_naive());
    let span = [date(*times.iter().min()?)?, date(*times.iter().max()?)?];
    let possible = CHOICES
        .iter()
        .filter(|(freq, _)| resolution < Resolution::Month || *freq == Freq::Month);
    let mut rated: Vec<Capacity> = Vec::new();
    for &(freq, cell_deg) in possible {
        let found = rate(points, scale, freq, cell_deg, span)?;
        if found.enough {
            return Some(found);
        }
        rated.push(found);
    }
    rated.into_iter().max_by(|a, b| {
        let modelled = |one: &Capacity| one.hotspots - one.stand_ins;
        modelled(a)
            .cmp(&modelled(b))
            .then(a.mean.total_cmp(&b.mean))
    })
}

fn rate(
    points: &[[f64; 2]],
    scale: f64,
    freq: Freq,
    cell_deg: f64,
    span: [NaiveDate; 2],
) -> Option<Capacity> {
    let days = (span[1] - span[0]).num_days() + 1;
    let (periods, season, horizon) = match freq {
        Freq::Day => (days, 7, 14),
        Freq::Week => (days / 7, 52, 4),
        Freq::Month => (months(span), 12, 3),
    };
    let periods = usize::try_from(periods).unwrap_or_default().max(1);
    let counts = counts(points, cell_deg)?;
    let hotspots = expected_hotspots(&counts, scale);
    let top: Vec<f64> = counts
        .iter()
        .take(hotspots)
        .map(|&n| n as f64 * scale / periods as f64)
        .collect();
    let mean = top.iter().sum::<f64>() / top.len().max(1) as f64;
    let stand_ins = top.iter().filter(|&&n| n < SPARSE).count();
    let origins = (periods / (4 * horizon)).clamp(1, 6);
    Some(Capacity {
        freq,
        cell_deg,
        periods,
        // Three seasons: two to take a difference of, one to judge by.
        season: (periods >= 3 * season).then_some(season),
        horizon,
        origins,
        hotspots: top.len(),
        stand_ins,
        mean,
        span,
        enough: mean >= MEAN && top.len() as f64 >= FEW && stand_ins * 20 <= top.len(),
    })
}

/// The months from the first day's to the last day's, both included.
fn months([first, last]: [NaiveDate; 2]) -> i64 {
    let years = i64::from(last.year() - first.year());
    years * 12 + i64::from(last.month()) - i64::from(first.month()) + 1
}

/// The counts of the occupied cells, the largest first.
fn counts(points: &[[f64; 2]], cell_deg: f64) -> Option<Vec<u32>> {
    let grid = CellGrid::new(cell_deg).ok()?;
    let mut cells: FxHashMap<Cell, u32> = FxHashMap::default();
    for [lon, lat] in points {
        *cells.entry(grid.cell(*lon, *lat)).or_default() += 1;
    }
    let mut counts: Vec<u32> = cells.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    Some(counts)
}

/// The cells above the quantile of all occupied ones. A sample does not have all of them: those
/// unseen are estimated from the cells that were seen once and twice (Chao 1984, Nonparametric
/// estimation of the number of classes in a population).
fn expected_hotspots(counts: &[u32], scale: f64) -> usize {
    let seen = counts.len() as f64;
    if scale < 1.001 {
        let rank = ((QUANTILE * seen).ceil() as usize).clamp(1, counts.len().max(1));
        let threshold = counts.get(counts.len().saturating_sub(rank)).copied();
        let above = counts.iter().filter(|&&n| Some(n) > threshold).count();
        // Where the densest cells tie, `cluster` takes these.
        let tied = counts.iter().filter(|&&n| Some(n) >= threshold).count();
        return if above > 0 { above } else { tied };
    }
    let seen_times = |times: u32| counts.iter().filter(|&&n| n == times).count() as f64;
    let unseen = seen_times(1).powi(2) / (2.0 * seen_times(2).max(1.0));
    let occupied = (seen + unseen).min(seen * scale);
    ((1.0 - QUANTILE) * occupied).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    /// `per_cell` incidents in each of 40 × 40 cells of 0.001°, the first twenty of which have a
    /// hundred times as many, over some days.
    fn city(per_cell: u32, days: i64) -> (Vec<[f64; 2]>, Vec<i64>) {
        let mut points = Vec::new();
        for cell in 0..1600_u32 {
            let at = [f64::from(cell % 40), f64::from(cell / 40)].map(|n| 10.0005 + n * 0.001);
            let n = if cell < 100 { per_cell * 100 } else { per_cell };
            points.extend(std::iter::repeat_n(at, n as usize));
        }
        let times = (0..points.len() as i64).map(|n| n % days * DAY).collect();
        (points, times)
    }

    #[test]
    fn many_incidents_bear_weeks_and_blocks_and_few_bear_months() {
        let (points, times) = city(10, 1600);
        let found = choose(&points, &times, 1.0, Resolution::Minute).unwrap();
        assert_eq!((found.freq, found.cell_deg), (Freq::Week, 0.001));
        assert_eq!((found.periods, found.season), (228, Some(52)));
        assert!(found.enough && found.stand_ins == 0);
        let (points, times) = city(1, 1600);
        let found = choose(&points, &times, 1.0, Resolution::Minute).unwrap();
        assert_eq!((found.freq, found.cell_deg), (Freq::Month, 0.001));
        let monthly = choose(&points, &times, 1.0, Resolution::Month).unwrap();
        assert_eq!(monthly.freq, Freq::Month);
    }

    #[test]
    fn too_few_incidents_are_said_to_be() {
        let points = vec![[10.0, 10.0]; 3];
        let found = choose(&points, &[0, DAY, 500 * DAY], 1.0, Resolution::Day).unwrap();
        assert!(!found.enough);
        assert_eq!(found.season, None);
        assert_eq!(choose(&[], &[], 1.0, Resolution::Day), None);
    }

    #[test]
    fn months_are_counted_from_the_first_to_the_last() {
        let month = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        assert_eq!(months([month(2021, 1), month(2023, 12)]), 36);
        assert_eq!(months([month(2021, 5), month(2021, 5)]), 1);
    }

    #[test]
    fn cells_that_a_sample_lacks_are_estimated() {
        // 1,000 cells with 4 incidents each, of which a quarter is seen.
        let counts: Vec<u32> = [(320, 1), (160, 2), (53, 3), (13, 4)]
            .into_iter()
            .flat_map(|(cells, n)| std::iter::repeat_n(n, cells))
            .collect();
        let found = expected_hotspots(&counts, 4.0);
        assert!((40..=50).contains(&found), "{found}");
    }
}
