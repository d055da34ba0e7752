//! Steps that are computed and cached file by file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};
use std::time::Instant;

use anyhow::Context as _;
use rayon::prelude::*;

use super::Units;
use super::commit::Computed;
use super::failure::is_interruption;
use super::resolve::Resolved;
use super::step_run::Task;
use crate::cache::{Action, InputKey, KeyMaterial, Label, Part, Seen};
use crate::step::{Context, FileWork, InputFile};

/// One file's part: cached, or computed and not in the store yet.
enum FileResult {
    Known(usize, Box<Action>),
    Fresh(Box<Fresh>),
}

struct Fresh {
    index: usize,
    label: String,
    material: KeyMaterial,
    resolved: Resolved,
    ctx: Context,
    dir: PathBuf,
    elapsed_ms: u64,
}

/// The results of the files, with their positions and whether they were cached; and the errors.
#[derive(Default)]
struct Results {
    done: Mutex<Vec<(usize, Action, bool)>>,
    failed: Mutex<Vec<anyhow::Error>>,
}

impl Results {
    fn take(&self, result: anyhow::Result<(usize, Action, bool)>) {
        match result {
            Ok(done) => drop(self.done.lock().map(|mut all| all.push(done))),
            Err(error) => drop(self.failed.lock().map(|mut all| all.push(error))),
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.lock().is_ok_and(|failed| !failed.is_empty())
    }

    fn into_parts(self) -> (Vec<(usize, Action, bool)>, Vec<anyhow::Error>) {
        (
            self.done.into_inner().unwrap_or_default(),
            self.failed.into_inner().unwrap_or_default(),
        )
    }
}

impl Task<'_> {
    /// Computes or finds the part of each file, and joins them to the step's result.
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
        let results = Results::default();
        let sizes: Vec<u64> = files
            .iter()
            // Only the estimate uses the sizes; an unreadable file fails when it is computed.
            .map(|file| std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len()))
            .collect();
        let (mut computed_bytes, mut bytes_left) = (0, sizes.iter().sum::<u64>());
        let go_on =
            || (self.session.options.keep_going || !results.has_failed()) && !self.is_over();
        let compute = |(index, file): (usize, &InputFile)| {
            go_on().then(|| self.compute_file(work, slot, index, file, dir))
        };
        if work.parallel() {
            self.session.pool.install(|| {
                files.par_iter().enumerate().for_each(|numbered| {
                    let done = compute(numbered).map(|computed| {
                        computed.and_then(|computed| match computed {
                            FileResult::Known(index, action) => Ok((index, *action, true)),
                            FileResult::Fresh(fresh) => self.for_cache(|| self.commit_file(fresh)),
                        })
                    });
                    done.into_iter().for_each(|done| results.take(done));
                });
            });
        } else {
            std::thread::scope(|scope| {
                // Without a buffer: at most one file waits for its commit, so little work is lost
                // and little disk is used when the disk is slower than the computation.
                let (sender, receiver) = mpsc::sync_channel::<Box<Fresh>>(0);
                // One file is committed while the next is computed.
                let committing = scope.spawn(|| {
                    receiver
                        .into_iter()
                        .for_each(|fresh| results.take(self.commit_file(fresh)));
                });
                for (index, computed) in files.iter().enumerate().map_while(compute).enumerate() {
                    bytes_left -= sizes[index];
                    // Cached files take no time, so they must not count in the speed.
                    if matches!(computed, Ok(FileResult::Fresh(_))) {
                        computed_bytes += sizes[index];
                        self.estimate(computed_bytes, bytes_left);
                    }
                    match computed {
                        Ok(FileResult::Known(index, action)) => {
                            results.take(Ok((index, *action, true)));
                        }
                        // A committer that is gone has panicked, which the scope passes on.
                        Ok(FileResult::Fresh(fresh)) => {
                            self.for_cache(|| sender.send(fresh).is_ok());
                        }
                        Err(error) => results.take(Err(error)),
                    }
                }
                drop(sender);
                // A panic is passed on by the scope.
                drop(self.for_cache(|| committing.join()));
            });
        }
        let (done, mut failed) = results.into_parts();
        if !failed.is_empty() {
            // The first is shown with its hint.
            if !failed.iter().any(is_interruption) {
                let ctx = self.context(dir, &self.resolved);
                let first = failed.remove(0);
                let advised = self.session.pool.install(|| work.advise(first, &ctx));
                failed.insert(0, advised);
            }
            return Err(together(failed, files.len()));
        }
        if self.is_over() {
            return Err(crate::step::Cancelled.into());
        }
        self.join(work, done, dir)
    }

    /// The slot whose files divide the work: the first slot that holds files.
    fn divided_slot(&self) -> anyhow::Result<&str> {
        self.step
            .file_slot()
            .context("a step that works file by file reads no files")
    }

    /// Extrapolates the remaining work from bytes done.
    fn estimate(&self, computed_bytes: u64, bytes_left: u64) {
        let done = self.progress.done();
        let left = done as f64 * bytes_left as f64 / computed_bytes.max(1) as f64;
        self.progress.estimate(done + left as u64);
    }

    /// Finds one file's part, or computes it.
    fn compute_file(
        &self,
        work: &dyn FileWork,
        slot: &str,
        index: usize,
        file: &InputFile,
        dir: &Path,
    ) -> anyhow::Result<FileResult> {
        let started = Instant::now();
        let resolved = self.restricted(slot, index, file);
        let material = KeyMaterial {
            version: self.material.version,
            kind: self.material.kind.clone(),
            code: self.material.code.clone(),
            params: self.material.params.clone(),
            inputs: resolved.keys.clone(),
        };
        if self.reuse
            && let Some(action) = self.for_cache(|| self.session.find(material.key()))?
        {
            return Ok(FileResult::Known(index, Box::new(action)));
        }
        let dir = dir.join(index.to_string());
        std::fs::create_dir_all(&dir)?;
        let ctx = self.context(&dir, &resolved);
        // Parallel work is on a thread of the pool already, with a file for each.
        let ran = if work.parallel() {
            work.run_file(&ctx)
        } else {
            self.session.pool.install(|| work.run_file(&ctx))
        };
        ran.map_err(|error| named(error, &file.label))?;
        // A step that stops early on cancelling has written only a part of its output.
        ctx.check_cancelled()?;
        Ok(FileResult::Fresh(Box::new(Fresh {
            index,
            label: file.label.clone(),
            material,
            resolved,
            ctx,
            dir,
            elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        })))
    }

    /// Moves one file's outputs into the store and writes the record of its part. From then on the
    /// part is cached, even if another file fails.
    fn commit_file(&self, fresh: Box<Fresh>) -> anyhow::Result<(usize, Action, bool)> {
        let outputs =
            self.session
                .commit_outputs(self.step, &fresh.ctx, Some(fresh.label.as_str()))?;
        let computed = Computed {
            material: fresh.material,
            resolved: &fresh.resolved,
            elapsed_ms: fresh.elapsed_ms,
            ..self.computed(outputs, fresh.ctx.counts(), fresh.ctx.findings())
        };
        let action = self.session.commit(self.step, computed, &fresh.dir)?;
        std::fs::remove_dir_all(&fresh.dir)?;
        Ok((fresh.index, action, false))
    }

    /// Returns the inputs with only one file in the divided slot.
    fn restricted(&self, slot: &str, index: usize, file: &InputFile) -> Resolved {
        let mut resolved = Resolved {
            keys: without(&self.resolved.keys, slot),
            files: without(&self.resolved.files, slot),
            labels: without(&self.resolved.labels, slot),
            parts: self.resolved.parts.clone(),
            sources: without(&self.resolved.sources, slot),
            handed: self.resolved.handed.clone(),
        };
        let at = slot.to_owned();
        resolved.files.insert(at.clone(), vec![file.clone()]);
        let key = self.resolved.keys.get(slot).map(|key| match key {
            InputKey::Whole(digests) => {
                InputKey::Whole(digests.get(index).copied().into_iter().collect())
            }
            InputKey::Columns(tables) => {
                InputKey::Columns(tables.get(index).cloned().into_iter().collect())
            }
        });
        resolved.keys.extend(key.map(|own| (at.clone(), own)));
        let label = |labels: &Vec<Label>| labels.get(index).cloned().into_iter().collect();
        let labels = self.resolved.labels.get(slot).map(label);
        resolved.labels.extend(labels.map(|own| (at.clone(), own)));
        let seen = |sources: &Vec<Seen>| sources.get(index).cloned().into_iter().collect();
        let sources = self.resolved.sources.get(slot).map(seen);
        resolved.sources.extend(sources.map(|own| (at, own)));
        resolved
    }

    /// The result of the whole step: the parts of all files.
    fn join(
        &self,
        work: &dyn FileWork,
        mut done: Vec<(usize, Action, bool)>,
        dir: &Path,
    ) -> anyhow::Result<(Action, Units)> {
        // Files are done in any order; counts and findings come in that of the inputs.
        done.sort_by_key(|(index, ..)| *index);
        let mut outputs: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut findings: Vec<String> = Vec::new();
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
            for finding in action.findings {
                if !findings.contains(&finding) {
                    findings.push(finding);
                }
            }
            *(if reused {
                &mut units.reused
            } else {
                &mut units.computed
            }) += 1;
        }
        let ctx = self.context(dir, &self.resolved);
        findings.extend(self.session.pool.install(|| work.conclude(&counts, &ctx))?);
        let computed = self.computed(outputs, counts, findings);
        self.for_cache(|| self.session.commit(self.step, computed, dir))
            .map(|action| (action, units))
    }
}

/// The number of errors shown beside the first when several files fail; all fit on a screen.
const OTHERS: usize = 4;

/// Returns a message cut after 200 characters.
fn shortened(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(200) {
        message.truncate(end);
        message.push('…');
    }
    message
}

/// Returns the entries of the other slots. The list that is left out may be long, so it is not
/// cloned first.
fn without<T: Clone>(entries: &BTreeMap<String, T>, slot: &str) -> BTreeMap<String, T> {
    entries
        .iter()
        .filter(|(other, _)| *other != slot)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Adds the file's name to an error, unless the step has done so itself.
fn named(error: anyhow::Error, file: &str) -> anyhow::Error {
    if format!("{error:#}").contains(file) {
        error
    } else {
        error.context(format!("`{file}`"))
    }
}

/// Returns one error for several: the first with its causes, the others by their messages. An
/// interruption stands for all.
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
        .take(OTHERS)
        .map(|error| shortened(format!("{error:#}")))
        .collect();
    let more = if n > OTHERS + 1 {
        format!("; and {} more", n - OTHERS - 1)
    } else {
        String::new()
    };
    let rest = format!("{n} of {of} failed; also {}{more}", others.join("; "));
    first.context(rest)
}
