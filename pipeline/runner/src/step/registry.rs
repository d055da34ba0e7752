//! The kinds of steps that a program offers.

use super::StepKind;

/// The kinds of steps that workflows can use, in the order in which documentation lists them.
#[derive(Debug, Clone, Copy)]
pub struct Registry(&'static [StepKind]);

impl Registry {
    /// A registry of these kinds, whose names differ.
    pub const fn new(kinds: &'static [StepKind]) -> Self {
        Self(kinds)
    }

    /// All kinds.
    pub fn kinds(self) -> &'static [StepKind] {
        self.0
    }

    /// Returns the kind that `uses: name` means; `None` if there is none.
    pub fn find(self, name: &str) -> Option<&'static StepKind> {
        self.0.iter().find(|kind| kind.name == name)
    }
}
