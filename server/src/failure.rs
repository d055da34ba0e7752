//! `Failure`: the error of a handler that reads a generation.

use crate::problem::Problem;
use crate::publication_error::{MaybeAbsent, PublicationError};

/// A failed read of a generation.
///
/// It keeps a [`PublicationError`] as it is, so that the read can be repeated when the generation
/// was removed meanwhile; a [`Problem`] would no longer tell.
pub(crate) enum Failure {
    /// The artifacts cannot be read.
    Publication(PublicationError),
    /// The request asks for something that the generation does not have.
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
