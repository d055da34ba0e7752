//! The reason why one row is rejected.

use super::reject::Reason;

/// The reason why a row is rejected, and the field at fault.
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
