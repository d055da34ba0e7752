//! Periods, the one calendar of a workflow, and what the source did not observe.

mod artifact;
mod day;
mod expected;
mod observed;
mod period;

pub use artifact::{Calendar, CalendarError, HolidayMark};
pub use day::{DayNumber, day_number, to_date};
pub use observed::{DailyTotals, Observed, ObservedError};
pub use period::{Freq, PeriodRule, WeekStart};
