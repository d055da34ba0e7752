//! Incidents per occupied cell.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::window_counts::observed_days;
use crate::calendar::day_number;
use crate::scan::{Scan, ScanError, ScannedColumns};
use crate::space::{Cell, CellGrid};

/// Occupied cells of a grid with their incidents, in the order of the cells.
#[derive(Debug, Clone, PartialEq)]
pub struct CellCounts {
    /// The grid.
    pub grid: CellGrid,
    /// The cells with incidents, and their number.
    pub cells: Vec<(Cell, f64)>,
}

impl CellCounts {
    /// All incidents.
    pub fn total(&self) -> f64 {
        self.cells.iter().map(|(_, n)| n).sum()
    }

    /// The number of each cell.
    pub fn by_cell(&self) -> FxHashMap<Cell, f64> {
        self.cells.iter().copied().collect()
    }

    /// The total area of the occupied cells in m².
    pub fn area_m2(&self) -> f64 {
        self.cells
            .iter()
            .map(|&(cell, _)| self.grid.area_m2(cell))
            .sum()
    }

    /// The same incidents on a grid whose cells are `factor` times as wide and high.
    pub fn coarser(&self, grid: CellGrid, factor: u32) -> Self {
        let mut sums: FxHashMap<u64, f64> = FxHashMap::default();
        for &(Cell { row, col }, n) in &self.cells {
            let cell = Cell {
                row: row / factor,
                col: col / factor,
            };
            *sums.entry(cell.key()).or_default() += n;
        }
        Self::from_sums(grid, sums)
    }

    pub(crate) fn from_sums(grid: CellGrid, sums: FxHashMap<u64, f64>) -> Self {
        let mut cells: Vec<(Cell, f64)> = (sums.into_iter())
            .filter(|&(_, n)| n > 0.0)
            .map(|(key, n)| (Cell::from_key(key), n))
            .collect();
        cells.sort_unstable_by_key(|&(cell, _)| cell);
        Self { grid, cells }
    }
}

/// The days whose incidents are counted, and their weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountRequest {
    /// The first day that counts; absent, from the beginning.
    pub from: Option<NaiveDate>,
    /// The last day that counts; absent, to the end.
    pub until: Option<NaiveDate>,
    /// Days in which an incident loses half its weight, counted back from `until` or, without it,
    /// from the last incident.
    pub half_life_days: Option<f64>,
}

impl CountRequest {
    /// All incidents, each once.
    pub const ALL: Self = Self {
        from: None,
        until: None,
        half_life_days: None,
    };
}

/// Weights are sums of whole multiples of 2^-30, so that they do not depend on the order of the rows.
pub(super) const WEIGHT_STEP: f64 = 1.0 / (1u64 << 30) as f64;

/// Counts the incidents in each cell in one pass.
///
/// With a half-life the weights are scaled so that they add up to the number of incidents: a least
/// number of incidents means as much as it does without.
///
/// Memory is that of the occupied cells, once per thread.
///
/// # Errors
/// When a part cannot be read or the run is interrupted.
pub fn count_cells(
    scan: Scan<'_>,
    grid: CellGrid,
    request: CountRequest,
) -> Result<CellCounts, ScanError> {
    let timed = request != CountRequest::ALL;
    let columns = ScannedColumns {
        time: timed,
        place: true,
        category: false,
    };
    let from = request.from.map_or(i32::MIN, day_number);
    let until = request.until.map_or(i32::MAX, day_number);
    let weigh = weights(scan, request)?;
    let states = scan.fold(
        columns,
        Default::default,
        |(sums, incidents): &mut (FxHashMap<u64, f64>, f64), rows| {
            for row in 0..rows.len() {
                let mut n = rows.count(row);
                if timed {
                    let day = rows.day(row);
                    if day < from || day > until {
                        continue;
                    }
                    if let Some((last, table)) = &weigh {
                        *incidents += n;
                        n *= table.get((last - day) as usize).copied().unwrap_or(0.0);
                    }
                }
                let (lon, lat) = rows.place(row);
                *sums.entry(grid.cell(lon, lat).key()).or_default() += n;
            }
        },
    )?;
    let (sums, incidents): (Vec<_>, Vec<f64>) = states.into_iter().unzip();
    let mut counts = CellCounts::from_sums(grid, merged(sums));
    if weigh.is_some() && !counts.cells.is_empty() {
        let scale = incidents.iter().sum::<f64>() / counts.total();
        counts.cells.iter_mut().for_each(|(_, n)| *n *= scale);
    }
    Ok(counts)
}

/// The last day and the weight of an incident by the days before it.
fn weights(scan: Scan<'_>, request: CountRequest) -> Result<Option<(i32, Vec<f64>)>, ScanError> {
    let Some(half_life) = request.half_life_days else {
        return Ok(None);
    };
    let last = match request.until {
        Some(date) => day_number(date),
        None => observed_days(scan, i32::MAX)?.map_or(0, |(_, last)| last),
    };
    // Thirty halvings leave less than one step.
    let days = (half_life * 30.0).ceil().min(1e6) as usize;
    let table =
        (0..days).map(|d| ((-(d as f64) / half_life).exp2() / WEIGHT_STEP).round() * WEIGHT_STEP);
    Ok(Some((last, table.collect())))
}

/// Adds the smaller maps to the largest.
///
/// The counts are whole numbers or multiples of a power of two, so that the order of the sums makes
/// no difference.
fn merged(mut states: Vec<FxHashMap<u64, f64>>) -> FxHashMap<u64, f64> {
    states.sort_by_key(FxHashMap::len);
    let mut all = states.pop().unwrap_or_default();
    for state in states {
        for (key, n) in state {
            *all.entry(key).or_default() += n;
        }
    }
    all
}
