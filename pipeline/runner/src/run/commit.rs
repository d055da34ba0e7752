//! The common end of every step: its outputs enter the store, then its record.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::resolve::Resolved;
use super::{Session, now_ms, tree};
use crate::cache::{Action, Digest, KeyMaterial, Names, Part};
use crate::own_file::own_file;
use crate::step::{Context, Output, OutputForm};
use crate::workflow::PlannedStep;

/// A computed result that is not in the store yet.
pub(super) struct Computed<'a> {
    pub(super) material: KeyMaterial,
    pub(super) resolved: &'a Resolved,
    pub(super) outputs: BTreeMap<String, Vec<Part>>,
    pub(super) counts: BTreeMap<String, u64>,
    pub(super) findings: Vec<String>,
    pub(super) packs: Vec<Digest>,
    pub(super) records: Vec<(String, Digest)>,
    pub(super) elapsed_ms: u64,
    pub(super) max_rss_bytes: u64,
}

impl Session<'_> {
    /// Moves the outputs that a step has written into the store, all at once: each mostly waits for
    /// the disk.
    pub(super) fn commit_outputs(
        &self,
        step: &PlannedStep,
        ctx: &Context,
        label: Option<&str>,
    ) -> anyhow::Result<BTreeMap<String, Vec<Part>>> {
        let commit = |output| self.commit_output(step, ctx, label, output);
        std::thread::scope(|scope| {
            let committing: Vec<_> = step
                .outputs
                .iter()
                .map(|output| (output, scope.spawn(|| commit(output))))
                .collect();
            committing
                .into_iter()
                .map(|(output, thread)| {
                    let part = thread
                        .join()
                        .unwrap_or_else(|_| Err(anyhow::anyhow!("a thread panicked")))?;
                    Ok((output.name.to_string(), vec![part]))
                })
                .collect()
        })
    }

    fn commit_output(
        &self,
        step: &PlannedStep,
        ctx: &Context,
        label: Option<&str>,
        output: &Output,
    ) -> anyhow::Result<Part> {
        let staged = self.staged_file(ctx, output)?;
        let label = label.map_or_else(|| format!("{}.{}", step.name, output.name), str::to_owned);
        let names = output.names.as_ref().map(|column| {
            let files = step.file_slot().map_or(&[][..], |slot| ctx.input(slot));
            Names::new(column, files.iter().map(|file| file.label.clone()))
        });
        let part = self.store.commit_output(&staged, output, &label, names)?;
        // Its digest was just taken, so later steps of this run need not read it to check it.
        self.note_checked(part.blob);
        Ok(part)
    }

    /// Returns the file that enters the store for an output: the file that the step wrote, or the
    /// pack of the directory that it wrote.
    fn staged_file(&self, ctx: &Context, output: &Output) -> anyhow::Result<PathBuf> {
        let path = ctx.output(&output.name);
        if output.form == OutputForm::Tree {
            anyhow::ensure!(
                path.is_dir(),
                "it did not write its output `{}`",
                output.name
            );
            let packed = ctx.out_dir().join(format!(".{}.pack", output.name));
            tree::pack(&path, &packed)?;
            return Ok(packed);
        }
        // A link would leave the store with bytes that somebody else can change.
        own_file(&path)
            .with_context(|| format!("it did not write its output `{}`", output.name))?;
        Ok(path)
    }

    /// Writes the record, from which on the result is cached. Fails if an input has changed since
    /// the key was made.
    pub(super) fn commit(
        &self,
        step: &PlannedStep,
        computed: Computed<'_>,
        dir: &Path,
    ) -> anyhow::Result<Action> {
        let Computed {
            material,
            resolved,
            outputs,
            counts,
            findings,
            packs,
            records,
            elapsed_ms,
            max_rss_bytes,
        } = computed;
        // After the outputs are written and before the record is: a change later than this cannot
        // have reached the outputs.
        resolved.check_unchanged()?;
        let (labels, source_labels) = (resolved.labels.clone(), resolved.source_labels(step));
        let key = material.key();
        let mut action = Action {
            key,
            material,
            labels,
            outputs,
            counts,
            findings,
            packs,
            records,
            created_ms: now_ms(),
            elapsed_ms,
            max_rss_bytes,
        };
        // Equal content may have been written under other names, by a run between.
        action.rename(source_labels);
        self.store.commit_action(&action, dir)?;
        Ok(action)
    }
}
