//! Computes one step whose inputs are resolved.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;

use super::commit::Computed;
use super::failure::is_interruption;
use super::resolve::Resolved;
use super::{Event, Session, StepLog, Units};
use crate::cache::{Action, CacheError, Digest, KeyMaterial, Part};
use crate::step::{Context, Hint, Progress, WholeWork, Work};
use crate::workflow::PlannedStep;

/// A step that is about to be computed.
pub(super) struct Task<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) step: &'a PlannedStep,
    pub(super) resolved: Resolved,
    pub(super) material: KeyMaterial,
    pub(super) progress: Arc<Progress>,
    /// `true` if cached parts may be used.
    pub(super) reuse: bool,
    pub(super) started: Instant,
    /// The beginning of the current attempt, from which its timeout counts.
    pub(super) began: Instant,
    /// The log of the lines that the step's program prints.
    pub(super) log: Arc<StepLog>,
}

impl Task<'_> {
    /// Computes the step, as often as its limits allow, and commits its result.
    pub(super) fn run(mut self) -> anyhow::Result<(Action, Option<Units>)> {
        let attempts = self.step.limits.attempts();
        // Laid-out inputs are in the attempt's directory, which the next attempt empties; each
        // begins with the store's paths.
        let known = (attempts > 1).then(|| self.resolved.clone());
        for attempt in 1.. {
            if let Some(known) = &known {
                self.resolved = known.clone();
            }
            let error = match self.attempt() {
                Err(error) => error,
                done => return done,
            };
            // An attempt that failed while the run was cancelled is not tried again.
            if is_interruption(&error) || self.session.is_cancelled() {
                return Err(error);
            }
            if attempt == attempts {
                let all = format!("all {attempts} attempts failed; the last of them");
                return Err(if attempts > 1 {
                    error.context(all)
                } else {
                    error
                });
            }
            let text = format!("attempt {attempt} of {attempts} failed: {error:#}");
            self.log.begin_attempt(&text);
            self.session.reporter.emit(Event::StepRetried {
                step: self.step.name.clone(),
                attempt,
                attempts,
                error: format!("{error:#}"),
            });
        }
        anyhow::bail!("it was retried without end")
    }

    /// Computes the step once, from an empty directory.
    fn attempt(&mut self) -> anyhow::Result<(Action, Option<Units>)> {
        self.began = Instant::now();
        let done = self.compute_once();
        match &self.step.limits.timeout {
            // A step that is over time is cancelled like an interrupted one; only the run's own
            // flag tells them apart.
            Some(timeout)
                if done.as_ref().is_err_and(is_interruption) && !self.session.is_cancelled() =>
            {
                let message =
                    format!("it took longer than its `timeout` of {timeout} and was ended");
                Err(Hint::new(message, "raise `timeout`").into())
            }
            _ => done,
        }
    }

    fn compute_once(&mut self) -> anyhow::Result<(Action, Option<Units>)> {
        // First of all: a wrong bit must not be laid out or computed with.
        self.for_cache(|| self.check_inputs())?;
        let mut resolved = std::mem::take(&mut self.resolved);
        // Before the step reads: only from then on does every change show.
        self.for_cache(|| resolved.settle(self.session.stat))?;
        self.resolved = resolved;
        let dir = self.dir();
        fresh(&dir)?;
        self.resolved = self.for_cache(|| self.deliver(&dir))?;
        match self.step.step.work() {
            Work::Whole(work) => self.run_whole(work, &dir).map(|action| (action, None)),
            Work::Files(work) => self
                .run_files(work, &dir)
                .map(|(action, units)| (action, Some(units))),
            Work::Records(work) => self
                .run_records(work, &dir)
                .map(|(action, units)| (action, Some(units))),
        }
    }

    /// Returns `true` if the step has to end: the run was interrupted, or the step's time is up.
    pub(super) fn is_over(&self) -> bool {
        let timeout = self.step.limits.timeout.map(|timeout| timeout.0);
        self.session.is_cancelled() || timeout.is_some_and(|most| self.began.elapsed() >= most)
    }

    /// The directory that the step writes to. The step's name may be too long for a directory, or
    /// differ from another's only in characters that a directory's name cannot hold, so a digest
    /// stands for it.
    pub(super) fn dir(&self) -> PathBuf {
        let name = Digest::of(self.step.name.as_bytes()).to_string();
        self.session.tmp.join(&name[..32])
    }

    /// Checks the files of the store that the step is about to use, unless this run has read them
    /// before.
    fn check_inputs(&self) -> anyhow::Result<()> {
        let blobs = self.session.store.blobs_dir();
        let files = self.resolved.files.values().flatten();
        for file in files.filter(|file| file.path.starts_with(&blobs)) {
            let digest = file
                .path
                .file_name()
                .and_then(|name| name.to_str()?.parse().ok());
            let digest = digest
                .with_context(|| format!("`{}` is not a file of the store", file.path.display()))?;
            if let Err(error) = self.session.check(&file.path, digest, None) {
                self.session.set_aside(&file.path, error)?;
                let message = format!(
                    "`{}` was damaged and has been moved to quarantine",
                    file.label
                );
                return Err(Hint::new(message, "run again to compute it again").into());
            }
        }
        Ok(())
    }

    fn run_whole(&self, work: &dyn WholeWork, dir: &Path) -> anyhow::Result<Action> {
        let ctx = self.context(dir, &self.resolved);
        self.session.pool.install(|| work.run(&ctx))?;
        ctx.check_cancelled()?;
        let outputs = self.for_cache(|| self.session.commit_outputs(self.step, &ctx, None))?;
        let computed = self.computed(outputs, ctx.counts(), ctx.findings());
        self.for_cache(|| {
            let action = self.session.commit(self.step, computed, dir)?;
            // After the commit, which checks that the program left them alone.
            self.take_back(dir)?;
            Ok(action)
        })
    }

    /// The result of the whole step, without records.
    pub(super) fn computed(
        &self,
        outputs: BTreeMap<String, Vec<Part>>,
        counts: BTreeMap<String, u64>,
        findings: Vec<String>,
    ) -> Computed<'_> {
        Computed {
            material: self.material.clone(),
            resolved: &self.resolved,
            outputs,
            counts,
            findings,
            packs: Vec::new(),
            records: Vec::new(),
            elapsed_ms: self.elapsed_ms(),
            max_rss_bytes: self.session.memory.peak(&self.step.name),
        }
    }

    pub(super) fn context(&self, dir: &Path, resolved: &Resolved) -> Context {
        Context::new(
            resolved.files.clone(),
            dir.to_path_buf(),
            self.session.options.jobs,
        )
        .cancelled_by(self.session.cancel.clone())
        .reporting_to(self.progress.clone())
        .printing_to(self.log.clone())
        .limited(&self.step.limits, self.began)
        .with_secrets(self.step.secrets.clone())
        .hosted(self.session.options.host.clone())
    }

    /// Runs `work` for the cache; its time counts as the cache's.
    pub(super) fn for_cache<T>(&self, work: impl FnOnce() -> T) -> T {
        self.session.cache_time.of(&self.step.name, work)
    }

    pub(super) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Makes an empty directory.
fn fresh(dir: &Path) -> anyhow::Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).map_err(CacheError::io("remove", dir))?;
    }
    fs::create_dir_all(dir).map_err(CacheError::io("create", dir))?;
    Ok(())
}
