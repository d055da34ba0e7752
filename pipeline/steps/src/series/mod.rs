//! `uses: series`: incidents per hotspot and period, on one calendar.

mod by_category;
mod chosen;
mod count_periods;
mod date_precision;
mod regressors;
mod step;
mod table;

pub use by_category::{CategoryRow, read_by_category};
pub use chosen::SeriesCategories;
pub use count_periods::{Assignment, PeriodCounts, count_periods};
pub use regressors::{HolidaySource, RegressorError, add_holidays};
pub use step::Series;
pub use table::{SeriesTable, SeriesTableError};
