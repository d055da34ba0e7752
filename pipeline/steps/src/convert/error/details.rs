//! The longer errors: a missing column, and a file that is refused as a whole.

use std::fmt;

use thiserror::Error;

use crate::convert::excerpt;
use crate::convert::reject::Reason;

/// A mapped column that a header does not have.
#[derive(Debug, Error)]
#[error("{file}: line {line}: no column {wanted} for `{field}`; the columns are {columns}")]
pub struct MissingColumn {
    /// The file.
    pub file: String,
    /// Line of the header.
    pub line: u64,
    /// The mapping at fault, such as `columns.time`.
    pub field: String,
    /// The name or names looked for, in back-ticks.
    pub wanted: String,
    /// The names there are, in back-ticks.
    pub columns: String,
    /// The most similar name, if any is similar.
    pub similar: Option<String>,
    /// Advice from the start of the file, such as the line of the header.
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
    /// The form that the value should have had.
    pub expected: Option<String>,
    /// Malformed rows.
    pub malformed: u64,
    /// All rows that `keep` and `drop` let pass.
    pub rows: u64,
    /// The next action.
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
    /// The longitude and latitude of that row.
    pub place: Option<(f64, f64)>,
    /// Rows that the parameter leaves out.
    pub outside: u64,
    /// All rows that `keep` and `drop` let pass, none of which is kept.
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
