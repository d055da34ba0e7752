//! How days fall into periods.

use chrono::{Datelike, Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day::{DayNumber, day_number, to_date};

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Freq {
    /// One civil day; the season is a week of 7.
    Day,
    /// Seven days from the first weekday; the season is a year of 52.
    #[default]
    Week,
    /// A calendar month; the season is a year of 12.
    Month,
}

impl Freq {
    /// The name in workflows and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Periods in one season: 7, 52 or 12.
    pub fn season_length(self) -> usize {
        match self {
            Self::Day => 7,
            Self::Week => 52,
            Self::Month => 12,
        }
    }

    /// Periods in one year, for rates per year: 365.25, 365.25 / 7 or 12.
    pub fn periods_per_year(self) -> f64 {
        match self {
            Self::Day => 365.25,
            Self::Week => 365.25 / 7.0,
            Self::Month => 12.0,
        }
    }

    /// The mean length of a period in weeks: 1/7, 1 or 365.25 / 12 / 7.
    pub fn weeks(self) -> f64 {
        match self {
            Self::Day => 1.0 / 7.0,
            Self::Week => 1.0,
            Self::Month => 365.25 / 12.0 / 7.0,
        }
    }
}

/// The weekday on which a week begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum WeekStart {
    #[default]
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl WeekStart {
    /// Days from Monday, 0 to 6.
    fn offset(self) -> i32 {
        self as i32
    }
}

/// Which period a day belongs to. A period is named by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PeriodRule {
    /// The length of a period.
    pub freq: Freq,
    /// Where weeks begin; ignored by the other frequencies.
    pub week_start: WeekStart,
}

impl PeriodRule {
    /// The first day of the period that holds `day`.
    ///
    /// ```
    /// use hotcast_artifacts::{Freq, PeriodRule, WeekStart, day_number, to_date};
    /// let weeks = PeriodRule { freq: Freq::Week, week_start: WeekStart::Monday };
    /// let thursday = day_number("2018-11-01".parse().unwrap());
    /// assert_eq!(to_date(weeks.start_of(thursday)).to_string(), "2018-10-29");
    /// ```
    pub fn start_of(&self, day: DayNumber) -> DayNumber {
        match self.freq {
            Freq::Day => day,
            // Day 0 is a Thursday, three days after a Monday.
            Freq::Week => day - (day + 3 - self.week_start.offset()).rem_euclid(7),
            Freq::Month => day - to_date(day).day0() as i32,
        }
    }

    /// The first day of the period after the one that starts at `start`.
    pub fn next(&self, start: DayNumber) -> DayNumber {
        match self.freq {
            Freq::Day => start + 1,
            Freq::Week => start + 7,
            Freq::Month => to_date(start)
                .checked_add_months(Months::new(1))
                .map_or(start + 31, day_number),
        }
    }

    /// The starts of all periods from the one that holds `first` to the one that holds `last`, both included.
    pub fn starts(&self, first: DayNumber, last: DayNumber) -> Vec<DayNumber> {
        let end = self.start_of(last);
        std::iter::successors(Some(self.start_of(first)), |&start| Some(self.next(start)))
            .take_while(|&start| start <= end)
            .collect()
    }

    /// The date that names the period of `day`.
    pub fn label(&self, day: DayNumber) -> NaiveDate {
        to_date(self.start_of(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> DayNumber {
        day_number(text.parse().unwrap())
    }

    #[test]
    fn weeks_begin_where_they_are_told_to() {
        let sunday = PeriodRule {
            freq: Freq::Week,
            week_start: WeekStart::Sunday,
        };
        assert_eq!(sunday.label(day("2024-02-29")).to_string(), "2024-02-25");
        assert_eq!(sunday.label(day("2024-02-25")).to_string(), "2024-02-25");
        assert_eq!(sunday.label(day("1969-12-31")).to_string(), "1969-12-28");
    }

    #[test]
    fn months_run_across_years_and_leap_days() {
        let months = PeriodRule {
            freq: Freq::Month,
            week_start: WeekStart::Monday,
        };
        let starts = months.starts(day("2023-12-31"), day("2024-03-01"));
        let labels: Vec<_> = starts.iter().map(|&s| to_date(s).to_string()).collect();
        assert_eq!(
            labels,
            ["2023-12-01", "2024-01-01", "2024-02-01", "2024-03-01"]
        );
    }

    #[test]
    fn every_day_lies_in_its_own_period() {
        for freq in [Freq::Day, Freq::Week, Freq::Month] {
            let rule = PeriodRule {
                freq,
                week_start: WeekStart::Wednesday,
            };
            for d in -2000..2000 {
                let start = rule.start_of(d);
                assert!(start <= d && d < rule.next(start));
                assert_eq!(rule.start_of(start), start);
            }
        }
    }
}
