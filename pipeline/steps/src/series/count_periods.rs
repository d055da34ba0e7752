//! Counts by hotspot and period, in one pass over the incidents.

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::calendar::{Calendar, DailyTotals, DayNumber, day_number};
use crate::scan::{Incidents, Scan, ScanError, ScannedColumns};
use crate::space::{Cell, CellGrid};

/// Incidents of each hotspot in each observed period.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodCounts {
    /// Hotspot by hotspot, period after period.
    counts: Vec<f64>,
    periods: usize,
}

impl PeriodCounts {
    /// The counts of a hotspot by its position.
    pub fn of(&self, hotspot: usize) -> &[f64] {
        &self.counts[hotspot * self.periods..(hotspot + 1) * self.periods]
    }

    /// All incidents counted.
    pub fn total(&self) -> f64 {
        self.counts.iter().sum()
    }
}

/// Incidents of the whole source per day, from a pass that reads only the times.
///
/// # Errors
/// When a part cannot be read or the run is interrupted.
pub(super) fn daily_totals(scan: Scan<'_>) -> Result<DailyTotals, ScanError> {
    let states = scan.fold(ScannedColumns::TIME, DailyTotals::new, |totals, rows| {
        let (mut day, mut sum) = (DayNumber::MIN, 0.0);
        for row in 0..rows.len() {
            if rows.day(row) != day {
                if sum != 0.0 {
                    *totals.entry(day).or_default() += sum;
                }
                (day, sum) = (rows.day(row), 0.0);
            }
            sum += rows.count(row);
        }
        *totals.entry(day).or_default() += sum;
    })?;
    let mut all = DailyTotals::new();
    for (day, n) in states.into_iter().flatten() {
        *all.entry(day).or_default() += n;
    }
    all.retain(|_, n| *n > 0.0);
    Ok(all)
}

/// Assigns an incident to its hotspot and its period, both as positions.
pub struct Assignment<'a> {
    grid: CellGrid,
    hotspot_of: FxHashMap<u64, u32>,
    first: DayNumber,
    period_of: Vec<u32>,
    calendar: &'a Calendar,
}

impl<'a> Assignment<'a> {
    /// From cells, each with the position of its hotspot, and the periods of a calendar.
    pub fn new(
        grid: CellGrid,
        cells: impl IntoIterator<Item = (Cell, u32)>,
        calendar: &'a Calendar,
    ) -> Self {
        let (first, period_of) = periods_by_day(calendar);
        Self {
            grid,
            hotspot_of: cells
                .into_iter()
                .map(|(cell, at)| (cell.key(), at))
                .collect(),
            first,
            period_of,
            calendar,
        }
    }

    /// The hotspot and the observed period of a row.
    ///
    /// `None` outside of all hotspots or periods, and in a gap, so that all counts agree on the
    /// periods that are missing.
    #[inline]
    pub(super) fn of(&self, rows: &Incidents<'_>, row: usize) -> Option<(u32, u32)> {
        let period = *self
            .period_of
            .get(rows.day(row).wrapping_sub(self.first) as usize)
            .filter(|&&period| period != GAP)?;
        let (lon, lat) = rows.place(row);
        let hotspot = *self.hotspot_of.get(&self.grid.cell(lon, lat).key())?;
        Some((hotspot, period))
    }

    /// The date that names an observed period.
    pub(super) fn period(&self, position: u32) -> NaiveDate {
        self.calendar.periods[position as usize]
    }
}

/// Counts incidents by hotspot and observed period.
///
/// Memory is one number per hotspot and period for each thread, whatever the number of incidents.
///
/// # Errors
/// When a part cannot be read or the run is interrupted.
pub fn count_periods(
    scan: Scan<'_>,
    assignment: &Assignment<'_>,
    hotspots: usize,
) -> Result<PeriodCounts, ScanError> {
    let columns = ScannedColumns {
        time: true,
        place: true,
        category: false,
    };
    let periods = assignment.calendar.n_observed;
    let make = || vec![0.0; hotspots * periods];
    let states = scan.fold(columns, make, |counts: &mut Vec<f64>, rows| {
        for row in 0..rows.len() {
            if let Some((hotspot, period)) = assignment.of(rows, row) {
                counts[hotspot as usize * periods + period as usize] += rows.count(row);
            }
        }
    })?;
    let mut states = states.into_iter();
    let mut counts = states.next().unwrap_or_default();
    for state in states {
        counts.iter_mut().zip(state).for_each(|(sum, n)| *sum += n);
    }
    Ok(PeriodCounts { counts, periods })
}

/// The period of a day in a gap.
const GAP: u32 = u32::MAX;

/// The first observed day, and the period of each day from it to the last observed one.
fn periods_by_day(calendar: &Calendar) -> (DayNumber, Vec<u32>) {
    let rule = calendar.rule();
    let first = day_number(calendar.first);
    let gaps: FxHashSet<NaiveDate> = calendar.gaps.iter().copied().collect();
    let mut period_of = Vec::new();
    for (date, period) in calendar.observed().iter().zip(0u32..) {
        let start = day_number(*date);
        let period = if gaps.contains(date) { GAP } else { period };
        period_of.resize((rule.next(start) - first).max(0) as usize, period);
    }
    (first, period_of)
}
