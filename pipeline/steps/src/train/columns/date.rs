//! Days in a table.

use chrono::NaiveDate;

use crate::calendar::{DayNumber, day_number};

/// The day of an ISO date or timestamp, as it is written; `None` for anything else.
pub(super) fn day_of(text: &str) -> Option<DayNumber> {
    let (date, time) = (text.get(..10)?, text.get(10..)?);
    let is_time = |c: char| c.is_ascii_digit() || ":.,+-Zz ".contains(c);
    let with_time = |time: &str| time.len() > 1 && time[1..].chars().all(is_time);
    let fits = time.is_empty() || time.starts_with(['T', 't', ' ']) && with_time(time);
    let date: NaiveDate = fits.then(|| date.parse().ok())??;
    Some(day_number(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_timestamps_give_their_day() {
        for text in [
            "1970-01-02",
            "1970-01-02T23:59:59Z",
            "1970-01-02 00:00",
            "1970-01-02T12:00:00.5+02:00",
        ] {
            assert_eq!(day_of(text), Some(1), "{text}");
        }
        for text in [
            "",
            "02/01/1970",
            "1970-01-02x",
            "1970-13-01",
            "1970-01-02 noon",
            "é970-01-02",
        ] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
