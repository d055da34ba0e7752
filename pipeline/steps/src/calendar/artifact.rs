//! `calendar.json`: the periods every series shares, observed and to come.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::day::{DayNumber, day_number, to_date};
use super::observed::Observed;
use super::period::{Freq, PeriodRule, WeekStart};

/// The version of `calendar.json` this program writes and reads.
const SCHEMA_VERSION: u32 = 1;

/// How far the calendar runs beyond the last observed period.
const YEARS_AHEAD: u32 = 3;

/// A holiday as `calendar.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayMark {
    /// The day.
    pub date: NaiveDate,
    /// Its name.
    pub name: String,
}

/// The periods of a workflow: those observed, those to come, and the regressors of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    /// Version of this document's form.
    pub schema_version: u32,
    /// Length of a period.
    pub freq: Freq,
    /// Where weeks begin.
    #[serde(default)]
    pub week_start: WeekStart,
    /// Periods in a season.
    pub season_length: usize,
    /// The first observed period.
    pub first: NaiveDate,
    /// The last observed period.
    pub last_observed: NaiveDate,
    /// First days of all periods, three years past the last observed one.
    pub periods: Vec<NaiveDate>,
    /// How many of them are observed.
    pub n_observed: usize,
    /// One value per period for each regressor.
    pub regressors: BTreeMap<String, Vec<f64>>,
    /// Holidays within the periods, in order.
    pub holidays: Vec<HolidayMark>,
    /// Observed periods of which the source recorded nothing, or only a part.
    pub gaps: Vec<NaiveDate>,
}

/// Why a calendar cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Written by another version of the program.
    #[error("calendar has schema version `{found}`, this program reads `{SCHEMA_VERSION}`")]
    Version {
        /// The version found.
        found: u32,
    },
    /// Counts that contradict each other.
    #[error("calendar names {n_observed} observed periods but lists {listed}")]
    Lengths {
        /// Observed periods named.
        n_observed: usize,
        /// Periods listed.
        listed: usize,
    },
    /// A regressor with too few or too many values.
    #[error("regressor `{name}` has {found} values for {expected} periods")]
    Regressor {
        /// Its name.
        name: String,
        /// Values found.
        found: usize,
        /// Values expected.
        expected: usize,
    },
}

impl Calendar {
    /// The calendar of observed periods, continued for three years, without regressors.
    pub fn new(rule: PeriodRule, observed: &Observed) -> Self {
        let starts = &observed.starts;
        let last = starts.last().copied().unwrap_or(0);
        let end = to_date(last)
            .checked_add_months(Months::new(12 * YEARS_AHEAD))
            .map_or(last, day_number);
        let ahead = rule.starts(rule.next(last), end);
        let labels = |days: &[DayNumber]| days.iter().map(|&d| to_date(d)).collect::<Vec<_>>();
        let mut periods = labels(starts);
        periods.extend(labels(&ahead));
        Self {
            schema_version: SCHEMA_VERSION,
            freq: rule.freq,
            week_start: rule.week_start,
            season_length: rule.freq.season_length(),
            first: to_date(starts.first().copied().unwrap_or(0)),
            last_observed: to_date(last),
            periods,
            n_observed: starts.len(),
            regressors: BTreeMap::new(),
            holidays: Vec::new(),
            gaps: (starts.iter().zip(&observed.missing))
                .filter(|(_, gap)| **gap)
                .map(|(&d, _)| to_date(d))
                .collect(),
        }
    }

    /// Checks a calendar that was read from a file.
    ///
    /// # Errors
    /// When its version or its lengths do not fit.
    pub fn validated(self) -> Result<Self, CalendarError> {
        if self.schema_version != SCHEMA_VERSION {
            return Err(CalendarError::Version {
                found: self.schema_version,
            });
        }
        if self.n_observed > self.periods.len() || self.n_observed == 0 {
            return Err(CalendarError::Lengths {
                n_observed: self.n_observed,
                listed: self.periods.len(),
            });
        }
        match self
            .regressors
            .iter()
            .find(|(_, v)| v.len() != self.periods.len())
        {
            Some((name, values)) => Err(CalendarError::Regressor {
                name: name.clone(),
                found: values.len(),
                expected: self.periods.len(),
            }),
            None => Ok(self),
        }
    }

    /// How days fall into this calendar's periods.
    pub fn rule(&self) -> PeriodRule {
        PeriodRule {
            freq: self.freq,
            week_start: self.week_start,
        }
    }

    /// The observed periods.
    pub fn observed(&self) -> &[NaiveDate] {
        &self.periods[..self.n_observed]
    }

    /// The number of days in each period, for use as exposure.
    pub fn days_in_periods(&self) -> Vec<f64> {
        let rule = self.rule();
        let days = |date: &NaiveDate| {
            let start = day_number(*date);
            f64::from(rule.next(start) - start)
        };
        self.periods.iter().map(days).collect()
    }

    /// Marks `holidays` that lie in the calendar and sets regressor `name` to the number of distinct holiday days in each period.
    ///
    /// Several names on one day count once: the regressor counts days, because that is what changes people's routine.
    pub fn set_holidays(&mut self, name: &str, holidays: &[HolidayMark]) {
        let rule = self.rule();
        let starts: Vec<DayNumber> = self.periods.iter().map(|&d| day_number(d)).collect();
        let mut values = vec![0.0; starts.len()];
        let mut marks: Vec<HolidayMark> = holidays.to_vec();
        marks.sort_by(|a, b| (a.date, &a.name).cmp(&(b.date, &b.name)));
        marks.dedup();
        let end = starts.last().map_or(0, |&s| rule.next(s));
        marks.retain(|m| {
            starts.first().is_some_and(|&s| day_number(m.date) >= s) && day_number(m.date) < end
        });
        let mut days: Vec<DayNumber> = marks.iter().map(|m| day_number(m.date)).collect();
        days.dedup();
        for day in days {
            values[starts.partition_point(|&s| s <= day) - 1] += 1.0;
        }
        self.regressors.insert(name.to_owned(), values);
        self.holidays = marks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn weekly() -> Calendar {
        let rule = PeriodRule {
            freq: Freq::Week,
            week_start: WeekStart::Monday,
        };
        let starts = rule.starts(
            day_number(date("2023-12-04")),
            day_number(date("2024-01-14")),
        );
        let missing = vec![false; starts.len()];
        Calendar::new(
            rule,
            &Observed {
                starts,
                missing,
                outside: 0.0,
            },
        )
    }

    #[test]
    fn the_calendar_runs_three_years_past_the_last_period() {
        let calendar = weekly();
        assert_eq!(calendar.n_observed, 6);
        assert_eq!(calendar.last_observed, date("2024-01-08"));
        assert_eq!(calendar.periods.last(), Some(&date("2027-01-04")));
    }

    #[test]
    fn a_holiday_with_two_names_is_one_day() {
        let mut calendar = weekly();
        let mark = |day: &str, name: &str| HolidayMark {
            date: date(day),
            name: name.into(),
        };
        calendar.set_holidays(
            "holidays",
            &[
                mark("2023-12-25", "Christmas Day"),
                mark("2023-12-25", "Christmas"),
                mark("2024-01-01", "New Year's Day"),
                mark("2001-01-01", "New Year's Day"),
            ],
        );
        assert_eq!(
            calendar.regressors["holidays"][..6],
            [0.0, 0.0, 0.0, 1.0, 1.0, 0.0]
        );
        assert_eq!(calendar.holidays.len(), 3);
    }

    #[test]
    fn a_calendar_of_another_version_is_refused() {
        let mut calendar = weekly();
        calendar.schema_version = 2;
        assert_eq!(
            calendar.validated(),
            Err(CalendarError::Version { found: 2 })
        );
    }
}
