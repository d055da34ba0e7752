//! The reasons why no workflow can be written for files.

use thiserror::Error;

use crate::convert::ConvertError;

/// A reason why no workflow can be written.
#[derive(Debug, Error)]
pub enum InitError {
    /// A file that cannot be read as text.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// A text without columns.
    #[error("{file}: no separator makes columns of its lines, so it is not a table")]
    NoTable {
        /// The file.
        file: String,
    },
    /// No column has dates.
    #[error(
        "{file}: no column has dates in a known format; the columns and some values:\n{columns}"
    )]
    NoTime {
        /// The file.
        file: String,
        /// The columns with their values.
        columns: String,
    },
    /// No column has places.
    #[error("{file}: no column has coordinates; the columns and some values:\n{columns}")]
    NoPlace {
        /// The file.
        file: String,
        /// The columns with their values.
        columns: String,
    },
    /// Files of different forms, which one step cannot read.
    #[error("{first} and {other} differ in {what}, so that one `convert` cannot read both")]
    Differ {
        /// A file.
        first: String,
        /// A file of another form.
        other: String,
        /// What they differ in.
        what: &'static str,
    },
    /// A city that the table does not have.
    #[error("no city of 40,000 people is called `{name}`")]
    UnknownCity {
        /// The name.
        name: String,
    },
    /// No coordinate system puts the points near a city.
    #[error("no known coordinate system puts x = {x}, y = {y} near {city}")]
    NoSystem {
        /// The median of the first coordinate.
        x: f64,
        /// The median of the second.
        y: f64,
        /// The city.
        city: String,
    },
    /// No row of the samples can be converted.
    #[error("none of {rows} sampled rows can be converted: {reasons}")]
    NothingKept {
        /// Rows of the samples.
        rows: u64,
        /// The reasons with their numbers.
        reasons: String,
    },
}

impl InitError {
    /// The next action.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Convert(error) => return error.hint(),
            Self::NoTable { .. } => {
                "check that it is a CSV; `head` shows its first lines".to_owned()
            }
            Self::NoTime { .. } => {
                "write a workflow by hand with `columns` and a `time_format`: docs/data.md"
                    .to_owned()
            }
            Self::NoPlace { .. } => {
                "addresses have to be geocoded first; coordinates under other names can be mapped \
                 in a workflow written by hand: docs/data.md"
                    .to_owned()
            }
            Self::Differ { .. } => {
                "run `hotcast init` for the files of each form, with another --name".to_owned()
            }
            Self::UnknownCity { .. } => {
                "give its longitude and latitude instead: --city=-87.6,41.9".to_owned()
            }
            Self::NoSystem { .. } => {
                "--city names another place; `epsg` in a workflow takes any code or proj string"
                    .to_owned()
            }
            Self::NothingKept { .. } => return None,
        })
    }
}
