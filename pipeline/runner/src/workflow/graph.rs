//! A checked workflow: its steps, and the edges between them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::step::{
    AnyStep, FilePattern, FromCaller, Limits, Output, Publish, Secret, StepKind, Work,
};

/// A workflow that can be run: every step typed, every reference resolved, no cycles.
pub struct Workflow {
    /// The workflow's name.
    pub name: String,
    /// The workflow's file.
    pub path: PathBuf,
    /// The project's directory, from which relative paths start.
    pub root: PathBuf,
    /// The parameters that the workflow allows to be shown with results, including values set on
    /// the command line. Only the steps that use the others know them.
    pub published_params: Value,
    /// The places that the steps publish to, without links.
    pub places: Vec<PathBuf>,
    /// The steps, each after those it depends on.
    pub steps: Vec<PlannedStep>,
}

/// A step with its resolved inputs.
pub struct PlannedStep {
    /// The step's name.
    pub name: String,
    /// The kind that it uses.
    pub kind: &'static StepKind,
    /// The step that computes. It knows neither its name, nor the names of its references, nor the
    /// places that its results are published to.
    pub(crate) step: Box<dyn AnyStep>,
    /// The parameters in the key, including defaults, without references and destinations.
    pub params: Value,
    /// The inputs.
    pub inputs: Vec<PlannedInput>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) publish: Vec<Publish>,
    /// The limits of the step, which are not part of its key.
    pub(crate) limits: Limits,
    /// Values from the caller's environment by field, once they have been taken.
    pub(crate) secrets: BTreeMap<String, Secret>,
    /// Fields whose variables the caller has not set.
    pub unset: Vec<FromCaller>,
}

/// An input of a step.
pub struct PlannedInput {
    pub(crate) slot: String,
    /// The source.
    pub edge: Edge,
    pub(crate) columns: Option<Vec<String>>,
    /// `true` if files come in the order of their paths.
    pub(crate) by_path: bool,
    /// `true` if every byte counts, and copies are handed out.
    pub(crate) for_program: bool,
}

/// The source of an input.
pub enum Edge {
    /// The output of the step at this position in [`Workflow::steps`].
    Step {
        /// The position of the step.
        index: usize,
        /// The output's name.
        output: String,
    },
    /// Files outside the cache.
    Files(FilePattern),
}

impl PlannedStep {
    /// The parameter that names the files which divide the step's work, or which its outputs name:
    /// the first input of a step that works file by file or has such an output.
    pub(crate) fn file_slot(&self) -> Option<&str> {
        let by_file = matches!(self.step.work(), Work::Files(_));
        let names_files = || self.outputs.iter().any(|output| output.names.is_some());
        (by_file || names_files())
            .then(|| self.inputs.first().map(|input| input.slot.as_str()))
            .flatten()
    }

    /// The parameters of the step that computes, with stand-ins for all that is not in the key.
    ///
    /// # Errors
    ///
    /// If a parameter cannot be serialised.
    pub fn computing_params(&self) -> serde_json::Result<Value> {
        self.step.params()
    }

    /// The positions of the steps that this one reads, each once.
    pub fn dependencies(&self) -> Vec<usize> {
        let mut indices: Vec<usize> = self
            .inputs
            .iter()
            .filter_map(|input| match input.edge {
                Edge::Step { index, .. } => Some(index),
                Edge::Files(_) => None,
            })
            .collect();
        indices.sort_unstable();
        indices.dedup();
        indices
    }
}

impl Workflow {
    /// Marks the steps that are needed for the given ones; all if none is given.
    pub fn needed(&self, targets: &[usize]) -> Vec<bool> {
        if targets.is_empty() {
            return vec![true; self.steps.len()];
        }
        let mut needed = vec![false; self.steps.len()];
        let mut queue = targets.to_vec();
        while let Some(index) = queue.pop() {
            if !std::mem::replace(&mut needed[index], true) {
                queue.extend(self.steps[index].dependencies());
            }
        }
        needed
    }
}
