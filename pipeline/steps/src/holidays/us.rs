//! The federal holidays of the United States, by rule.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::calendar::HolidayMark;

/// The day of a yearly holiday.
enum Rule {
    /// A day of a month, observed on Friday when it is a Saturday and on Monday when it is a Sunday.
    Fixed(u32, u32),
    /// The n-th weekday of a month, n from 1.
    Nth(u32, Weekday, u8),
    /// The last weekday of a month.
    Last(u32, Weekday),
}

/// Each holiday: name, first year in which it was observed, rule.
const HOLIDAYS: [(&str, i32, Rule); 11] = [
    ("New Year's Day", 1870, Rule::Fixed(1, 1)),
    (
        "Martin Luther King Jr. Day",
        1986,
        Rule::Nth(1, Weekday::Mon, 3),
    ),
    ("Washington's Birthday", 1971, Rule::Nth(2, Weekday::Mon, 3)),
    ("Memorial Day", 1971, Rule::Last(5, Weekday::Mon)),
    ("Juneteenth", 2021, Rule::Fixed(6, 19)),
    ("Independence Day", 1870, Rule::Fixed(7, 4)),
    ("Labor Day", 1894, Rule::Nth(9, Weekday::Mon, 1)),
    ("Columbus Day", 1971, Rule::Nth(10, Weekday::Mon, 2)),
    ("Veterans Day", 1938, Rule::Fixed(11, 11)),
    ("Thanksgiving", 1942, Rule::Nth(11, Weekday::Thu, 4)),
    ("Christmas Day", 1870, Rule::Fixed(12, 25)),
];

/// The years of Veterans Day on the fourth Monday of October.
const VETERANS_DAY_IN_OCTOBER: std::ops::RangeInclusive<i32> = 1971..=1977;

/// The federal holidays with dates from `first` to `last`, both included, in order.
///
/// A holiday on a weekend gives two days, since both change what people do: the day itself and the
/// day on which it is observed, named `… (observed)`.
/// Rules follow 5 U.S.C. § 6103: the Monday holidays since 1971, Martin Luther King Jr. Day since
/// 1986, Juneteenth since 2021.
///
/// ```
/// use hotcast_steps::holidays::us_federal_holidays;
/// let days = us_federal_holidays("2021-07-01".parse().unwrap(), "2021-07-31".parse().unwrap());
/// let dates: Vec<String> = days.iter().map(|h| format!("{} {}", h.date, h.name)).collect();
/// assert_eq!(dates, ["2021-07-04 Independence Day", "2021-07-05 Independence Day (observed)"]);
/// ```
pub fn us_federal_holidays(first: NaiveDate, last: NaiveDate) -> Vec<HolidayMark> {
    let mut marks: Vec<HolidayMark> = (first.year()..=last.year().saturating_add(1))
        .flat_map(holidays_of_year)
        .filter(|mark| (first..=last).contains(&mark.date))
        .collect();
    marks.sort_by_key(|mark| mark.date);
    marks
}

fn holidays_of_year(year: i32) -> impl Iterator<Item = HolidayMark> {
    HOLIDAYS
        .iter()
        .filter(move |(_, since, _)| year >= *since)
        .flat_map(move |(name, _, rule)| days_of(year, name, rule))
}

fn days_of(year: i32, name: &str, rule: &Rule) -> Vec<HolidayMark> {
    let mark = |date: NaiveDate, name: String| HolidayMark { date, name };
    let moved = name == "Veterans Day" && VETERANS_DAY_IN_OCTOBER.contains(&year);
    let rule = if moved {
        &Rule::Nth(10, Weekday::Mon, 4)
    } else {
        rule
    };
    let day = match *rule {
        Rule::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
        Rule::Nth(month, weekday, n) => {
            NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)
        }
        Rule::Last(month, weekday) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
            .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4)),
    };
    let Some(day) = day else { return Vec::new() };
    let observed = match (rule, day.weekday()) {
        (Rule::Fixed(..), Weekday::Sat) => day.checked_sub_days(Days::new(1)),
        (Rule::Fixed(..), Weekday::Sun) => day.checked_add_days(Days::new(1)),
        _ => None,
    };
    let mut marks = vec![mark(day, name.to_owned())];
    marks.extend(observed.map(|date| mark(date, format!("{name} (observed)"))));
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: i32) -> Vec<String> {
        let day = |m, d| NaiveDate::from_ymd_opt(year, m, d).unwrap();
        let marks = us_federal_holidays(day(1, 1), day(12, 31));
        marks.iter().map(|m| m.date.to_string()).collect()
    }

    #[test]
    fn the_holidays_of_2018_are_those_of_the_official_list() {
        // Office of Personnel Management, federal holidays 2018; Veterans Day on a Sunday is
        // observed on Monday.
        let official = [
            "2018-01-01",
            "2018-01-15",
            "2018-02-19",
            "2018-05-28",
            "2018-07-04",
            "2018-09-03",
            "2018-10-08",
            "2018-11-11",
            "2018-11-12",
            "2018-11-22",
            "2018-12-25",
        ];
        assert_eq!(year(2018), official);
    }

    #[test]
    fn a_new_year_on_a_saturday_is_observed_in_the_old_year() {
        assert!(year(2021).contains(&"2021-12-31".to_owned()));
        assert!(!year(2022).contains(&"2021-12-31".to_owned()));
    }

    #[test]
    fn juneteenth_begins_in_2021() {
        assert!(!year(2020).contains(&"2020-06-19".to_owned()));
        assert!(year(2021).contains(&"2021-06-18".to_owned()));
        assert!(year(2021).contains(&"2021-06-19".to_owned()));
    }

    #[test]
    fn veterans_day_was_in_october_for_seven_years() {
        assert!(year(1975).contains(&"1975-10-27".to_owned()));
        assert!(!year(1975).contains(&"1975-11-11".to_owned()));
        assert!(year(1978).contains(&"1978-11-11".to_owned()));
    }
}
