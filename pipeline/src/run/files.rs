//! Steps that are computed and cached file by file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::Context as _;
use rayon::prelude::*;

use super::Units;
use super::commit::Computed;
use super::failure::is_interruption;
use super::resolve::Resolved;
use super::step_run::Task;
use crate::cache::{Action, InputKey, KeyMaterial, Part};
use crate::step::{FileWork, InputFile};
use crate::workflow::Edge;

impl Task<'_> {
    pub(super) fn run_files(
        &self,
        work: &dyn FileWork,
        dir: &Path,
    ) -> anyhow::Result<(Action, Units)> {
        let slot = self.divided_slot()?;
        let files = self
            .resolved
            .files
            .get(slot)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let done: Mutex<Vec<(usize, Action, bool)>> = Mutex::new(Vec::new());
        let failed: Mutex<Vec<anyhow::Error>> = Mutex::new(Vec::new());
        let one = |(index, file): (usize, &InputFile)| {
            let stop = !self.session.options.keep_going
                && failed.lock().is_ok_and(|failed| !failed.is_empty());
            if stop || self.session.is_cancelled() {
                return;
            }
            match self.run_file(work, slot, index, file, dir) {
                Ok((action, reused)) => drop(
                    done.lock()
                        .map(|mut done| done.push((index, action, reused))),
                ),
                Err(error) => drop(failed.lock().map(|mut failed| failed.push(error))),
            }
        };
        if work.parallel() {
            self.session
                .pool
                .install(|| files.par_iter().enumerate().for_each(one));
        } else {
            files.iter().enumerate().for_each(one);
        }
        let failed = failed.into_inner().unwrap_or_default();
        if !failed.is_empty() {
            return Err(together(failed, files.len()));
        }
        if self.session.is_cancelled() {
            return Err(crate::step::Cancelled.into());
        }
        self.join(done.into_inner().unwrap_or_default(), dir)
    }

    /// The slot whose files divide the work: the first that holds files.
    fn divided_slot(&self) -> anyhow::Result<&str> {
        let slot = self
            .step
            .inputs
            .iter()
            .find(|input| matches!(input.edge, Edge::Files(_)));
        slot.map(|input| input.slot.as_str())
            .context("a step that works file by file reads no files")
    }

    /// Computes or finds one file's part; the flag says that it was found.
    fn run_file(
        &self,
        work: &dyn FileWork,
        slot: &str,
        index: usize,
        file: &InputFile,
        dir: &Path,
    ) -> anyhow::Result<(Action, bool)> {
        let started = Instant::now();
        let resolved = self.restricted(slot, index, file);
        let material = KeyMaterial {
            inputs: resolved.keys.clone(),
            ..self.material.clone()
        };
        if self.reuse
            && let Some(action) = self.session.find(material.key())?
        {
            return Ok((action, true));
        }
        let dir = dir.join(index.to_string());
        std::fs::create_dir_all(&dir)?;
        let ctx = self.context(&dir, &resolved);
        let ran = if work.parallel() {
            work.run_file(&ctx)
        } else {
            self.session.pool.install(|| work.run_file(&ctx))
        };
        ran.with_context(|| format!("`{}`", file.label))?;
        ctx.check_cancelled()?;
        let outputs = self
            .session
            .commit_outputs(self.step, &ctx, Some(&file.label))?;
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let max_rss_bytes = self.session.memory.peak(&self.step.name);
        let computed = Computed {
            material,
            resolved: &resolved,
            outputs,
            counts: ctx.counts(),
            packs: Vec::new(),
            records: Vec::new(),
            elapsed_ms,
            max_rss_bytes,
        };
        let action = self.session.commit(computed, &dir)?;
        std::fs::remove_dir_all(&dir)?;
        Ok((action, false))
    }

    /// The inputs with only one file in the divided slot.
    fn restricted(&self, slot: &str, index: usize, file: &InputFile) -> Resolved {
        let mut resolved = self.resolved.clone();
        resolved.files.insert(slot.to_owned(), vec![file.clone()]);
        if let Some(InputKey::Whole(digests)) = resolved.keys.get_mut(slot) {
            *digests = digests.get(index).copied().into_iter().collect();
        }
        if let Some(labels) = resolved.labels.get_mut(slot) {
            *labels = labels.get(index).cloned().into_iter().collect();
        }
        resolved
    }

    /// The result of the whole step: the parts of all files.
    fn join(
        &self,
        mut done: Vec<(usize, Action, bool)>,
        dir: &Path,
    ) -> anyhow::Result<(Action, Units)> {
        done.sort_by_key(|(index, ..)| *index);
        let mut outputs: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut units = Units::default();
        for (_, action, reused) in done {
            action
                .outputs
                .into_iter()
                .for_each(|(name, parts)| outputs.entry(name).or_default().extend(parts));
            action
                .counts
                .into_iter()
                .for_each(|(name, n)| *counts.entry(name).or_default() += n);
            *(if reused {
                &mut units.reused
            } else {
                &mut units.computed
            }) += 1;
        }
        let computed = Computed {
            material: self.material.clone(),
            resolved: self.resolved,
            outputs,
            counts,
            packs: Vec::new(),
            records: Vec::new(),
            elapsed_ms: self.elapsed_ms(),
            max_rss_bytes: self.session.memory.peak(&self.step.name),
        };
        self.session
            .commit(computed, dir)
            .map(|action| (action, units))
    }
}

/// One error for several: the first with its causes, the others by their messages.
pub(super) fn together(mut errors: Vec<anyhow::Error>, of: usize) -> anyhow::Error {
    if let Some(at) = errors.iter().position(is_interruption) {
        return errors.swap_remove(at);
    }
    let first = errors.remove(0);
    if errors.is_empty() {
        return first;
    }
    let n = errors.len() + 1;
    let others: Vec<String> = errors
        .iter()
        .take(9)
        .map(|error| format!("{error:#}"))
        .collect();
    let more = if n > 10 {
        format!("; and {} more", n - 10)
    } else {
        String::new()
    };
    let rest = format!("{n} of {of} failed; also {}{more}", others.join("; "));
    first.context(rest)
}
