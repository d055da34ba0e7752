//! Mistakes in the parameters as the runner shows them.

use super::error::ConvertError;
use super::timestamp::FormatError;
use hotcast_runner::Problem;

/// A mistake without a hint.
pub(super) fn problem(field: &str, message: String) -> Problem {
    Problem {
        field: field.to_owned(),
        message,
        hint: None,
    }
}

/// A mistake in a format or a time zone.
pub(super) fn format_problem(field: &str, error: &FormatError) -> Problem {
    problem(field, error.to_string())
}

/// The mistake that an error is about; `None` if it is not about a parameter.
pub(super) fn params_problem(error: ConvertError) -> Option<Problem> {
    match error {
        ConvertError::Params { field, message } => Some(problem(field, message)),
        _ => None,
    }
}
