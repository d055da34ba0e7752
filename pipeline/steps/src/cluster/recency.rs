//! The choice of a half-life: how much older incidents say about where the next ones will be.
//!
//! Each candidate ranks the cells before each of the last 13 windows of four weeks.
//! The incidents of the window in its densest cells judge it.
//! A short half-life follows what is new and also what is chance: its list of places changes from
//! month to month, the more so the fewer incidents there are.
//! So a candidate must keep nearly all of its densest cells.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::window_counts::{WindowCounts, WindowRequest, densest, observed_days, window_counts};
use crate::calendar::{day_number, to_date};
use crate::scan::{Scan, ScanError};
use crate::space::CellGrid;

/// The half-lives among which the choice is made, in days; `None` weighs all incidents equally.
const CANDIDATES: [Option<f64>; 6] = [
    Some(90.0),
    Some(180.0),
    Some(365.0),
    Some(730.0),
    Some(1460.0),
    None,
];

/// The half-life where data are too short for a choice.
const FALLBACK: Option<f64> = Some(365.0);

/// The number of windows.
const WINDOWS: usize = 13;

/// Days of a window.
const WINDOW_DAYS: i32 = 28;

/// The days before the first window that a choice needs.
const LEAST_BEFORE: i32 = 364;

/// The shares of the occupied cells in which the incidents of a window are counted.
const SHARES: [f64; 3] = [0.01, 0.02, 0.05];

/// The share of its densest cells, of the first of [`SHARES`], that a candidate must keep from
/// window to window.
const LEAST_KEPT: f64 = 0.95;

/// A half-life, and how it was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HalfLifeChoice {
    /// The half-life; `None` if all incidents weigh the same.
    pub days: Option<f64>,
    /// The last day of the last window.
    pub until: NaiveDate,
    /// The candidates with their measures; empty if the data are too short for a choice.
    pub candidates: Vec<Candidate>,
}

/// A half-life with its measures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The half-life; `None` weighs all incidents equally.
    pub days: Option<f64>,
    /// The share of the incidents that were in the densest 1, 2 and 5 % of cells, on average.
    pub hits: f64,
    /// The share of the densest 1 % of cells that are among them in the next window too.
    pub kept: f64,
}

/// Chooses a half-life on the windows that end with the last incident, or with `until` before it.
///
/// It is the candidate with most hits among those that keep 95 % of their densest cells, the longer
/// of two that are equal; the longest where none does.
///
/// # Errors
/// When a part cannot be read or the run is interrupted.
pub fn choose_half_life(
    scan: Scan<'_>,
    grid: CellGrid,
    until: Option<NaiveDate>,
) -> Result<HalfLifeChoice, ScanError> {
    let until = until.map_or(i32::MAX, day_number);
    let (first_day, last) = observed_days(scan, until)?.unwrap_or_default();
    let mut choice = HalfLifeChoice {
        days: FALLBACK,
        until: to_date(last),
        candidates: Vec::new(),
    };
    let bounds = bounds(last);
    if bounds[0] - first_day < LEAST_BEFORE {
        return Ok(choice);
    }
    let request = WindowRequest {
        bounds: &bounds,
        half_lives: &CANDIDATES,
        first_day,
    };
    let counts = window_counts(scan, grid, &request)?;
    if counts.total() > 0.0 {
        choice.candidates = candidates(&counts, &request);
        choice.days = best(&choice.candidates);
    }
    Ok(choice)
}

/// The bounds of the windows, the last of which ends with the day `last`.
fn bounds(last: i32) -> [i32; WINDOWS + 1] {
    std::array::from_fn(|k| last + 1 - (WINDOWS - k) as i32 * WINDOW_DAYS)
}

/// The half-life of the best candidate; they are in the order of their lengths.
fn best(candidates: &[Candidate]) -> Option<f64> {
    let steady = candidates.iter().filter(|c| c.kept >= LEAST_KEPT);
    // The last of several that are equal.
    let best = steady.max_by(|a, b| a.hits.total_cmp(&b.hits));
    best.or(candidates.last())
        .and_then(|candidate| candidate.days)
}

/// All candidates with their measures.
fn candidates(counts: &WindowCounts, request: &WindowRequest<'_>) -> Vec<Candidate> {
    (0..CANDIDATES.len())
        .map(|at| judge(counts, request, at))
        .collect()
}

/// Ranks the cells before each window, and counts.
fn judge(counts: &WindowCounts, request: &WindowRequest<'_>, at: usize) -> Candidate {
    let sizes = SHARES.map(|share| (share * counts.cells.len() as f64).ceil() as usize);
    let most = sizes[SHARES.len() - 1];
    let (mut hits, mut kept, mut last) = (0.0, 0, None::<Vec<u32>>);
    for (window, weights) in counts.weights(request, at).enumerate() {
        let densest = densest(&weights, most);
        let later = |&cell: &u32| counts.cells[cell as usize].windows[window];
        let within = |n: usize| densest[..n].iter().map(later).sum::<f64>();
        hits += sizes.into_iter().map(within).sum::<f64>();
        let mut now = densest[..sizes[0]].to_vec();
        now.sort_unstable();
        kept += last.map_or(0, |last| common(&last, &now));
        last = Some(now);
    }
    Candidate {
        days: CANDIDATES[at],
        hits: hits / (SHARES.len() as f64 * counts.total()),
        kept: kept as f64 / ((WINDOWS - 1) * sizes[0]) as f64,
    }
}

/// The number of elements that two sorted lists have in common.
fn common(a: &[u32], b: &[u32]) -> usize {
    b.iter()
        .filter(|cell| a.binary_search(cell).is_ok())
        .count()
}

#[cfg(test)]
mod tests {
    use super::super::window_counts::CellWindows;
    use super::*;
    use crate::space::Cell;

    /// The candidates, with two years of four-week periods before the windows and one of windows.
    fn candidates_of(cells: usize, count: impl Fn(usize, i32) -> f64) -> Vec<Candidate> {
        let before = |cell: usize, days: Option<f64>| -> f64 {
            let weight = |age: f64| days.map_or(1.0, |days| (-age / days).exp2());
            (1..=26)
                .map(|ago| count(cell, -ago) * weight(f64::from(ago * WINDOW_DAYS) - 13.5))
                .sum()
        };
        let history = |at: usize| CellWindows {
            cell: Cell {
                row: 0,
                col: at as u32,
            },
            before: CANDIDATES.map(|days| before(at, days)).to_vec(),
            windows: (0..WINDOWS as i32)
                .map(|window| count(at, window))
                .collect(),
        };
        let counts = WindowCounts {
            cells: (0..cells).map(history).collect(),
        };
        let request = WindowRequest {
            bounds: &bounds(0),
            half_lives: &CANDIDATES,
            first_day: 0,
        };
        candidates(&counts, &request)
    }

    /// Something between 0 and 1 that looks random.
    fn chance(cell: usize, period: i32) -> f64 {
        let mixed =
            (cell as u64 * 8_191 + (period + 100) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40) as f64 / 2f64.powi(24)
    }

    #[test]
    fn where_rates_never_change_all_incidents_weigh_the_same() {
        // The rates fall slowly from cell to cell, so that a short memory confuses them.
        let noisy = |cell: usize, period: i32| {
            let rate = 20.0 / (1.0 + cell as f64 / 20.0);
            (rate * 2.0 * chance(cell, period)).round()
        };
        let candidates = candidates_of(1000, noisy);
        let days = best(&candidates);
        assert!(days.is_none_or(|days| days >= 1460.0), "{candidates:?}");
        assert!(candidates[0].kept < candidates[5].kept && candidates[0].hits < candidates[5].hits);
    }

    #[test]
    fn where_the_busy_places_moved_a_shorter_memory_finds_them_and_the_longest_such_is_chosen() {
        // Ten other cells are busy from half a year before the windows on.
        let moved = |cell: usize, period: i32| {
            let busy = if period < -6 { 0..10 } else { 10..20 };
            if busy.contains(&cell) {
                60.0
            } else {
                f64::from(cell.is_multiple_of(7))
            }
        };
        let candidates = candidates_of(1000, moved);
        let days = best(&candidates);
        assert!(days.is_some_and(|days| days <= 365.0), "{candidates:?}");
        let none = candidates[5];
        assert!(
            candidates.iter().all(|c| c.hits >= none.hits),
            "{candidates:?}"
        );
    }

    #[test]
    fn candidates_that_are_equal_leave_the_longest() {
        let candidate = |days, hits, kept| Candidate { days, hits, kept };
        let of = |list: [(Option<f64>, f64, f64); 3]| {
            best(&list.map(|(days, hits, kept)| candidate(days, hits, kept)))
        };
        assert_eq!(
            of([
                (Some(90.0), 0.5, 1.0),
                (Some(365.0), 0.5, 1.0),
                (None, 0.4, 1.0)
            ]),
            Some(365.0)
        );
        // More hits do not make up for a list that changes.
        assert_eq!(
            of([
                (Some(90.0), 0.9, 0.8),
                (Some(365.0), 0.5, 1.0),
                (None, 0.4, 1.0)
            ]),
            Some(365.0)
        );
        assert_eq!(
            of([
                (Some(90.0), 0.9, 0.1),
                (Some(365.0), 0.5, 0.2),
                (None, 0.4, 0.3)
            ]),
            None
        );
    }

    #[test]
    fn one_cell_is_kept_by_all() {
        let candidates = candidates_of(1, |_, _| 1.0);
        let days = best(&candidates);
        assert_eq!(days, None);
        assert!(candidates.iter().all(|c| c.hits == 1.0 && c.kept == 1.0));
    }
}
