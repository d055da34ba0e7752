//! The errors of a pass over incidents.

use std::path::PathBuf;

/// An error that stops the reading of incidents.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The file cannot be opened.
    #[error("cannot open `{path}`: {source}")]
    Open {
        /// The part.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The file is not Parquet, or is damaged.
    #[error("cannot read `{path}` as Parquet: {source}")]
    Parquet {
        /// The part.
        path: PathBuf,
        /// The reason.
        source: parquet::errors::ParquetError,
    },
    /// A batch cannot be decoded.
    #[error("cannot decode `{path}`: {source}")]
    Arrow {
        /// The part.
        path: PathBuf,
        /// The reason.
        source: arrow::error::ArrowError,
    },
    /// A column is absent or of another type.
    #[error("`{path}` has no column `{column}` of type {expected}")]
    Column {
        /// The part.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// The type it should have.
        expected: &'static str,
    },
    /// The run was interrupted.
    #[error("interrupted")]
    Cancelled,
}
