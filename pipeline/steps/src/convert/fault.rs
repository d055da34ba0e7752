//! The reason why one row is not kept.

use super::reject::Reason;

/// Why a row is not kept, and which field is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) field: Option<usize>,
}

impl Fault {
    pub(crate) fn row(reason: Reason) -> Self {
        Self {
            reason,
            field: None,
        }
    }

    pub(crate) fn field(reason: Reason, at: usize) -> Self {
        Self {
            reason,
            field: Some(at),
        }
    }
}
