//! The Gregorian calendar in milliseconds of local time.

use chrono::NaiveDate;

pub(super) const MS_PER_MINUTE: i64 = 60_000;
pub(super) const MS_PER_DAY: i64 = 86_400_000;

/// The first millisecond of a day given as numbers; `None` when the calendar does not have it.
pub(crate) fn day_ms(year: i64, month: u32, day: u32) -> Option<i64> {
    Some(wall_ms(civil_day(year, month, day)?, 0, 0, 0))
}

/// Milliseconds from midnight to a time of day given as numbers; 24:00 is the midnight that ends
/// the day.
pub(crate) fn clock_ms(hour: u32, minute: u32) -> Option<i64> {
    let is_time = (hour < 24 && minute < 60) || (hour, minute) == (24, 0);
    is_time.then_some(wall_ms(0, hour, minute, 0))
}

/// The first millisecond of a day.
pub(crate) fn midnight_ms(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp_millis()
}

/// Midnight of the day that a moment lies in.
pub(crate) fn day_start(wall_ms: i64) -> i64 {
    wall_ms.div_euclid(MS_PER_DAY) * MS_PER_DAY
}

pub(super) fn wall_ms(day_number: i64, hour: u32, minute: u32, second: u32) -> i64 {
    day_number * MS_PER_DAY + i64::from(hour * 3600 + minute * 60 + second) * 1000
}

pub(super) fn civil_day(year: i64, month: u32, day: u32) -> Option<i64> {
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    (day >= 1 && day <= length).then(|| days_from_civil(year, month, day))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, for years from 0.
///
/// # References
/// H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
pub(super) fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}
