//! The means of the days, weeks or months of the year, as an assumption about the future.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::calendar::{Calendar, Freq};

/// Weeks of a year; the days after the 52nd belong to it.
const WEEKS: u32 = 52;

/// Appends the mean of the same time of the year over the observed periods for each period that
/// `values` does not have.
///
/// # Errors
/// The first period for which there is no observed one of the same time of the year.
pub(super) fn continue_by_seasonal_mean(
    calendar: &Calendar,
    values: &mut Vec<f64>,
) -> Result<(), NaiveDate> {
    let mut means: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
    for (&period, value) in calendar.observed().iter().zip(values.iter()) {
        let (sum, n) = means
            .entry(time_of_year(calendar.freq, period))
            .or_default();
        *sum += value;
        *n += 1;
    }
    for &period in &calendar.periods[values.len()..] {
        let mean = means.get(&time_of_year(calendar.freq, period));
        let &(sum, n) = mean.ok_or(period)?;
        values.push(sum / f64::from(n));
    }
    Ok(())
}

/// The number of the month, of the week that the first day is in, counted from 1 January, or of the
/// day, where 29 February is the day before.
fn time_of_year(freq: Freq, period: NaiveDate) -> u32 {
    match freq {
        Freq::Month => period.month(),
        Freq::Week => (period.ordinal0() / 7).min(WEEKS - 1),
        Freq::Day if (period.month(), period.day()) == (2, 29) => 100 * 2 + 28,
        Freq::Day => 100 * period.month() + period.day(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{PeriodRule, WeekStart, day_number};

    fn calendar(freq: Freq, first: &str, last: &str) -> Calendar {
        let rule = PeriodRule {
            freq,
            week_start: WeekStart::Monday,
        };
        let day = |text: &str| day_number(text.parse().unwrap());
        let starts = rule.starts(day(first), day(last));
        Calendar::new(rule, &starts, &vec![false; starts.len()])
    }

    #[test]
    fn months_are_means_of_the_same_month_of_the_data() {
        let calendar = calendar(Freq::Month, "2022-01-01", "2023-12-31");
        let mut values: Vec<f64> = (0..24).map(f64::from).collect();
        // A value that is known and not observed is kept, and counts in no mean.
        values.push(100.0);
        continue_by_seasonal_mean(&calendar, &mut values).unwrap();
        assert_eq!(values.len(), calendar.periods.len());
        assert_eq!(values[24..27], [100.0, 7.0, 8.0]);
        assert_eq!(values[36], 6.0);
    }

    #[test]
    fn every_week_and_day_has_its_mean_after_some_years() {
        for (freq, last) in [(Freq::Week, "2022-12-31"), (Freq::Day, "2020-12-31")] {
            let calendar = calendar(freq, "2019-01-01", last);
            let mut values = vec![1.5; calendar.n_observed];
            continue_by_seasonal_mean(&calendar, &mut values).unwrap();
            assert!(values.len() == calendar.periods.len() && values.iter().all(|&v| v == 1.5));
        }
    }

    #[test]
    fn a_month_that_the_data_lack_is_named() {
        let calendar = calendar(Freq::Month, "2022-01-01", "2022-10-31");
        let mut values = vec![0.0; 10];
        let lacking = continue_by_seasonal_mean(&calendar, &mut values);
        assert_eq!(lacking, Err("2022-11-01".parse().unwrap()));
    }
}
