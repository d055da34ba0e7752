//! Failures of steps: interruptions, and errors with the way out of them.

use crate::step::{Cancelled, Hint};

/// The reason for which a step did not finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The run was interrupted.
    Interrupted,
    /// The step failed by itself.
    Failed {
        message: String,
        hint: Option<String>,
    },
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        if is_interruption(&error) {
            return Self::Interrupted;
        }
        Self::Failed {
            message: format!("{error:#}"),
            hint: hint_of(&error),
        }
    }
}

/// Returns the next action that an error or one of its causes names.
pub fn hint_of(error: &anyhow::Error) -> Option<String> {
    // An error's context is found by `downcast_ref` on the whole, its causes only in the chain.
    let causes = || error.chain().find_map(|cause| cause.downcast_ref::<Hint>());
    error
        .downcast_ref::<Hint>()
        .or_else(causes)
        .map(|hint| hint.hint.clone())
}

/// Returns `true` if a step stopped because it was asked to.
pub(super) fn is_interruption(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<Cancelled>())
}
