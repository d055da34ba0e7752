//! What the source observed: the full periods between its first and last day, and the holes between them.
//!
//! Three things are told apart here, because a model must treat them differently. A period in which some other place had incidents and this one
//! had none is a zero. A period in which nobody had any, where many were to be expected, was not recorded: it is missing. A period of which
//! only some days were recorded would look like a collapse: at the ends it is cut off, beside a hole it is missing too.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::day::{DayNumber, to_date};
use super::period::{Freq, PeriodRule};

/// Incidents of the whole source per day.
pub type DailyTotals = BTreeMap<DayNumber, f64>;

/// A run without incidents counts as a hole when this many were to be expected in it. At a constant rate such a run has
/// probability e^-14, below one in a million.
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
    /// Incidents left out because their dates lie in cut-off partial periods or far away from all others.
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
        let mut missing = holes.clone();
        if !monthly_dates {
            mark_partial_neighbours(rule, &starts, &holes, totals, &mut missing);
        }
        let kept = kept_range(&per_period, &holes);
        let (mut from, mut to) = kept;
        // The ends: partial periods are cut off, and so is a hole that has become an end.
        let first_kept = first_day_in(totals, starts[from]);
        let last_kept = last_day_before(totals, rule.next(starts[to - 1]));
        if !monthly_dates {
            if first_kept > starts[from] {
                from += 1;
            }
            if last_kept + 1 < rule.next(starts[to - 1]) {
                to -= 1;
            }
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
                freq: match rule.freq {
                    Freq::Day => "day",
                    Freq::Week => "week",
                    Freq::Month => "month",
                },
            });
        }
        let outside = per_period[..from].iter().chain(&per_period[to..]).sum();
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

/// Runs of empty periods in which at least [`EXPECTED_IN_A_HOLE`] incidents were to be expected, at the median rate of the others.
fn find_holes(per_period: &[f64]) -> Vec<bool> {
    let rate = median(per_period.iter().copied().filter(|&n| n > 0.0).collect());
    let mut holes = vec![false; per_period.len()];
    let mut run = 0;
    for i in 0..=per_period.len() {
        if per_period.get(i) == Some(&0.0) {
            run += 1;
            continue;
        }
        if run as f64 * rate >= EXPECTED_IN_A_HOLE {
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

/// Beside a hole, a period whose records stop early or begin late by more days than chance allows is missing as well.
fn mark_partial_neighbours(
    rule: PeriodRule,
    starts: &[DayNumber],
    holes: &[bool],
    totals: &DailyTotals,
    missing: &mut [bool],
) {
    let daily = totals.values().sum::<f64>() / totals.len() as f64;
    let tolerated = (EXPECTED_IN_A_HOLE / daily.max(f64::MIN_POSITIVE)).ceil() as i64;
    for i in 0..starts.len() {
        if holes[i] {
            continue;
        }
        let end = rule.next(starts[i]);
        if i + 1 < starts.len() && holes[i + 1] {
            let silent = i64::from(end - 1 - last_day_before(totals, end));
            missing[i] |= silent >= tolerated;
        }
        if i > 0 && holes[i - 1] {
            let silent = i64::from(first_day_in(totals, starts[i]) - starts[i]);
            missing[i] |= silent >= tolerated;
        }
    }
}

fn last_day_before(totals: &DailyTotals, end: DayNumber) -> DayNumber {
    totals.range(..end).next_back().map_or(end - 1, |(&d, _)| d)
}

fn first_day_in(totals: &DailyTotals, start: DayNumber) -> DayNumber {
    totals.range(start..).next().map_or(start, |(&d, _)| d)
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
    use super::super::day::day_number;
    use super::super::period::WeekStart;
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
            Observed::from_daily_totals(rule(Freq::Week), &daily("2024-01-03", "2024-01-30", 5.0))
                .unwrap();
        let labels: Vec<_> = observed
            .starts
            .iter()
            .map(|&s| to_date(s).to_string())
            .collect();
        assert_eq!(labels, ["2024-01-08", "2024-01-15", "2024-01-22"]);
        assert_eq!(observed.outside, 7.0 * 5.0);
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
            Observed::from_daily_totals(rule(Freq::Month), &daily("2015-01-03", "2015-01-20", 1.0));
        assert!(matches!(short, Err(ObservedError::NoFullPeriod { .. })));
    }
}
