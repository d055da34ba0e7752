//! Resolves a step's references to the content that its key depends on and the files that it reads.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use rayon::prelude::*;

use super::unchanged::Handed;
use crate::cache::{Action, Digest, InputKey, KeyMaterial, Label, Part, Seen, StatCache, Store};
use crate::paths::expand;
use crate::step::{FilePattern, Hint, InputFile};
use crate::workflow::{Edge, PlannedInput, PlannedStep, Workflow};

/// The resolved inputs of a step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resolved {
    pub(crate) keys: BTreeMap<String, InputKey>,
    pub(crate) files: BTreeMap<String, Vec<InputFile>>,
    pub(crate) labels: BTreeMap<String, Vec<Label>>,
    /// The parts of files that come from other steps, in the same order.
    pub(crate) parts: BTreeMap<String, Vec<Part>>,
    /// The state of source files when the key was made, in the same order as the files.
    pub(crate) sources: BTreeMap<String, Vec<Seen>>,
    /// The files that a program was handed.
    pub(crate) handed: Vec<Handed>,
}

impl Resolved {
    /// The step's source files, in the order that is significant.
    pub(crate) fn source_labels(&self, step: &PlannedStep) -> &[Label] {
        step.file_slot()
            .and_then(|slot| self.labels.get(slot))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the material of the step's key.
    ///
    /// # Errors
    ///
    /// If a variable that it takes from the caller's environment is not set.
    pub(crate) fn material(&self, step: &PlannedStep) -> anyhow::Result<KeyMaterial> {
        if let Some(field) = step.unset.first() {
            let (field, variable) = (field.field(), &field.variable);
            return Err(Hint::new(
                format!(
                    "`{field}` comes from the environment variable `{variable}`, which is not set"
                ),
                format!("set `{variable}` to the value"),
            )
            .into());
        }
        let (params, inputs) = (step.params.clone(), self.keys.clone());
        Ok(KeyMaterial::new(
            step.kind.name,
            step.kind.code,
            params,
            inputs,
        ))
    }
}

/// Resolves all inputs of a step. `done` has the results of the steps before it.
pub(crate) fn resolve(
    store: &Store,
    stat: &StatCache,
    workflow: &Workflow,
    step: &PlannedStep,
    done: &[Option<Arc<Action>>],
) -> anyhow::Result<Resolved> {
    let mut resolved = Resolved::default();
    for input in &step.inputs {
        match &input.edge {
            Edge::Step { index, output } => {
                let action = done
                    .get(*index)
                    .and_then(Option::as_ref)
                    .context("a step is resolved before what it reads")?;
                let parts = action
                    .outputs
                    .get(output)
                    .with_context(|| format!("a result without its output `{output}`"))?;
                add_parts(&mut resolved, store, input, parts);
            }
            Edge::Files(pattern) => add_files(&mut resolved, stat, &workflow.root, input, pattern)
                .with_context(|| format!("`{}`", input.slot))?,
        }
    }
    Ok(resolved)
}

/// Adds the parts of another step, in the order of the content that is read, so that neither names
/// nor the order of files influence a result.
fn add_parts(resolved: &mut Resolved, store: &Store, input: &PlannedInput, parts: &[Part]) {
    let columns = input.columns.as_deref();
    let mut sorted: Vec<(Digest, &Part)> = parts
        .iter()
        .map(|part| {
            let digest = if input.for_program {
                part.as_handed()
            } else {
                part.digest(columns)
            };
            (digest, part)
        })
        .collect();
    // The blob decides between parts of equal content, so that the order is the same on every run.
    sorted.sort_by_key(|(digest, part)| (*digest, part.blob));
    let in_order: Vec<&Part> = sorted.iter().map(|(_, part)| *part).collect();
    let key = if input.for_program {
        InputKey::Whole(sorted.iter().map(|(digest, _)| *digest).collect())
    } else {
        InputKey::of(&in_order, columns)
    };
    resolved.keys.insert(input.slot.clone(), key);
    resolved
        .parts
        .insert(input.slot.clone(), in_order.into_iter().cloned().collect());
    let files = sorted.iter().map(|(_, part)| InputFile {
        path: store.blob_path(part.blob),
        label: part.label.clone(),
    });
    resolved.files.insert(input.slot.clone(), files.collect());
    let labels = sorted.iter().map(|(digest, part)| Label {
        name: part.label.clone(),
        digest: *digest,
        blob: Some(part.blob),
    });
    resolved.labels.insert(input.slot.clone(), labels.collect());
}

fn add_files(
    resolved: &mut Resolved,
    stat: &StatCache,
    root: &Path,
    input: &PlannedInput,
    pattern: &FilePattern,
) -> anyhow::Result<()> {
    let paths = expand(root, pattern)?;
    // In parallel: the first run reads all files in full.
    let seen: anyhow::Result<Vec<Seen>> = paths
        .into_par_iter()
        .map(|path| {
            stat.see(&path)
                .with_context(|| format!("cannot read `{}`", path.display()))
        })
        .collect();
    // `expand` gives the files in the order of their paths.
    let mut seen = seen?;
    // By content, so that renaming a file does not change the key.
    if !input.by_path {
        seen.sort_by(|a, b| (a.digest, &a.path).cmp(&(b.digest, &b.path)));
    }
    resolved.keys.insert(
        input.slot.clone(),
        InputKey::Whole(seen.iter().map(|seen| seen.digest).collect()),
    );
    let label = |path: &Path| path.display().to_string();
    let labels = seen.iter().map(|seen| Label {
        name: label(&seen.path),
        digest: seen.digest,
        blob: None,
    });
    resolved.labels.insert(input.slot.clone(), labels.collect());
    let files = seen.iter().map(|seen| InputFile {
        path: seen.place.clone(),
        label: label(&seen.path),
    });
    resolved.files.insert(input.slot.clone(), files.collect());
    resolved.sources.insert(input.slot.clone(), seen);
    Ok(())
}
