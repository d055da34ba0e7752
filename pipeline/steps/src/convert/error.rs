//! What stops a conversion.

use std::fmt;
use std::io;

use arrow::error::ArrowError;
use parquet::errors::ParquetError;
use thiserror::Error;

use super::excerpt;
use super::reject::Reason;
use super::timestamp::FormatError;
use crate::crs::{ProjectionError, System};

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

/// A mapped column that a header does not have.
#[derive(Debug, Error)]
#[error("{file}: line {line}: no column {wanted} for `columns.{field}`; the columns are {columns}")]
pub struct MissingColumn {
    /// The file.
    pub file: String,
    /// Line of the header.
    pub line: u64,
    /// The mapping at fault.
    pub field: &'static str,
    /// The name or names looked for, in back-ticks.
    pub wanted: String,
    /// The names there are, in back-ticks.
    pub columns: String,
    /// The most similar name, if any is similar.
    pub similar: Option<String>,
    /// What the start of the file shows about it: where the header is, for instance.
    pub advice: Option<String>,
}

/// A file of which too large a share is malformed, by the example of its most frequent fault.
#[derive(Debug)]
pub struct TooManyRejects {
    /// The file.
    pub file: String,
    /// Line of the first row with the most frequent reason.
    pub line: u64,
    /// Its column at fault.
    pub field: Option<String>,
    /// The value there, or the whole row.
    pub value: String,
    /// The most frequent reason.
    pub reason: Reason,
    /// What the value should have been.
    pub expected: Option<String>,
    /// Malformed rows.
    pub malformed: u64,
    /// All rows.
    pub rows: u64,
    /// What to do about it.
    pub hint: String,
}

impl fmt::Display for TooManyRejects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: line {}", self.file, self.line)?;
        if let Some(field) = &self.field {
            write!(f, ", field `{}`", excerpt::name(field))?;
        }
        let (malformed, rows, reason) = (self.malformed, self.rows, self.reason.name());
        write!(
            f,
            ": {malformed} of {rows} rows are malformed, mostly by {reason}: `{}`",
            self.value
        )?;
        match &self.expected {
            Some(expected) => write!(f, ", expected {expected}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for TooManyRejects {}

/// A file of which no row lies inside `bbox` or `polygon`.
#[derive(Debug)]
pub struct Elsewhere {
    /// The file.
    pub file: String,
    /// Line of the first row outside.
    pub line: u64,
    /// The parameter that leaves the rows out.
    pub option: &'static str,
    /// Where that row lies, as longitude and latitude.
    pub place: Option<(f64, f64)>,
    /// Rows that the parameter leaves out.
    pub outside: u64,
    /// All rows, none of which is kept.
    pub rows: u64,
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (outside, rows, option) = (self.outside, self.rows, self.option);
        write!(
            f,
            "{}: line {}: {outside} of {rows} rows lie outside `{option}` and none inside",
            self.file, self.line
        )?;
        match self.place {
            Some((lon, lat)) => write!(f, ", the first at lon `{lon}`, lat `{lat}`"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Elsewhere {}

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

    /// What the reader of the error can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Entry(error) => {
                let pick = "`entries: \"*.csv\"` names the archive's files that are to be read";
                Some(match error.hint() {
                    Some(hint) => format!("{hint}; {pick}"),
                    None => pick.to_owned(),
                })
            }
            Self::OtherFormat { hint, .. } => Some((*hint).to_owned()),
            Self::Archive { hint, .. } => hint.clone(),
            Self::AmbiguousColumn { name, .. } => Some(format!(
                "`{name}#1` is the first column of that name, `{name}#2` the second"
            )),
            Self::MissingColumn(missing) => Some(match (&missing.advice, &missing.similar) {
                (Some(advice), _) => advice.clone(),
                (None, Some(name)) => format!("did you mean `{name}`?"),
                (None, None) => format!(
                    "map it with `columns: {{ {}: … }}`; a list names alternatives for files whose headers differ",
                    missing.field
                ),
            }),
            Self::TooManyRejects(rejects) => Some(rejects.hint.clone()),
            Self::Elsewhere(elsewhere) => Some(format!(
                "coordinates are in the order `[lon, lat]`, a `bbox` is `[west, south, east, north]`: check `{}`, `columns` and `epsg`; \
                 `max_reject_share: 1` accepts a file without incidents",
                elsewhere.option
            )),
            Self::OtherSystem { .. } => Some(
                "check `epsg`: its zone and its unit (a code in feet for coordinates in feet), and that `x` and `y` are not exchanged; \
                 `max_reject_share: 1` accepts the places all the same"
                    .to_owned(),
            ),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::UnexpectedEof => {
                Some("the compressed file is cut off; fetch it again".to_owned())
            }
            Self::Empty { .. } => Some("remove it from `input`, or fetch it again".to_owned()),
            _ => None,
        }
    }
}
