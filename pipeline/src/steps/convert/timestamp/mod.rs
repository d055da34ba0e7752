//! Reading dates and times by `strptime` formats.

mod calendar;
mod clockwork;
mod fixed;
mod format;
mod iso;
mod parts;
mod pieces;

pub(crate) use calendar::{day_start, from_parts, midnight_ms};
pub(crate) use clockwork::Clockwork;
pub(crate) use format::Format;
pub use format::FormatError;
pub(crate) use pieces::month_number;
