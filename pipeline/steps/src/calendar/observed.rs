//! What the source observed: the full periods between its first and last day, and the holes between them.
//!
//! Three things are told apart here, because a model must treat them differently. A period in which some other place had incidents and this one
//! had none is a zero. A period in which nobody had any, where many were to be expected, was not recorded: it is missing. A period of which
//! only some days were recorded would look like a collapse: at the ends it is cut off, beside a hole it is missing too. Days without an
//! incident are no sign of that where so few were to be expected in them that they may be empty by chance.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::expected::Expected;
use super::{DayNumber, to_date};
use super::{Freq, PeriodRule};

/// Incidents of the whole source per day.
pub type DailyTotals = BTreeMap<DayNumber, f64>;

/// Days without incidents were not recorded when this many were to be expected in them: as a hole, beside one, and at the ends. At a
/// constant rate such a run has probability e^-14, below one in a million.
const EXPECTED_IN_A_HOLE: f64 = 14.0;

/// A group of periods cut off from the rest by a hole is a typing error in the date, not data, below this share of all incidents.
const STRAY_SHARE: f64 = 0.001;

/// The periods a source covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// First days of the observed periods, in order and without a gap in the numbering.
    pub starts: Vec<DayNumber>,
    /// Whether the source recorded nothing, or only a part, in each of those periods.
    pub missing: Vec<bool>,
    /// Incidents left out because their dates lie in partial periods or far away from all others.
    pub outside: f64,
}

/// Why a source has no calendar.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ObservedError {
    /// No incident at all.
    #[error("no incidents, so there is no first period")]
    Empty,
    /// Data over less than one full period.
    #[error("incidents run from `{first}` to `{last}`, which holds no full {freq}")]
    NoFullPeriod {
        /// The first day with an incident.
        first: String,
        /// The last day with an incident.
        last: String,
        /// The frequency asked for.
        freq: &'static str,
    },
}

impl Observed {
    /// The observed periods of a source with the given totals per day.
    ///
    /// # Errors
    /// When there is no incident, or no full period.
    pub fn from_daily_totals(
        rule: PeriodRule,
        totals: &DailyTotals,
    ) -> Result<Self, ObservedError> {
        let (Some((&first, _)), Some((&last, _))) =
            (totals.first_key_value(), totals.last_key_value())
        else {
            return Err(ObservedError::Empty);
        };
        // Dates that name only a month carry its first day; the days after it are then unknown, not unobserved.
        let monthly_dates =
            rule.freq == Freq::Month && totals.keys().all(|&d| to_date(d).day() == 1);
        let starts = rule.starts(first, last);
        let per_period = totals_per_period(rule, &starts, totals);
        let holes = find_holes(&per_period);
        let silence = Silence {
            rule,
            totals,
            expected: Expected::in_periods(rule, &starts, &holes, totals),
        };
        let mut missing = holes.clone();
        if !monthly_dates {
            mark_partial_neighbours(&silence, &starts, &holes, &mut missing);
        }
        let kept = kept_range(&per_period, &holes);
        let (mut from, mut to) = kept;
        // The ends: partial periods are cut off, and so is a hole that has become an end.
        if !monthly_dates {
            let (late, early) = (
                silence.begins_late(starts[from]),
                silence.ends_early(starts[to - 1]),
            );
            from += usize::from(late);
            to -= usize::from(early);
        }
        while from < to && missing[from] {
            from += 1;
        }
        while from < to && missing[to - 1] {
            to -= 1;
        }
        if from >= to {
            return Err(ObservedError::NoFullPeriod {
                first: to_date(first).to_string(),
                last: to_date(last).to_string(),
                freq: rule.freq.name(),
            });
        }
        let counted = (from..to).filter(|&at| !missing[at]);
        let outside =
            per_period.iter().sum::<f64>() - counted.map(|at| per_period[at]).sum::<f64>();
        Ok(Self {
            starts: starts[from..to].to_vec(),
            missing: missing[from..to].to_vec(),
            outside,
        })
    }
}

fn totals_per_period(rule: PeriodRule, starts: &[DayNumber], totals: &DailyTotals) -> Vec<f64> {
    let mut sums = vec![0.0; starts.len()];
    for (&day, &n) in totals {
        let at = starts.partition_point(|&s| s <= day) - 1;
        debug_assert_eq!(starts[at], rule.start_of(day));
        sums[at] += n;
    }
    sums
}

/// Runs of empty periods in which at least [`EXPECTED_IN_A_HOLE`] incidents were to be expected. The rate is the median of the periods with
/// incidents, by the share that these have in all periods outside the run: many periods of a sparse source are empty anyway.
fn find_holes(per_period: &[f64]) -> Vec<bool> {
    let occupied: Vec<f64> = per_period.iter().copied().filter(|&n| n > 0.0).collect();
    let (n_occupied, rate) = (occupied.len() as f64, median(occupied));
    let mut holes = vec![false; per_period.len()];
    let mut run = 0;
    for i in 0..=per_period.len() {
        if per_period.get(i) == Some(&0.0) {
            run += 1;
            continue;
        }
        let share = n_occupied / (per_period.len() - run) as f64;
        if run as f64 * rate * share >= EXPECTED_IN_A_HOLE {
            holes[i - run..i].fill(true);
        }
        run = 0;
    }
    holes
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Tells whether a period was recorded from its first day and to its last.
struct Silence<'a> {
    rule: PeriodRule,
    totals: &'a DailyTotals,
    expected: Expected,
}

impl Silence<'_> {
    /// Whether the first days of a period hold no incident, and more of them than chance allows.
    fn begins_late(&self, start: DayNumber) -> bool {
        let first = self.totals.range(start..).next();
        first.is_some_and(|(&first, _)| self.expected.within(start..first) >= EXPECTED_IN_A_HOLE)
    }

    /// Whether the last days of a period hold no incident, and more of them than chance allows.
    fn ends_early(&self, start: DayNumber) -> bool {
        let end = self.rule.next(start);
        let last = self.totals.range(..end).next_back();
        last.is_some_and(|(&last, _)| self.expected.within(last + 1..end) >= EXPECTED_IN_A_HOLE)
    }
}

/// Beside a hole, a period whose records stop early or begin late is missing as well.
fn mark_partial_neighbours(
    silence: &Silence<'_>,
    starts: &[DayNumber],
    holes: &[bool],
    missing: &mut [bool],
) {
    for i in 0..starts.len() {
        if holes[i] {
            continue;
        }
        let before_a_hole = holes.get(i + 1) == Some(&true);
        let after_a_hole = i > 0 && holes[i - 1];
        missing[i] |= before_a_hole && silence.ends_early(starts[i]);
        missing[i] |= after_a_hole && silence.begins_late(starts[i]);
    }
}

/// The half-open range of periods left when stray groups at both ends, beyond a hole, are taken off.
fn kept_range(per_period: &[f64], holes: &[bool]) -> (usize, usize) {
    let all: f64 = per_period.iter().sum();
    let (mut from, mut to) = (0, per_period.len());
    while let Some(hole) = (from..to).find(|&i| holes[i]) {
        if per_period[from..hole].iter().sum::<f64>() >= STRAY_SHARE * all {
            break;
        }
        from = (hole..to).find(|&i| !holes[i]).unwrap_or(to);
    }
    while let Some(hole) = (from..to).rev().find(|&i| holes[i]) {
        if per_period[hole..to].iter().sum::<f64>() >= STRAY_SHARE * all {
            break;
        }
        to = (from..hole)
            .rev()
            .find(|&i| !holes[i])
            .map_or(from, |i| i + 1);
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::super::WeekStart;
    use super::super::day_number;
    use super::*;

    fn day(text: &str) -> DayNumber {
        day_number(text.parse().unwrap())
    }

    fn rule(freq: Freq) -> PeriodRule {
        PeriodRule {
            freq,
            week_start: WeekStart::Monday,
        }
    }

    fn daily(from: &str, to: &str, n: f64) -> DailyTotals {
        (day(from)..=day(to)).map(|d| (d, n)).collect()
    }

    #[test]
    fn partial_periods_at_both_ends_are_cut_off() {
        let observed =
            Observed::from_daily_totals(rule(Freq::Week), &daily("2024-01-03", "2024-01-30", 20.0))
                .unwrap();
        let labels: Vec<_> = observed
            .starts
            .iter()
            .map(|&s| to_date(s).to_string())
            .collect();
        assert_eq!(labels, ["2024-01-08", "2024-01-15", "2024-01-22"]);
        assert_eq!(observed.outside, 7.0 * 20.0);
        assert!(observed.missing.iter().all(|&m| !m));
    }

    #[test]
    fn a_full_month_at_the_ends_is_kept() {
        let observed =
            Observed::from_daily_totals(rule(Freq::Month), &daily("2024-01-01", "2024-02-29", 5.0))
                .unwrap();
        assert_eq!(observed.starts.len(), 2);
        assert_eq!(observed.outside, 0.0);
    }

    #[test]
    fn a_missing_year_and_the_partial_months_beside_it_are_missing_not_zero() {
        let mut totals = daily("2015-01-01", "2015-12-10", 50.0);
        totals.extend(daily("2017-01-20", "2017-12-31", 50.0));
        let observed = Observed::from_daily_totals(rule(Freq::Month), &totals).unwrap();
        assert_eq!(observed.starts.len(), 36);
        let missing: Vec<usize> = (0..36).filter(|&i| observed.missing[i]).collect();
        assert_eq!(missing, (11..=24).collect::<Vec<_>>());
        assert_eq!(observed.outside, (10 + 12) as f64 * 50.0);
    }

    #[test]
    fn a_stray_date_does_not_stretch_the_calendar() {
        let mut totals = daily("2015-01-01", "2016-12-31", 50.0);
        totals.insert(day("1915-03-03"), 1.0);
        totals.insert(day("2051-03-03"), 1.0);
        let observed = Observed::from_daily_totals(rule(Freq::Month), &totals).unwrap();
        assert_eq!(observed.starts.len(), 24);
        assert_eq!(observed.outside, 2.0);
        assert!(observed.missing.iter().all(|&m| !m));
    }

    fn weeks(totals: &DailyTotals) -> (String, String, usize) {
        let observed = Observed::from_daily_totals(rule(Freq::Week), totals).unwrap();
        assert_eq!(observed.missing, vec![false; observed.starts.len()]);
        let label = |day: Option<&DayNumber>| to_date(*day.unwrap()).to_string();
        let (first, last) = (observed.starts.first(), observed.starts.last());
        (label(first), label(last), observed.starts.len())
    }

    #[test]
    fn ends_that_are_empty_by_chance_cut_off_nothing() {
        // Six weeks from Monday 2023-05-01; the ends have two days each without an incident.
        let known = |first: &str, last: &str, n| weeks(&daily(first, last, n));
        let whole = ("2023-05-01".to_owned(), "2023-06-05".to_owned(), 6);
        // 2 · 6.9 incidents were to be expected in either, just below the limit, then just above.
        assert_eq!(known("2023-05-03", "2023-06-09", 6.9), whole);
        let (first, last, n) = known("2023-05-03", "2023-06-09", 7.1);
        assert_eq!((&*first, &*last, n), ("2023-05-08", "2023-05-29", 4));
    }

    #[test]
    fn the_rate_of_a_sparse_source_is_that_of_all_days() {
        // One incident every third day; the last is on 10 March, 21 days before the month ends.
        let totals: DailyTotals = (day("2020-01-01")..=day("2020-03-10"))
            .step_by(3)
            .map(|d| (d, 1.0))
            .collect();
        let months = Observed::from_daily_totals(rule(Freq::Month), &totals).unwrap();
        assert_eq!((months.starts.len(), months.outside), (3, 0.0));
        // A dense one that ends there has lost the month.
        let totals = daily("2020-01-01", "2020-03-10", 1.0);
        let months = Observed::from_daily_totals(rule(Freq::Month), &totals).unwrap();
        assert_eq!((months.starts.len(), months.outside), (2, 10.0));
    }

    #[test]
    fn a_source_that_rests_at_weekends_ends_with_a_friday() {
        let workday = |d: &DayNumber| to_date(*d).weekday().num_days_from_monday() < 5;
        let totals = |last: &str| -> DailyTotals {
            (day("2022-02-07")..=day(last))
                .filter(workday)
                .map(|d| (d, 300.0))
                .collect()
        };
        assert_eq!(weeks(&totals("2022-04-01")).1, "2022-03-28");
        // Thursday is not the end of its week.
        assert_eq!(weeks(&totals("2022-03-31")).1, "2022-03-21");
    }

    #[test]
    fn quiet_months_of_a_source_with_two_incidents_a_year_are_zeros() {
        let totals: DailyTotals = (0..40)
            .map(|k| (day("1990-01-01") + k * 183, 1.0))
            .collect();
        let observed = Observed::from_daily_totals(rule(Freq::Week), &totals).unwrap();
        assert!(observed.missing.iter().all(|&m| !m));
    }

    #[test]
    fn quiet_periods_of_a_quiet_source_are_zeros() {
        let totals: DailyTotals = (0..60).map(|m| (day("2015-01-01") + m * 61, 1.0)).collect();
        let observed = Observed::from_daily_totals(rule(Freq::Week), &totals).unwrap();
        assert!(observed.missing.iter().all(|&m| !m));
    }

    #[test]
    fn dates_that_name_only_the_month_make_full_months() {
        let totals: DailyTotals = ["2015-01-01", "2015-02-01", "2015-03-01"]
            .iter()
            .map(|d| (day(d), 40.0))
            .collect();
        let observed = Observed::from_daily_totals(rule(Freq::Month), &totals).unwrap();
        assert_eq!(observed.starts.len(), 3);
    }

    #[test]
    fn no_incident_and_no_full_period_are_told_apart() {
        let empty = Observed::from_daily_totals(rule(Freq::Month), &DailyTotals::new());
        assert_eq!(empty, Err(ObservedError::Empty));
        let short =
            Observed::from_daily_totals(rule(Freq::Month), &daily("2015-01-03", "2015-01-20", 9.0));
        assert!(matches!(short, Err(ObservedError::NoFullPeriod { .. })));
    }
}
