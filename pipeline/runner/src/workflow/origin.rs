//! Finds the step that something comes from, through programs between: a filter does not count the
//! rows that were read, but the step before it does.

use std::collections::BTreeSet;

use super::read_step::ReadStep;
use crate::step::Source;

/// The steps that each step reads, by position.
pub(super) struct Origins<'a> {
    steps: &'a [ReadStep],
    reads: Vec<Vec<usize>>,
}

impl<'a> Origins<'a> {
    pub(super) fn of(steps: &'a [ReadStep], is_step: impl Fn(&str) -> bool + Copy) -> Self {
        let reads = |step: &ReadStep| {
            let inputs = step.step.inputs();
            let sources = inputs.iter().filter_map(|input| match &input.source {
                Source::Step { step, .. } => Some(step),
                Source::Files(_) => None,
            });
            sources
                .filter_map(|source| position(steps, source.split(is_step).0))
                .collect()
        };
        Self {
            steps,
            reads: steps.iter().map(reads).collect(),
        }
    }

    /// Returns the only step of a kind that `name` is, or that programs have made it from; `None`
    /// if there are none or several.
    pub(super) fn find(&self, name: &str, kind: &str) -> Option<usize> {
        let mut open = vec![position(self.steps, name)?];
        let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
        while let Some(index) = open.pop() {
            let step = &self.steps[index];
            if step.kind.name == kind {
                found.insert(index);
            // `seen` ends the search where steps read each other; the cycle itself is reported
            // elsewhere.
            } else if step.step.passes_rows() && seen.insert(index) {
                open.extend(&self.reads[index]);
            }
        }
        if found.len() == 1 {
            found.pop_first()
        } else {
            None
        }
    }
}

fn position(steps: &[ReadStep], name: &str) -> Option<usize> {
    steps.iter().position(|step| step.name.text == name)
}
