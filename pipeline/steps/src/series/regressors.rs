//! Regressors that follow from the calendar alone, and so are known for the future too.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, HolidayMark, day_number, to_date};
use crate::holidays::{HolidayCsvError, parse_holiday_csv, us_federal_holidays};

/// The country whose holidays are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum HolidaySource {
    /// The federal holidays of the United States, with the days on which they are observed.
    US,
}

/// An error of adding holidays.
#[derive(Debug, thiserror::Error)]
pub enum RegressorError {
    /// A file that cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A file that is not a list of holidays.
    #[error("`{label}`: {source}")]
    Csv {
        /// The file, as the workflow names it.
        label: String,
        /// The reason.
        source: HolidayCsvError,
    },
}

/// Adds the regressor `holidays` to the calendar, and lists the holidays in it.
///
/// The regressor is the number of holiday days in each period, observed and to come.
/// The days are those of `source` and those of `files` (a path and the name that messages use); a
/// day in both counts once.
///
/// # Errors
/// When a file cannot be read.
pub fn add_holidays(
    calendar: &mut Calendar,
    source: Option<HolidaySource>,
    files: &[(PathBuf, String)],
) -> Result<(), RegressorError> {
    let mut marks: Vec<HolidayMark> = Vec::new();
    if source == Some(HolidaySource::US) {
        let last = calendar
            .periods
            .last()
            .copied()
            .unwrap_or(calendar.last_observed);
        let end = to_date(calendar.rule().next(day_number(last)) - 1);
        marks.extend(us_federal_holidays(calendar.first, end));
    }
    for (path, label) in files {
        let text = std::fs::read_to_string(path).map_err(|source| RegressorError::Read {
            path: path.clone(),
            source,
        })?;
        let own = parse_holiday_csv(&text).map_err(|source| RegressorError::Csv {
            label: label.clone(),
            source,
        })?;
        marks.extend(own);
    }
    calendar.set_holidays(&marks);
    Ok(())
}
