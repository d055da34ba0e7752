use crate::step::{Cancelled, Hint};

/// Why a step did not finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The run was interrupted.
    Interrupted,
    /// It failed by itself.
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

/// The next action that an error or one of its causes names.
pub fn hint_of(error: &anyhow::Error) -> Option<String> {
    let causes = || error.chain().find_map(|cause| cause.downcast_ref::<Hint>());
    error
        .downcast_ref::<Hint>()
        .or_else(causes)
        .map(|hint| hint.hint.clone())
}

/// Whether a step stopped because it was asked to.
pub(super) fn is_interruption(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<Cancelled>())
}
