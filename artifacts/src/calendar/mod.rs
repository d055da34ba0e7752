//! Periods, and the one calendar that all series of a workflow share.

mod day;
mod document;
mod period;
mod reach;

pub use day::{DayNumber, day_number, to_date};
pub use document::{CalendarDocument, CalendarError, HolidayMark};
pub use period::{Freq, PeriodRule, WeekStart};
pub use reach::{Beyond, Reach};
