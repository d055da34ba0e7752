//! The years that a source covers: a few rows from long before, or from the future, are not among
//! them.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate};

/// A year with a smaller share of an ordinary year's incidents is not covered.
const COVERED: f64 = 0.1;

/// Rows before and after the covered years may be this share of all; if they are more, nothing is
/// left out.
const FEW: f64 = 0.05;

/// The first day to keep and the first not to keep, where a few rows lie far outside the years that
/// the source covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) since: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

pub(super) fn of(times: &[i64]) -> Years {
    let mut years: BTreeMap<i32, u64> = BTreeMap::new();
    for &ms in times {
        if let Some(time) = DateTime::from_timestamp_millis(ms) {
            *years.entry(time.year()).or_default() += 1;
        }
    }
    let mut counts: Vec<u64> = years.values().copied().collect();
    counts.sort_unstable();
    // The upper half are the covered years, even where many sparse ones precede them.
    let Some(&ordinary) = counts.get(counts.len() * 3 / 4) else {
        return Years::default();
    };
    let is_covered = |n: &u64| *n as f64 >= COVERED * ordinary as f64;
    let covered = || {
        years
            .iter()
            .filter(|(_, n)| is_covered(n))
            .map(|(year, _)| *year)
    };
    let (Some(first), Some(last)) = (covered().next(), covered().next_back()) else {
        return Years::default();
    };
    let few = |outside: &dyn Fn(i32) -> bool| {
        let rows: u64 = years
            .iter()
            .filter(|(year, _)| outside(**year))
            .map(|(_, n)| n)
            .sum();
        rows > 0 && rows as f64 <= FEW * times.len() as f64
    };
    let new_year = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1);
    Years {
        since: few(&|year| year < first).then(|| new_year(first)).flatten(),
        // The year after may be the one that is being filled.
        until: few(&|year| year > last + 1)
            .then(|| new_year(last + 2))
            .flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(years: &[(i32, usize)]) -> Vec<i64> {
        let of = |&(year, n): &(i32, usize)| {
            let day = NaiveDate::from_ymd_opt(year, 1, 15).unwrap();
            std::iter::repeat_n(
                day.and_time(chrono::NaiveTime::MIN)
                    .and_utc()
                    .timestamp_millis(),
                n,
            )
        };
        years.iter().flat_map(of).collect()
    }

    #[test]
    fn a_few_rows_far_outside_are_left_out() {
        let found = of(&times(&[
            (1911, 1),
            (1999, 2),
            (2014, 90),
            (2015, 100),
            (2016, 9),
            (2050, 1),
        ]));
        assert_eq!(found.since, NaiveDate::from_ymd_opt(2014, 1, 1));
        assert_eq!(found.until, NaiveDate::from_ymd_opt(2018, 1, 1));
    }

    #[test]
    fn a_year_that_has_just_begun_and_many_early_rows_stay() {
        assert_eq!(
            of(&times(&[(2014, 90), (2015, 100), (2016, 3)])),
            Years::default()
        );
        assert_eq!(of(&times(&[(2013, 9), (2014, 100)])).since, None);
        assert_eq!(of(&[]), Years::default());
    }
}
