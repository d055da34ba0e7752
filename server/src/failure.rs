//! The error of a handler that reads a generation.

use crate::problem::Problem;
use crate::publication_error::{MaybeAbsent, PublicationError};

/// Why a request on a generation failed: the artifacts, or the request itself.
pub(crate) enum Failure {
    Publication(PublicationError),
    Request(Problem),
}

impl From<PublicationError> for Failure {
    fn from(error: PublicationError) -> Self {
        Self::Publication(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Request(problem)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Publication(error) => error.into(),
            Failure::Request(problem) => problem,
        }
    }
}

impl MaybeAbsent for Failure {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Publication(error) if error.is_absent())
    }
}
