//! Incidents per cell and window, before each of which cells are ranked by what was known.

use rustc_hash::FxHashMap;

use super::count_cells::WEIGHT_STEP;
use crate::scan::{Scan, ScanError, ScannedColumns};
use crate::space::{Cell, CellGrid};

/// What is counted: consecutive windows, and half-lives by which earlier incidents are weighted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WindowRequest<'a> {
    /// The first day of each window, and the day after the last one.
    pub(crate) bounds: &'a [i32],
    /// In days; `None` weighs all incidents equally.
    pub(crate) half_lives: &'a [Option<f64>],
    /// The first day with incidents.
    pub(crate) first_day: i32,
}

/// The counts of the occupied cells, in the order of the cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct WindowCounts {
    pub(crate) cells: Vec<CellWindows>,
}

/// The incidents of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CellWindows {
    pub(crate) cell: Cell,
    /// Those before the first window, weighted by each half-life.
    pub(crate) before: Vec<f64>,
    /// Those in each window.
    pub(crate) windows: Vec<f64>,
}

impl WindowCounts {
    /// The incidents of all windows.
    pub(crate) fn total(&self) -> f64 {
        self.cells.iter().flat_map(|cell| &cell.windows).sum()
    }

    /// The weights of the cells before each window, by the half-life at a position of the request.
    ///
    /// Within a window all incidents are taken to be of its middle.
    pub(crate) fn weights<'a>(
        &'a self,
        request: &WindowRequest<'a>,
        at: usize,
    ) -> impl Iterator<Item = Vec<f64>> + use<'a> {
        let (bounds, half_life) = (request.bounds, request.half_lives[at]);
        let mut next: Vec<f64> = self.cells.iter().map(|cell| cell.before[at]).collect();
        bounds.windows(2).enumerate().map(move |(window, days)| {
            let length = f64::from(days[1] - days[0]);
            let (old, new) = (
                decay(length, half_life),
                decay((length - 1.0) / 2.0, half_life),
            );
            let later = (next.iter().zip(&self.cells))
                .map(|(weight, cell)| weight * old + cell.windows[window] * new);
            let later = later.collect();
            std::mem::replace(&mut next, later)
        })
    }
}

/// The weight of an incident so many days old.
fn decay(age: f64, half_life: Option<f64>) -> f64 {
    half_life.map_or(1.0, |days| (-age / days).exp2())
}

/// Counts in one pass.
///
/// Memory is that of the occupied cells, once per thread, whatever the number of incidents.
pub(crate) fn window_counts(
    scan: Scan<'_>,
    grid: CellGrid,
    request: &WindowRequest<'_>,
) -> Result<WindowCounts, ScanError> {
    let &WindowRequest {
        bounds,
        half_lives,
        first_day,
    } = request;
    let (Some(&first), Some(&end)) = (bounds.first(), bounds.last()) else {
        return Ok(WindowCounts::default());
    };
    let weigh = |age: i32| {
        let weight = |half_life: &Option<f64>| decay(f64::from(age), *half_life);
        let steps = half_lives
            .iter()
            .map(move |h| (weight(h) / WEIGHT_STEP).round() * WEIGHT_STEP);
        steps.collect::<Vec<f64>>()
    };
    let weights: Vec<Vec<f64>> = (1..=first.saturating_sub(first_day)).map(weigh).collect();
    let numbers = half_lives.len() + bounds.len() - 1;
    let columns = ScannedColumns {
        time: true,
        place: true,
        category: false,
    };
    let states = scan.fold(columns, FxHashMap::default, |cells, rows| {
        for row in 0..rows.len() {
            let (day, n) = (rows.day(row), rows.count(row));
            if day >= end {
                continue;
            }
            let (lon, lat) = rows.place(row);
            let key = grid.cell(lon, lat).key();
            let cell: &mut Vec<f64> = cells.entry(key).or_insert_with(|| vec![0.0; numbers]);
            if day < first {
                let weights = weights
                    .get((first - day - 1) as usize)
                    .into_iter()
                    .flatten();
                (cell.iter_mut().zip(weights)).for_each(|(sum, weight)| *sum += n * weight);
            } else {
                let window = bounds.partition_point(|&bound| bound <= day) - 1;
                cell[half_lives.len() + window] += n;
            }
        }
    })?;
    Ok(WindowCounts {
        cells: added(states, half_lives.len()),
    })
}

/// The sums over the states of all threads, in the order of the cells.
fn added(states: Vec<FxHashMap<u64, Vec<f64>>>, half_lives: usize) -> Vec<CellWindows> {
    let mut all: FxHashMap<u64, Vec<f64>> = FxHashMap::default();
    for (key, numbers) in states.into_iter().flatten() {
        match all.entry(key) {
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(numbers);
            }
            std::collections::hash_map::Entry::Occupied(mut slot) => {
                let sums = slot.get_mut().iter_mut();
                sums.zip(numbers).for_each(|(sum, n)| *sum += n);
            }
        }
    }
    let cell = |(key, mut before): (u64, Vec<f64>)| {
        let windows = before.split_off(half_lives);
        CellWindows {
            cell: Cell::from_key(key),
            before,
            windows,
        }
    };
    let mut cells: Vec<CellWindows> = all.into_iter().map(cell).collect();
    cells.sort_unstable_by_key(|cell| cell.cell);
    cells
}

/// The first and the last day with incidents, up to `until`; `None` without incidents.
pub(crate) fn observed_days(scan: Scan<'_>, until: i32) -> Result<Option<(i32, i32)>, ScanError> {
    let none = (i32::MAX, i32::MIN);
    let wider = |(first, last): (i32, i32), (from, to)| (first.min(from), last.max(to));
    let states = scan.fold(
        ScannedColumns::TIME,
        || none,
        |found, rows| {
            let days = (0..rows.len()).map(|row| rows.day(row));
            let days = days.filter(|&day| day <= until);
            *found = days.fold(*found, |found, day| wider(found, (day, day)));
        },
    )?;
    let (first, last) = states.into_iter().fold(none, wider);
    Ok((first <= last).then_some((first, last)))
}

/// The `n` cells with the largest weights, in that order; ties go to the first.
pub(crate) fn densest(weights: &[f64], n: usize) -> Vec<u32> {
    let by_weight = |a: &u32, b: &u32| {
        let (a_weight, b_weight) = (weights[*a as usize], weights[*b as usize]);
        b_weight.total_cmp(&a_weight).then(a.cmp(b))
    };
    let mut order: Vec<u32> = (0..).take(weights.len()).collect();
    if n < order.len() {
        order.select_nth_unstable_by(n, by_weight);
        order.truncate(n);
    }
    order.sort_unstable_by(by_weight);
    order
}
