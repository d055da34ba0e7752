//! What stops a conversion.

mod details;
mod hint;

use std::io;

use arrow::error::ArrowError;
use parquet::errors::ParquetError;
use thiserror::Error;

use super::timestamp::FormatError;
pub use details::{Elsewhere, MissingColumn, TooManyRejects};

use crate::crs::{ReprojectionError, System};

/// Why a file is not converted.
#[derive(Debug, Error)]
pub enum ConvertError {
    /// Parameters that contradict each other or have no meaning.
    #[error("{field}: {message}")]
    Params {
        /// The parameter.
        field: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// A time format or zone.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// An EPSG code.
    #[error(transparent)]
    Reprojection(#[from] ReprojectionError),
    /// The file cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The file.
        file: String,
        /// What the system or the decompressor says.
        source: io::Error,
    },
    /// There is not even a header.
    #[error("{file}: the file is empty{}, without a header line", below(.skipped))]
    Empty {
        /// The file.
        file: String,
        /// Lines that were passed over.
        skipped: u64,
    },
    /// The file is of another format than CSV.
    #[error("{file}: {kind}, not a CSV")]
    OtherFormat {
        /// The file.
        file: String,
        /// What it is, with an article.
        kind: &'static str,
        /// How to get a CSV out of it.
        hint: &'static str,
    },
    /// A zip archive, or a file in it, cannot be read.
    #[error("{file}: {message}")]
    Archive {
        /// The archive, or the file in it.
        file: String,
        /// Why not.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// One of several files in an archive is not converted.
    #[error(transparent)]
    Entry(Box<Self>),
    /// The file is no text that can be read.
    #[error("{file}: line {line}: {message}")]
    NotCsv {
        /// The file.
        file: String,
        /// Line of the decompressed text.
        line: u64,
        /// What it looks like instead.
        message: String,
    },
    /// A mapped column is not in the header.
    #[error(transparent)]
    MissingColumn(Box<MissingColumn>),
    /// Two columns of the header have the mapped name.
    #[error("{file}: line {line}: column `{name}` for `columns.{field}` occurs more than once")]
    AmbiguousColumn {
        /// The file.
        file: String,
        /// Line of the header.
        line: u64,
        /// The mapping at fault.
        field: &'static str,
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
        /// ChunkRows that would be kept.
        rows: u64,
        /// The coordinate system.
        system: System,
    },
    /// The output cannot be written.
    #[error("cannot write `{path}`: {source}")]
    Write {
        /// The output.
        path: String,
        /// What the system says.
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

/// Says that lines were passed over.
fn below(skipped: &u64) -> String {
    match skipped {
        0 => String::new(),
        n => format!(" below the {n} lines that are passed over"),
    }
}

impl ConvertError {
    /// The error, of one of several files in an archive.
    pub(crate) fn in_archive(self) -> Self {
        match self {
            Self::MissingColumn(_)
            | Self::NotCsv { .. }
            | Self::Empty { .. }
            | Self::OtherFormat { .. } => Self::Entry(Box::new(self)),
            other => other,
        }
    }

    /// The error, of text found on this line.
    pub(crate) fn on_line(mut self, found: u64) -> Self {
        if let Self::NotCsv { line, .. } = &mut self {
            *line = found;
        }
        self
    }
}
