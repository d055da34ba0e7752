//! What `fit` and `forecast` share: options, CSV files of one series, reports.

pub(super) mod options;
pub(super) mod regressors_csv;
pub(super) mod report;
pub(super) mod series_csv;
mod table;
