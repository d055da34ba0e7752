//! From the rows of days to one value for each period.

use std::collections::BTreeSet;

use super::params::Aggregate;
use crate::calendar::{Calendar, DayNumber, day_number};

/// The values of a column in the periods of a calendar.
#[derive(Debug, PartialEq)]
pub(super) struct Periods {
    /// One value for each period, NaN where there is none.
    pub(super) values: Vec<f64>,
    /// The last day with a value.
    pub(super) last_day: Option<DayNumber>,
    /// The period that the rows end within, and which therefore has no value.
    pub(super) cut: Option<usize>,
}

/// The values of the periods of `calendar`, from values on `days`.
///
/// A row without a value, and a day outside the calendar, count for nothing. The period that the
/// rows end in has a value only if they go on to its last day; or if no observed period has rows on
/// two days, since then one row says all about a period.
pub(super) fn per_period(
    calendar: &Calendar,
    days: &[DayNumber],
    values: &[f64],
    how: Aggregate,
) -> Periods {
    let starts: Vec<DayNumber> = calendar.periods.iter().map(|&d| day_number(d)).collect();
    let rule = calendar.rule();
    let end = starts.last().map_or(0, |&start| rule.next(start));
    let mut sums = vec![0.0; starts.len()];
    let mut counts = vec![0_u32; starts.len()];
    let mut last_day = None;
    let mut days_with_value = BTreeSet::new();
    for (&day, &value) in days.iter().zip(values).filter(|(_, value)| !value.is_nan()) {
        last_day = last_day.max(Some(day));
        let at = starts.partition_point(|&start| start <= day);
        if at == 0 || day >= end {
            continue;
        }
        sums[at - 1] += value;
        counts[at - 1] += 1;
        days_with_value.insert((at - 1, day));
    }
    let value = |(sum, n): (f64, u32)| match (n, how) {
        (0, _) => f64::NAN,
        (_, Aggregate::Sum) => sum,
        (n, Aggregate::Mean) => sum / f64::from(n),
    };
    let mut values: Vec<f64> = sums.into_iter().zip(counts).map(value).collect();
    let of_period: Vec<usize> = (days_with_value.iter())
        .map(|(period, _)| *period)
        .filter(|&period| period < calendar.n_observed)
        .collect();
    let one_each = of_period.windows(2).all(|pair| pair[0] != pair[1]);
    let last_period = last_day.and_then(|day| {
        let at = starts
            .partition_point(|&start| start <= day)
            .checked_sub(1)?;
        (day < rule.next(starts[at]) - 1).then_some(at)
    });
    let cut = last_period.filter(|_| !one_each);
    if let Some(cut) = cut {
        values[cut] = f64::NAN;
    }
    Periods {
        values,
        last_day,
        cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Freq, PeriodRule, WeekStart};

    const MONDAY: DayNumber = 19_723; // 2024-01-01

    /// Three observed weeks from Monday 2024-01-01.
    fn weeks() -> Calendar {
        let rule = PeriodRule {
            freq: Freq::Week,
            week_start: WeekStart::Monday,
        };
        Calendar::new(rule, &[MONDAY, MONDAY + 7, MONDAY + 14], &[false; 3])
    }

    fn of_days(days: &[i32], how: Aggregate) -> Periods {
        let days: Vec<DayNumber> = days.iter().map(|day| MONDAY + day).collect();
        let values: Vec<f64> = days.iter().map(|day| f64::from(day - MONDAY)).collect();
        per_period(&weeks(), &days, &values, how)
    }

    #[test]
    fn rows_are_averaged_or_summed_and_missing_days_are_not_zeros() {
        let days = [-3, 0, 2, 4, 7, 13, 20, 27];
        let mean = of_days(&days, Aggregate::Mean).values;
        assert_eq!(mean[..4], [2.0, 10.0, 20.0, 27.0]);
        assert!(mean[4..].iter().all(|value| value.is_nan()));
        let sum = of_days(&days, Aggregate::Sum).values;
        assert_eq!(sum[..4], [6.0, 20.0, 20.0, 27.0]);
    }

    #[test]
    fn a_period_that_the_rows_end_within_has_no_value() {
        let periods = of_days(&[0, 1, 7, 14, 22], Aggregate::Mean);
        assert_eq!(periods.cut, Some(3));
        assert!(periods.values[3].is_nan());
        assert_eq!(of_days(&[0, 1, 7, 14, 27], Aggregate::Mean).cut, None);
    }

    #[test]
    fn one_row_a_period_says_all_about_it() {
        let periods = of_days(&[0, 8, 14, 22], Aggregate::Sum);
        assert_eq!((periods.cut, periods.values[3]), (None, 22.0));
        assert_eq!(periods.last_day, Some(MONDAY + 22));
    }

    #[test]
    fn a_row_without_a_value_is_not_there() {
        let days = [MONDAY, MONDAY + 1, MONDAY + 400];
        let values = [1.0, f64::NAN, f64::NAN];
        let periods = per_period(&weeks(), &days, &values, Aggregate::Mean);
        assert_eq!((periods.values[0], periods.last_day), (1.0, Some(MONDAY)));
    }
}
