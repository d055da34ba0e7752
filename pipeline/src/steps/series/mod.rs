//! `uses: series`: incidents per hotspot and period, on one calendar.

mod count_periods;
mod regressors;
mod step;
mod table;

pub use count_periods::{PeriodCounts, count_periods};
pub use regressors::{HolidaySource, RegressorError, add_holidays};
pub use step::Series;
pub use table::{SeriesTable, SeriesTableError};
