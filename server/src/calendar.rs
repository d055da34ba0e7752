//! Reading `calendar.json`: observed and future periods with their regressors and holidays.

use std::path::Path;

use hotcast_artifacts::CalendarDocument;

use crate::document;
use crate::publication_error::PublicationError;

/// Reads and checks the one calendar of a workflow.
///
/// # Errors
/// [`PublicationError`] if it cannot be read or its lengths do not fit.
pub(crate) fn read(path: &Path) -> Result<CalendarDocument, PublicationError> {
    document::read::<CalendarDocument>(path)?
        .validated()
        .map_err(|error| PublicationError::invalid(path, error))
}

/// Weeks from Monday 2024-01-01, of which `n_observed` are observed, with a regressor `holidays`
/// if it is not empty.
#[cfg(test)]
pub(crate) fn weeks(n: usize, n_observed: usize, holidays: &[f64]) -> CalendarDocument {
    use hotcast_artifacts::{Freq, PeriodRule, WeekStart, day_number, to_date};
    let first = day_number("2024-01-01".parse().unwrap());
    let starts: Vec<i32> = (0..n_observed as i32)
        .map(|week| first + 7 * week)
        .collect();
    let rule = PeriodRule {
        freq: Freq::Week,
        week_start: WeekStart::Monday,
    };
    let mut calendar = CalendarDocument::new(rule, &starts, &vec![false; n_observed]);
    calendar.periods = (0..n as i32)
        .map(|week| to_date(first + 7 * week))
        .collect();
    if !holidays.is_empty() {
        let values = holidays.to_vec();
        calendar.regressors.insert("holidays".to_owned(), values);
    }
    calendar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regressor_of_another_length_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("calendar.json");
        let write = |calendar: &CalendarDocument| {
            std::fs::write(&path, serde_json::to_vec(calendar).unwrap()).unwrap();
        };
        write(&weeks(3, 2, &[0.0, 1.0, 0.0]));
        assert_eq!(read(&path).unwrap().periods.len(), 3);
        write(&weeks(3, 2, &[0.0, 1.0]));
        let error = read(&path).unwrap_err().to_string();
        assert!(
            error.contains("regressor `holidays` has 2 values for 3 periods"),
            "{error}"
        );
    }
}
