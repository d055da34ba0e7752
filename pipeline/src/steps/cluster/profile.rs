//! The second pass: what happened in each hotspot, by month and by category.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::Datelike;
use rustc_hash::FxHashMap;

use crate::calendar::{DailyTotals, to_date};
use crate::scan::{Columns, Incidents, ScanError, scan};
use crate::space::CellGrid;

/// Incidents per hotspot by month and category, and per day for the whole source.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// For each month, counted from year 0, the incidents of each hotspot.
    pub(super) by_month: BTreeMap<i32, Vec<f64>>,
    /// For each category the incidents of each hotspot.
    pub(super) by_category: BTreeMap<String, Vec<f64>>,
    /// Incidents of the whole source per day.
    pub(super) daily: DailyTotals,
}

/// The number of the month of a day, counted from January of year 0.
pub(super) fn month_number(day: i32) -> i32 {
    let date = to_date(day);
    date.year() * 12 + date.month0() as i32
}

/// Profiles `hotspots` hotspots, whose cells `hotspot_of` knows by key, in one pass.
pub(super) fn profile(
    parts: &[PathBuf],
    grid: CellGrid,
    hotspot_of: &FxHashMap<u64, u32>,
    hotspots: usize,
    workers: usize,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Profile, ScanError> {
    let columns = Columns {
        time: true,
        place: true,
        category: true,
    };
    let states = scan(
        parts,
        columns,
        workers,
        cancelled,
        State::default,
        |state: &mut State, rows| {
            state.add(rows, grid, hotspot_of, hotspots);
        },
    )?;
    let mut all = Profile::default();
    for state in states {
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

/// What one thread has seen.
#[derive(Default)]
struct State {
    profile: Profile,
    codes: FxHashMap<String, usize>,
    categories: Vec<Vec<f64>>,
}

impl State {
    fn add(
        &mut self,
        rows: &Incidents<'_>,
        grid: CellGrid,
        hotspot_of: &FxHashMap<u64, u32>,
        hotspots: usize,
    ) {
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
            let (lon, lat) = rows.place(row);
            let Some(&hotspot) = hotspot_of.get(&grid.cell(lon, lat).key()) else {
                continue;
            };
            month[hotspot as usize] += n;
            if let Some(code) = rows.categories().and_then(|c| c.code(row)) {
                self.categories[columns[code]][hotspot as usize] += n;
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
