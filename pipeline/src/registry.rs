//! The kinds of steps that a workflow can use.

use crate::step::StepKind;

/// Every kind, in the order in which documentation lists them.
pub const KINDS: &[StepKind] = &[
    StepKind::of::<crate::steps::convert::Convert>("convert"),
    StepKind::of::<crate::steps::cluster::Cluster>("cluster"),
    StepKind::of::<crate::steps::series::Series>("series"),
    StepKind::of::<crate::steps::train::Train>("train"),
    StepKind::of::<crate::steps::evaluate::Evaluate>("evaluate"),
    StepKind::of::<crate::steps::export::Export>("export"),
    StepKind::of::<crate::steps::command::Command>("command"),
];

/// The kind that `uses:` names.
pub(crate) fn find(name: &str) -> Option<&'static StepKind> {
    KINDS.iter().find(|kind| kind.name == name)
}
