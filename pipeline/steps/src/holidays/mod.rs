//! Holidays by rule and holidays from a file.

mod csv;
mod us;

pub use csv::{HolidayCsvError, parse_holiday_csv};
pub use us::us_federal_holidays;
