//! What the source observed, and the calendar of a workflow, whose form `hotcast-artifacts` has.

mod expected;
mod observed;

pub use hotcast_artifacts::{
    Beyond, CalendarDocument as Calendar, CalendarError, DayNumber, Freq, HolidayMark, PeriodRule,
    Reach, WeekStart, day_number, to_date,
};
pub use observed::{DailyTotals, Observed, ObservedError};
