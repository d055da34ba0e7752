//! The ranking of cells, made anew before each window and judged by the incidents of that window.

use chrono::NaiveDate;
use hotcast_artifacts::{RankedWindow, Ranking, ShareQuality};

use super::best_of_chance::best_of_chance;
use super::quality::{QualityError, hits_within};
use crate::calendar::{day_number, to_date};
use crate::cluster::{WindowCounts, WindowRequest, densest, observed_days, window_counts};
use crate::scan::Scan;
use crate::space::CellGrid;

/// The shares of the study area.
const SHARES: [f64; 4] = [0.0025, 0.01, 0.02, 0.05];

/// The cells that are ranked, and the windows.
pub(super) struct Ranked<'a> {
    pub(super) grid: CellGrid,
    pub(super) half_life: Option<f64>,
    /// The first day of each window, and the day after the last one.
    pub(super) bounds: &'a [i32],
    pub(super) study_m2: f64,
}

impl Ranked<'_> {
    /// Judges the ranking; `None` without incidents in the windows.
    pub(super) fn judge(&self, scan: Scan<'_>) -> Result<Option<Ranking>, QualityError> {
        let end = self.bounds.last().copied().unwrap_or_default();
        let Some((first_day, _)) = observed_days(scan, end - 1)? else {
            return Ok(None);
        };
        let request = WindowRequest {
            bounds: self.bounds,
            half_lives: &[self.half_life],
            first_day,
        };
        let counts = window_counts(scan, self.grid, &request)?;
        let areas: Vec<f64> = (counts.cells.iter())
            .map(|cell| self.grid.area_m2(cell.cell))
            .collect();
        let mut windows = Vec::new();
        let mut last = None;
        for (at, weights) in counts.weights(&request, 0).enumerate() {
            let window = Window {
                at,
                weights,
                counts: &counts,
                areas: &areas,
            };
            let (shares, selected) = window.judge(self.study_m2, last.as_ref());
            last = Some(selected);
            windows.extend(shares.map(|shares| RankedWindow {
                from: to_date(self.bounds[at]),
                incidents: window.incidents(),
                shares,
                until: to_date(self.bounds[at + 1] - 1),
            }));
        }
        Ok((!windows.is_empty()).then(|| Ranking {
            cell_deg: self.grid.size_deg(),
            half_life_days: self.half_life,
            mean: mean(&windows),
            windows,
        }))
    }
}

/// The cells before a window.
struct Window<'a> {
    at: usize,
    weights: Vec<f64>,
    counts: &'a WindowCounts,
    areas: &'a [f64],
}

/// The cells that make up each share, sorted.
type Selected = [Vec<u32>; SHARES.len()];

impl Window<'_> {
    fn later(&self, cell: u32) -> f64 {
        self.counts.cells[cell as usize].windows[self.at]
    }

    fn incidents(&self) -> f64 {
        (0..)
            .take(self.areas.len())
            .map(|cell| self.later(cell))
            .sum()
    }

    /// Area and incidents of cells in this order.
    fn within(&self, order: &[u32], area_m2: f64) -> f64 {
        let cells = order
            .iter()
            .map(|&cell| (self.areas[cell as usize], self.later(cell)));
        hits_within(cells, area_m2)
    }

    /// The measures, `None` for a window without incidents, and the cells that were selected.
    fn judge(
        &self,
        study_m2: f64,
        last: Option<&Selected>,
    ) -> (Option<Vec<ShareQuality>>, Selected) {
        let order = densest(&self.weights, self.weights.len());
        let later: Vec<f64> = (0..)
            .take(self.areas.len())
            .map(|cell| self.later(cell))
            .collect();
        let best = densest(&later, later.len());
        let incidents = self.incidents();
        let known = self.weights.iter().sum::<f64>();
        let rates: Vec<f64> = self.weights.iter().map(|w| w * incidents / known).collect();
        let sizes = SHARES.map(|share| self.number(&order, share * study_m2));
        let chance = best_of_chance(&rates, &sizes.map(|n| n as f64));
        let selected = sizes.map(|n| {
            let mut cells = order[..n].to_vec();
            cells.sort_unstable();
            cells
        });
        if incidents <= 0.0 || known <= 0.0 {
            return (None, selected);
        }
        let share = |at: usize| {
            let area = SHARES[at] * study_m2;
            let (hits, most) = (self.within(&order, area), self.within(&best, area));
            let expected: f64 = order[..sizes[at]].iter().map(|&c| rates[c as usize]).sum();
            ShareQuality {
                area_share: SHARES[at],
                kept: last.and_then(|last| kept(&last[at], &selected[at])),
                pai: hits / incidents / SHARES[at],
                pai_best: most / incidents / SHARES[at],
                pei: hits / most,
                pei_ceiling: if chance[at] > 0.0 {
                    expected / chance[at]
                } else {
                    1.0
                },
            }
        };
        (Some((0..SHARES.len()).map(share).collect()), selected)
    }

    /// The number of cells that fit into an area, at least one.
    fn number(&self, order: &[u32], area_m2: f64) -> usize {
        let mut left = area_m2;
        let fits = order.iter().take_while(|&&cell| {
            left -= self.areas[cell as usize];
            left >= 0.0
        });
        fits.count().clamp(1, order.len().max(1)).min(order.len())
    }
}

/// The share of the cells selected before that are selected again.
fn kept(before: &[u32], now: &[u32]) -> Option<f64> {
    let common = before.iter().filter(|cell| now.binary_search(cell).is_ok());
    (!before.is_empty()).then(|| common.count() as f64 / before.len() as f64)
}

/// The means over the windows.
fn mean(windows: &[RankedWindow]) -> Vec<ShareQuality> {
    let mean_of = |at: usize, get: fn(&ShareQuality) -> Option<f64>| {
        let known: Vec<f64> = windows.iter().filter_map(|w| get(&w.shares[at])).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let share = |at: usize| {
        let of = |get| mean_of(at, get).unwrap_or_default();
        ShareQuality {
            area_share: SHARES[at],
            kept: mean_of(at, |s| s.kept),
            pai: of(|s| Some(s.pai)),
            pai_best: of(|s| Some(s.pai_best)),
            pei: of(|s| Some(s.pei)),
            pei_ceiling: of(|s| Some(s.pei_ceiling)),
        }
    };
    (0..SHARES.len()).map(share).collect()
}

/// The bounds of windows that follow each other, from their first days and the last day of all.
pub(super) fn bounds(starts: impl Iterator<Item = NaiveDate>, until: NaiveDate) -> Vec<i32> {
    starts
        .map(day_number)
        .chain([day_number(until) + 1])
        .collect()
}
