//! Checks that the dates of a source are fine enough for the periods asked for.

use chrono::Datelike as _;

use crate::calendar::{DailyTotals, Freq, to_date};
use hotcast_runner::Hint;

/// The number of different dates on the first of a month, or of a year, from which on they are not
/// a coincidence.
const ENOUGH: usize = 3;

/// Refuses dates that name only the year, and dates that name only the month where shorter periods
/// are asked for.
///
/// Such dates all lie on a first day, so that every other day would look empty.
pub(super) fn check(freq: Freq, totals: &DailyTotals) -> Result<(), Hint> {
    let all = |test: fn(chrono::NaiveDate) -> bool| {
        totals.len() >= ENOUGH && totals.keys().all(|&day| test(to_date(day)))
    };
    if all(|date| date.ordinal() == 1) {
        return Err(Hint::new(
            "the dates name years only: all incidents are on the first day of a year",
            "the coarsest `freq` is a month: map a column that has the month, too",
        ));
    }
    if freq != Freq::Month && all(|date| date.day() == 1) {
        return Err(Hint::new(
            "the dates name months only: all incidents are on the first day of a month",
            "`freq: month` counts them by what they say",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day_number;

    fn totals(dates: &[&str]) -> DailyTotals {
        dates
            .iter()
            .map(|date| (day_number(date.parse().unwrap()), 1.0))
            .collect()
    }

    #[test]
    fn firsts_of_months_need_months_and_firsts_of_years_fit_nothing() {
        let months = totals(&["2021-01-01", "2021-02-01", "2021-05-01"]);
        assert!(check(Freq::Month, &months).is_ok());
        for freq in [Freq::Day, Freq::Week] {
            let error = check(freq, &months).unwrap_err();
            assert!(error.message.contains("months only"), "{error}");
            assert!(error.hint.contains("`freq: month`"), "{}", error.hint);
        }
        let years = totals(&["2019-01-01", "2020-01-01", "2021-01-01"]);
        for freq in [Freq::Day, Freq::Week, Freq::Month] {
            assert!(check(freq, &years).is_err());
        }
    }

    #[test]
    fn a_few_days_or_one_other_day_say_nothing() {
        for dates in [
            &["2021-01-01"][..],
            &["2021-01-01", "2021-02-01"],
            &["2021-01-01", "2021-02-01", "2021-03-01", "2021-03-02"],
        ] {
            assert!(check(Freq::Week, &totals(dates)).is_ok(), "{dates:?}");
        }
    }
}
