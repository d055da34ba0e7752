//! The dates in a row, as the portal writes them.

use chrono::{Datelike as _, Days, NaiveDate};

/// The texts of a row that depend on the day.
pub(crate) struct DayText {
    date: String,
    /// `,Year,Updated On,`
    pub(crate) after_plane: String,
}

impl DayText {
    pub(crate) fn new(date: NaiveDate) -> Self {
        let updated = date.checked_add_days(Days::new(7)).unwrap_or(date);
        Self {
            date: date.format("%m/%d/%Y ").to_string(),
            after_plane: format!(
                ",{},{} 03:40:59 PM,",
                date.year(),
                updated.format("%m/%d/%Y")
            ),
        }
    }

    /// `01/31/2020 11:45:00 PM`
    pub(crate) fn write_time(&self, text: &mut String, second: u32) {
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        text.clear();
        text.push_str(&self.date);
        let digits = |n: u32| {
            [
                char::from(b'0' + (n / 10) as u8),
                char::from(b'0' + (n % 10) as u8),
            ]
        };
        text.extend(digits((hour + 11) % 12 + 1));
        text.push(':');
        text.extend(digits(minute));
        text.push(':');
        text.extend(digits(second));
        text.push_str(if hour < 12 { " AM" } else { " PM" });
    }
}
