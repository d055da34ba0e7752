//! Civil days as integers.

use chrono::{Datelike, NaiveDate};

/// Days since 1970-01-01, the unit in which periods are computed.
pub type DayNumber = i32;

/// Days from 0001-01-01 to 1970-01-01, both counted as chrono counts them.
const UNIX_EPOCH_FROM_CE: i32 = 719_163;

/// The number of days from 1970-01-01 to `date`.
///
/// ```
/// use chrono::NaiveDate;
/// let date = NaiveDate::from_ymd_opt(1970, 1, 2).unwrap();
/// assert_eq!(hotcast_artifacts::day_number(date), 1);
/// ```
pub fn day_number(date: NaiveDate) -> DayNumber {
    date.num_days_from_ce() - UNIX_EPOCH_FROM_CE
}

/// The date of a day number. A number beyond the years chrono can express gives the nearest date it can.
///
/// ```
/// assert_eq!(hotcast_artifacts::to_date(31).to_string(), "1970-02-01");
/// ```
pub fn to_date(day: DayNumber) -> NaiveDate {
    let limit = if day < 0 {
        NaiveDate::MIN
    } else {
        NaiveDate::MAX
    };
    day.checked_add(UNIX_EPOCH_FROM_CE)
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .unwrap_or(limit)
}
