//! The second pass over the incidents: counts of each hotspot by month and by category.

use std::collections::BTreeMap;

use chrono::Datelike;
use rustc_hash::FxHashMap;

use super::founding::FirstDays;
use super::regions::Region;
use crate::calendar::{DailyTotals, to_date};
use crate::scan::{Incidents, Scan, ScanError, ScannedColumns};
use crate::space::CellGrid;

/// The hotspot of a place.
///
/// Cells are numbered hotspot after hotspot.
pub(super) struct Membership {
    grid: CellGrid,
    number_of: FxHashMap<u64, u32>,
    hotspot_of: Vec<u32>,
    hotspots: usize,
}

impl Membership {
    /// The cells of regions.
    pub(super) fn new(grid: CellGrid, regions: &[Region]) -> Self {
        let cells = regions.iter().flat_map(|region| &region.cells);
        let hotspot_of = (regions.iter().zip(0u32..))
            .flat_map(|(region, at)| std::iter::repeat_n(at, region.cells.len()));
        Self {
            grid,
            number_of: cells.zip(0u32..).map(|(cell, i)| (cell.key(), i)).collect(),
            hotspot_of: hotspot_of.collect(),
            hotspots: regions.len(),
        }
    }

    /// The number of the cell at a place and its hotspot.
    #[inline]
    fn of(&self, (lon, lat): (f64, f64)) -> Option<(usize, usize)> {
        let cell = *self.number_of.get(&self.grid.cell(lon, lat).key())? as usize;
        Some((cell, self.hotspot_of[cell] as usize))
    }
}

/// Incidents per hotspot by month and category, and per day for the whole source.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// For each month, counted from year 0, the incidents of each hotspot.
    pub(super) by_month: BTreeMap<i32, Vec<f64>>,
    /// For each category the incidents of each hotspot.
    pub(super) by_category: BTreeMap<String, Vec<f64>>,
    /// Incidents of the whole source per day.
    pub(super) daily: DailyTotals,
    /// The days of the first incidents of each cell, by its number.
    pub(super) first_days: FirstDays,
}

/// The number of the month of a day, counted from January of year 0.
pub(super) fn month_number(day: i32) -> i32 {
    let date = to_date(day);
    date.year() * 12 + date.month0() as i32
}

/// Counts the incidents of hotspots in one pass.
pub(super) fn profile(scan: Scan<'_>, membership: &Membership) -> Result<Profile, ScanError> {
    let states = scan.fold(
        ScannedColumns::ALL,
        || State::new(membership),
        |state: &mut State, rows| state.add(rows, membership),
    )?;
    let mut all = Profile {
        first_days: FirstDays::none(membership.hotspot_of.len()),
        ..Profile::default()
    };
    for state in states {
        all.first_days.merge(&state.profile.first_days);
        add_all(&mut all.by_month, state.profile.by_month);
        let mut columns = state.categories;
        let named =
            (state.codes.into_iter()).map(|(name, at)| (name, std::mem::take(&mut columns[at])));
        add_all(&mut all.by_category, named.collect());
        for (day, n) in state.profile.daily {
            *all.daily.entry(day).or_default() += n;
        }
    }
    all.daily.retain(|_, n| *n > 0.0);
    Ok(all)
}

fn add_all<K: Ord>(all: &mut BTreeMap<K, Vec<f64>>, more: BTreeMap<K, Vec<f64>>) {
    for (key, values) in more {
        match all.entry(key) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(values);
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                slot.get_mut()
                    .iter_mut()
                    .zip(values)
                    .for_each(|(sum, n)| *sum += n);
            }
        }
    }
}

/// The counts of one thread.
struct State {
    profile: Profile,
    codes: FxHashMap<String, usize>,
    categories: Vec<Vec<f64>>,
}

impl State {
    fn new(membership: &Membership) -> Self {
        Self {
            profile: Profile {
                first_days: FirstDays::none(membership.hotspot_of.len()),
                ..Profile::default()
            },
            codes: FxHashMap::default(),
            categories: Vec::new(),
        }
    }

    fn add(&mut self, rows: &Incidents<'_>, membership: &Membership) {
        let hotspots = membership.hotspots;
        let names: Vec<String> = rows
            .categories()
            .map_or_else(Vec::new, |c| c.names().map(str::to_owned).collect());
        let columns: Vec<usize> = names
            .into_iter()
            .map(|name| self.column(name, hotspots))
            .collect();
        let mut day = i32::MIN;
        let mut month: &mut Vec<f64> = &mut Vec::new();
        let mut today: &mut f64 = &mut 0.0;
        for row in 0..rows.len() {
            if rows.day(row) != day {
                day = rows.day(row);
                month = self
                    .profile
                    .by_month
                    .entry(month_number(day))
                    .or_insert_with(|| vec![0.0; hotspots]);
                today = self.profile.daily.entry(day).or_default();
            }
            let n = rows.count(row);
            *today += n;
            let Some((cell, hotspot)) = membership.of(rows.place(row)) else {
                continue;
            };
            month[hotspot] += n;
            self.profile.first_days.add(cell, day, n);
            if let Some(code) = rows.categories().and_then(|c| c.code(row)) {
                self.categories[columns[code]][hotspot] += n;
            }
        }
    }

    fn column(&mut self, name: String, hotspots: usize) -> usize {
        let next = self.categories.len();
        let column = *self.codes.entry(name).or_insert(next);
        if column == next {
            self.categories.push(vec![0.0; hotspots]);
        }
        column
    }
}
