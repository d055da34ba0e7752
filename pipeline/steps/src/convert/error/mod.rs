//! The errors of a conversion.

mod details;
mod hint;

use std::io;

use arrow::error::ArrowError;
use parquet::errors::ParquetError;
use thiserror::Error;

use super::timestamp::FormatError;
pub use details::{Elsewhere, MissingColumn, TooManyRejects};

use crate::crs::{ReprojectionError, System};

/// An error that stops a conversion.
#[derive(Debug, Error)]
pub enum ConvertError {
    /// Parameters that contradict each other or have no meaning.
    #[error("{field}: {message}")]
    Params {
        /// The parameter.
        field: &'static str,
        /// The mistake.
        message: String,
    },
    /// A time format or a zone that cannot be used.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A coordinate system that cannot be used.
    #[error(transparent)]
    Reprojection(#[from] ReprojectionError),
    /// The file cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The file.
        file: String,
        /// The system's or the decompressor's error.
        source: io::Error,
    },
    /// The file is empty, without even a header.
    #[error("{file}: the file is empty{}, without a header line", below(.skipped))]
    Empty {
        /// The file.
        file: String,
        /// The lines that `skip_rows` passed over.
        skipped: u64,
    },
    /// The file is of another format than CSV.
    #[error("{file}: {kind}, not a CSV")]
    OtherFormat {
        /// The file.
        file: String,
        /// The format, with an article.
        kind: &'static str,
        /// The way to a CSV.
        hint: &'static str,
    },
    /// A zip archive, or a file in it, cannot be read.
    #[error("{file}: {message}")]
    Archive {
        /// The archive, or the file in it.
        file: String,
        /// The reason.
        message: String,
        /// The next action.
        hint: Option<String>,
    },
    /// One of several files in an archive is not converted.
    #[error(transparent)]
    Entry(Box<Self>),
    /// The file is not a text that can be read.
    #[error("{file}: line {line}: {message}")]
    NotCsv {
        /// The file.
        file: String,
        /// Line of the decompressed text.
        line: u64,
        /// The reason why it is not a CSV.
        message: String,
    },
    /// A mapped column is not in the header.
    #[error(transparent)]
    MissingColumn(Box<MissingColumn>),
    /// Two columns of the header have the mapped name.
    #[error("{file}: line {line}: column `{name}` for `{field}` occurs more than once")]
    AmbiguousColumn {
        /// The file.
        file: String,
        /// Line of the header.
        line: u64,
        /// The mapping at fault, such as `columns.time`.
        field: String,
        /// The name.
        name: String,
    },
    /// Too large a share of the rows is malformed.
    #[error(transparent)]
    TooManyRejects(Box<TooManyRejects>),
    /// Every row lies outside the area asked for.
    #[error(transparent)]
    Elsewhere(Box<Elsewhere>),
    /// Every row lies far from where its coordinate system is used.
    #[error("{file}: all {rows} places lie far outside the area that `epsg: {system}` is made for")]
    OtherSystem {
        /// The file.
        file: String,
        /// Rows that would be kept.
        rows: u64,
        /// The coordinate system.
        system: System,
    },
    /// The output cannot be written.
    #[error("cannot write `{path}`: {source}")]
    Write {
        /// The output.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// A table cannot be encoded.
    #[error("cannot encode a table: {0}")]
    Parquet(#[from] ParquetError),
    /// A table cannot be built.
    #[error("cannot build a table: {0}")]
    Arrow(#[from] ArrowError),
    /// The caller asked to stop.
    #[error("interrupted")]
    Cancelled,
    /// A worker thread ended without a result.
    #[error("a worker thread ended early")]
    Worker,
}

/// Names the lines that `skip_rows` passed over.
fn below(skipped: &u64) -> String {
    match skipped {
        0 => String::new(),
        n => format!(" below the {n} lines that are skipped"),
    }
}

impl ConvertError {
    /// The error as one of several files in an archive has it.
    pub(crate) fn in_archive(self) -> Self {
        match self {
            Self::MissingColumn(_)
            | Self::NotCsv { .. }
            | Self::Empty { .. }
            | Self::OtherFormat { .. } => Self::Entry(Box::new(self)),
            other => other,
        }
    }

    /// The error with the line on which it occurred.
    pub(crate) fn on_line(mut self, found: u64) -> Self {
        if let Self::NotCsv { line, .. } = &mut self {
            *line = found;
        }
        self
    }
}
