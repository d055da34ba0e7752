//! `calendar.json`: the periods every series shares, observed and to come.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Months, NaiveDate};
use sarima::Exog;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day::{DayNumber, day_number, to_date};
use super::period::{Freq, PeriodRule, WeekStart};
use super::reach::{Beyond, Reach};
use crate::SCHEMA_VERSION;

/// The regressor that counts holidays.
const HOLIDAYS: &str = "holidays";

/// How far the calendar runs beyond the last observed period.
const YEARS_AHEAD: u32 = 3;

/// A holiday as `calendar.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HolidayMark {
    /// The day.
    pub date: NaiveDate,
    /// Its name.
    pub name: String,
}

/// The periods of a workflow: those observed, those to come, and the regressors of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarDocument {
    /// Version of this document's form.
    pub schema_version: u32,
    /// Length of a period.
    pub freq: Freq,
    /// The weekday on which weeks begin.
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
    /// The number of those that are observed.
    pub n_observed: usize,
    /// One value per period for each regressor, up to its `reach`.
    pub regressors: BTreeMap<String, Vec<f64>>,
    /// How far regressors are known that do not follow from the calendar alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reach: BTreeMap<String, Reach>,
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
    /// Periods that are not in order.
    #[error("period `{period}` is not after the one before it")]
    Order {
        /// The first such period.
        period: NaiveDate,
    },
    /// A regressor that it does not have, or not for so many periods.
    #[error("the calendar has no regressor `{name}` for {periods} periods")]
    NoRegressor {
        /// The name.
        name: String,
        /// How many periods were asked for, from the first.
        periods: usize,
    },
    /// A regressor that is not known so far, and about which nothing is assumed.
    #[error(
        "regressor `{name}` is known up to the period `{last}` only; forecast no further, or let \
         the workflow have later rows of it or assume `future: seasonal_mean`"
    )]
    Ends {
        /// The name.
        name: String,
        /// The last period in which it is known.
        last: NaiveDate,
    },
    /// Values that no model takes.
    #[error(transparent)]
    Exog(#[from] sarima::ExogError),
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

impl CalendarDocument {
    /// The calendar of the observed periods that begin on the days `starts`, continued for three years, without
    /// regressors. `missing` says of each whether the source recorded nothing, or only a part.
    pub fn new(rule: PeriodRule, starts: &[DayNumber], missing: &[bool]) -> Self {
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
            reach: BTreeMap::new(),
            holidays: Vec::new(),
            gaps: (starts.iter().zip(missing))
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
        if let Some(pair) = self.periods.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(CalendarError::Order { period: pair[1] });
        }
        match (self.regressors.iter()).find(|(name, values)| values.len() != self.expected(name)) {
            Some((name, values)) => Err(CalendarError::Regressor {
                name: name.clone(),
                found: values.len(),
                expected: self.expected(name),
            }),
            None => Ok(self),
        }
    }

    /// The number of values that a regressor should have.
    fn expected(&self, name: &str) -> usize {
        match self.reach.get(name) {
            Some(reach) if reach.then == Beyond::Refuse => {
                let known = self.index_of(reach.last).map_or(0, |last| last + 1);
                known.max(self.n_observed)
            }
            _ => self.periods.len(),
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

    /// The position of the period that begins on `first_day`.
    pub fn index_of(&self, first_day: NaiveDate) -> Option<usize> {
        self.periods.binary_search(&first_day).ok()
    }

    /// The day after the last day of the period at `index`.
    pub fn end(&self, index: usize) -> NaiveDate {
        to_date(self.rule().next(day_number(self.periods[index])))
    }

    /// The regressors `names` over a range of periods, as a model takes them.
    ///
    /// # Errors
    /// When the calendar does not have one of them, or not for all these periods. The first that
    /// ends too early is named.
    pub fn exog(&self, names: &[String], periods: Range<usize>) -> Result<Exog, CalendarError> {
        if names.is_empty() {
            return Ok(Exog::none());
        }
        let column = |name: &String| {
            let values = self.regressors.get(name);
            let values = values.and_then(|values| values.get(periods.clone()));
            values.map(<[f64]>::to_vec).ok_or_else(|| {
                let name = name.clone();
                match self.reach.get(&name) {
                    Some(&Reach { last, .. }) if periods.end <= self.periods.len() => {
                        CalendarError::Ends { name, last }
                    }
                    _ => CalendarError::NoRegressor {
                        name,
                        periods: periods.end,
                    },
                }
            })
        };
        let columns = names.iter().map(column).collect::<Result<_, _>>()?;
        Ok(Exog::new(names.to_vec(), columns)?)
    }

    /// The number of periods, from the first, for which the regressors `names` all have values.
    pub fn reach_of(&self, names: &[String]) -> usize {
        let known = |name: &String| self.regressors.get(name).map_or(0, Vec::len);
        let shortest = names.iter().map(known).min();
        shortest.map_or(self.periods.len(), |known| known.min(self.periods.len()))
    }

    /// Whether the period at `index` has a holiday: by the regressor that counts them or, without one, by the days
    /// that are listed.
    pub fn has_holiday(&self, index: usize) -> bool {
        let values = self.regressors.get(HOLIDAYS);
        match values.and_then(|values| values.get(index)) {
            Some(days) => *days > 0.0,
            None => {
                let (first, end) = (self.periods[index], self.end(index));
                self.holidays
                    .iter()
                    .any(|holiday| holiday.date >= first && holiday.date < end)
            }
        }
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

    /// Marks `holidays` that lie in the calendar and sets the regressor `holidays` to the number of distinct holiday days in each period.
    ///
    /// Several names on one day count once: the regressor counts days, because that is what changes people's routine.
    pub fn set_holidays(&mut self, holidays: &[HolidayMark]) {
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
        self.regressors.insert(HOLIDAYS.to_owned(), values);
        self.holidays = marks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn weekly() -> CalendarDocument {
        let rule = PeriodRule {
            freq: Freq::Week,
            week_start: WeekStart::Monday,
        };
        let starts = rule.starts(
            day_number(date("2023-12-04")),
            day_number(date("2024-01-14")),
        );
        let missing = vec![false; starts.len()];
        CalendarDocument::new(rule, &starts, &missing)
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
        calendar.set_holidays(&[
            mark("2023-12-25", "Christmas Day"),
            mark("2023-12-25", "Christmas"),
            mark("2024-01-01", "New Year's Day"),
            mark("2001-01-01", "New Year's Day"),
        ]);
        assert_eq!(
            calendar.regressors["holidays"][..6],
            [0.0, 0.0, 0.0, 1.0, 1.0, 0.0]
        );
        assert_eq!(calendar.holidays.len(), 3);
        assert!(calendar.has_holiday(3) && !calendar.has_holiday(5));
        calendar.regressors.clear();
        assert!(calendar.has_holiday(3) && !calendar.has_holiday(5));
    }

    #[test]
    fn regressors_are_those_that_a_model_names_over_the_periods_it_asks_for() {
        let mut calendar = weekly();
        calendar.set_holidays(&[HolidayMark {
            date: date("2024-01-15"),
            name: "A".into(),
        }]);
        let names = ["holidays".to_owned()];
        let ahead = calendar.exog(&names, 6..8).unwrap();
        assert_eq!(ahead.columns(), [[1.0, 0.0]]);
        assert!(calendar.exog(&[], 6..8).unwrap().is_empty());
        let beyond = calendar.exog(&names, 6..calendar.periods.len() + 1);
        assert!(matches!(beyond, Err(CalendarError::NoRegressor { .. })));
        let unknown = calendar.exog(&["rain".to_owned()], 0..1).unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "the calendar has no regressor `rain` for 1 periods"
        );
    }

    #[test]
    fn a_regressor_that_is_known_for_some_weeks_only_ends_there() {
        let mut calendar = weekly();
        let last = date("2024-01-22");
        let then = Beyond::Refuse;
        calendar.regressors.insert("rain".into(), vec![1.0; 8]);
        calendar.reach.insert("rain".into(), Reach { last, then });
        let calendar = calendar.validated().unwrap();
        let names = ["rain".to_owned()];
        assert_eq!(calendar.reach_of(&names), 8);
        assert_eq!(calendar.reach_of(&[]), calendar.periods.len());
        assert!(calendar.exog(&names, 6..8).is_ok());
        let error = calendar.exog(&names, 6..9).unwrap_err();
        assert_eq!(
            error.to_string(),
            "regressor `rain` is known up to the period `2024-01-22` only; forecast no further, or \
             let the workflow have later rows of it or assume `future: seasonal_mean`"
        );
    }

    #[test]
    fn a_regressor_has_as_many_values_as_its_reach_says() {
        let mut calendar = weekly();
        let last = date("2024-01-22");
        calendar.regressors.insert("rain".into(), vec![1.0; 8]);
        for (then, last) in [
            (Beyond::SeasonalMean, last),
            (Beyond::Refuse, date("2024-01-15")),
        ] {
            calendar.reach.insert("rain".into(), Reach { last, then });
            let error = calendar.clone().validated().unwrap_err();
            assert!(matches!(error, CalendarError::Regressor { .. }), "{error}");
        }
    }

    #[test]
    fn periods_out_of_order_are_refused() {
        let mut calendar = weekly();
        calendar.periods.swap(0, 1);
        let period = date("2023-12-04");
        assert_eq!(calendar.validated(), Err(CalendarError::Order { period }));
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
