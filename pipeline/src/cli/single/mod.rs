//! Options, CSV files and reports that `fit` and `forecast` share.

pub(super) mod options;
pub(super) mod published;
pub(super) mod regressors_csv;
pub(super) mod report;
pub(super) mod series_csv;
mod table;
