//! Holidays: those of a country by rule, and those of a file.

mod csv;
mod us;

pub use csv::{HolidayCsvError, parse_holiday_csv};
pub use us::us_federal_holidays;
