//! Dates and times by `strptime` formats, ISO 8601 and counts of seconds or days.

mod blanks;
mod calendar;
mod clockwork;
mod fixed;
mod format;
mod format_error;
mod half_day;
mod iso;
mod months;
mod numbers;
mod parts;
mod pieces;
mod strptime;

pub(crate) use calendar::{clock_ms, day_ms, day_start, midnight_ms};
pub(crate) use clockwork::{Clockwork, TimeFault};
pub(crate) use format::TimeFormat;
pub use format_error::FormatError;
pub(crate) use months::month_number;
pub(crate) use strptime::DateOrder;
