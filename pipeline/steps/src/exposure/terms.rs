//! The terms of a season: numbers that follow from the calendar alone.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use chrono::Datelike;

use crate::calendar::{Calendar, DayNumber, Freq, day_number, to_date};

/// Waves in a year, from one to five.
const HARMONICS: usize = 5;

/// The mean length of a year in days.
const YEAR: f64 = 365.2425;

/// Days for which a holiday of one name is a term of its own; those of rarer names share one.
const OWN_TERM: usize = 3;

/// The terms, each with a value for every period of the calendar; holidays are told apart by their
/// names in the first `n` periods.
///
/// They are waves of a year, the weekday of days, and for days and weeks the first of the month, of
/// the year, and holidays: sources that only know the month of an incident tend to name its first
/// day.
pub(super) fn terms(calendar: &Calendar, n: usize) -> Vec<Vec<f64>> {
    let starts: Vec<DayNumber> = calendar.periods.iter().map(|&d| day_number(d)).collect();
    let ends: Vec<DayNumber> = (starts.iter())
        .map(|&start| calendar.rule().next(start))
        .collect();
    let mut found = waves(&starts, &ends);
    if calendar.freq == Freq::Day {
        let weekday = |day: i32| move |start: &DayNumber| f64::from(u8::from(start % 7 == day));
        found.extend((0..6).map(|day| starts.iter().map(weekday(day)).collect::<Vec<f64>>()));
    }
    if calendar.freq != Freq::Month {
        let firsts = |of_year: bool| {
            let is_first = |day: &DayNumber| {
                let date = to_date(*day);
                date.day() == 1 && (!of_year || date.month() == 1)
            };
            let periods = starts.iter().zip(&ends);
            let count = |(&start, &end)| (start..end).filter(is_first).count() as f64;
            periods.map(count).collect::<Vec<f64>>()
        };
        found.extend([firsts(false), firsts(true)]);
        found.extend(holidays(calendar, &starts, n));
    }
    // What is 0 in every period that is learnt from teaches nothing.
    found.retain(|term| term[..n].iter().any(|value| *value != 0.0));
    found
}

fn waves(starts: &[DayNumber], ends: &[DayNumber]) -> Vec<Vec<f64>> {
    let middles = starts.iter().zip(ends).map(|(&start, &end)| {
        let middle = (f64::from(start) + f64::from(end)) / 2.0;
        TAU * middle / YEAR
    });
    let angles: Vec<f64> = middles.collect();
    let wave = |k: usize, of: fn(f64) -> f64| angles.iter().map(|x| of(k as f64 * x)).collect();
    (1..=HARMONICS)
        .flat_map(|k| [wave(k, f64::sin), wave(k, f64::cos)])
        .collect()
}

/// The days of each holiday in each period, and those of all rare ones together.
fn holidays(calendar: &Calendar, starts: &[DayNumber], n: usize) -> Vec<Vec<f64>> {
    let mut by_name: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for holiday in &calendar.holidays {
        let after = starts.partition_point(|&start| start <= day_number(holiday.date));
        if let Some(at) = after.checked_sub(1) {
            let days = by_name.entry(&holiday.name);
            days.or_insert_with(|| vec![0.0; starts.len()])[at] += 1.0;
        }
    }
    let (mut own, mut rare) = (Vec::new(), vec![0.0; starts.len()]);
    for days in by_name.into_values() {
        if days[..n].iter().sum::<f64>() >= OWN_TERM as f64 {
            own.push(days);
        } else {
            rare.iter_mut().zip(days).for_each(|(sum, day)| *sum += day);
        }
    }
    own.push(rare);
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{HolidayMark, WeekStart};

    fn calendar(freq: Freq) -> Calendar {
        let rule = PeriodRule {
            freq,
            week_start: WeekStart::Monday,
        };
        let day = |text: &str| day_number(text.parse().unwrap());
        let starts = rule.starts(day("2018-01-01"), day("2021-12-31"));
        Calendar::new(rule, &starts, &vec![false; starts.len()])
    }

    use crate::calendar::PeriodRule;

    #[test]
    fn holidays_of_one_name_are_one_term_and_rare_ones_share_another() {
        let mut calendar = calendar(Freq::Week);
        let mark = |date: &str, name: &str| HolidayMark {
            date: date.parse().unwrap(),
            name: name.to_owned(),
        };
        calendar.set_holidays(&[
            mark("2018-05-01", "May Day"),
            mark("2019-05-01", "May Day"),
            mark("2020-05-01", "May Day"),
            mark("2022-05-01", "May Day"),
            mark("2019-06-03", "Jubilee"),
            mark("2020-06-03", "Coronation"),
        ]);
        let n = calendar.n_observed;
        let found = terms(&calendar, n);
        // Ten waves, the first of the month, that of the year, May Day, and the two others.
        assert_eq!(found.len(), 14);
        let count = |term: &[f64]| term.iter().sum::<f64>();
        assert_eq!((count(&found[12]), count(&found[13])), (4.0, 2.0));
        // The last week holds the first of the month after it.
        assert_eq!(count(&found[10][..n]), 49.0);
        assert!(
            found
                .iter()
                .all(|term| term.len() == calendar.periods.len())
        );
        // The names of what comes later are not known.
        let before = calendar.index_of("2020-01-06".parse().unwrap()).unwrap();
        assert_eq!(terms(&calendar, before).len(), 13);
    }

    #[test]
    fn days_have_weekdays_and_months_only_waves() {
        let n = calendar(Freq::Month).n_observed;
        assert_eq!(terms(&calendar(Freq::Month), n).len(), 10);
        let days = calendar(Freq::Day);
        let found = terms(&days, days.n_observed);
        assert_eq!(found.len(), 10 + 6 + 2);
        for weekday in &found[10..16] {
            assert_eq!(weekday[..7].iter().sum::<f64>(), 1.0);
        }
    }
}
