//! Regressors of one's own: columns of tables, one value for each period.

mod add;
mod check;
mod csv;
mod date;
mod missing;
mod params;
mod parquet;
mod periods;
mod rows;
mod seasonal_mean;

pub(super) use add::add_columns;
pub(super) use check::check;
pub use params::{Aggregate, ColumnFiles, ColumnSource, ColumnTable, ColumnValues, Columns};
