//! What stops a conversion.

use std::io;

use arrow::error::ArrowError;
use parquet::errors::ParquetError;
use thiserror::Error;

use super::reject::Reason;
use super::timestamp::FormatError;
use crate::crs::ProjectionError;

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
    Projection(#[from] ProjectionError),
    /// The file cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The file.
        file: String,
        /// What the system or the decompressor says.
        source: io::Error,
    },
    /// There is not even a header.
    #[error("{file}: the file is empty, without a header line")]
    Empty {
        /// The file.
        file: String,
    },
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
    #[error(
        "{file}: line {line}: no column {wanted} for `columns.{field}`; the columns are {columns}"
    )]
    MissingColumn {
        /// The file.
        file: String,
        /// Line of the header.
        line: u64,
        /// The mapping at fault.
        field: &'static str,
        /// The name or names looked for, in back-ticks.
        wanted: String,
        /// The names there are, in back-ticks.
        columns: String,
        /// The most similar name, if any is similar.
        similar: Option<String>,
    },
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
    #[error("{file}: line {line}{field}: {malformed} of {rows} rows are malformed, first by {}: `{value}`{expected}", reason.name(), field = field.as_ref().map(|f| format!(", field `{f}`")).unwrap_or_default(), expected = expected.as_ref().map(|e| format!(", expected {e}")).unwrap_or_default())]
    TooManyRejects {
        /// The file.
        file: String,
        /// Line of the first row with the most frequent reason.
        line: u64,
        /// Its column at fault.
        field: Option<String>,
        /// The value there, or the whole row.
        value: String,
        /// The most frequent reason.
        reason: Reason,
        /// What the value should have been.
        expected: Option<String>,
        /// Malformed rows.
        malformed: u64,
        /// All rows.
        rows: u64,
        /// What to do about it.
        hint: String,
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

impl ConvertError {
    /// What the reader of the error can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::MissingColumn {
                similar: Some(name),
                ..
            } => Some(format!("did you mean `{name}`?")),
            Self::MissingColumn { field, .. } => Some(format!(
                "map it with `columns: {{ {field}: … }}`; a list names alternatives for files whose headers differ"
            )),
            Self::TooManyRejects { hint, .. } => Some(hint.clone()),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::UnexpectedEof => {
                Some("the compressed file is cut off; fetch it again".to_owned())
            }
            Self::Empty { .. } => Some("remove it from `input`, or fetch it again".to_owned()),
            _ => None,
        }
    }
}
