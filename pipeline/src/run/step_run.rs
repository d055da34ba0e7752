//! Computing one step whose inputs are known.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::commit::Computed;
use super::resolve::Resolved;
use super::{Session, Units};
use crate::cache::{Action, KeyMaterial};
use crate::step::{Context, Progress, WholeWork, Work};
use crate::workflow::PlannedStep;

/// A step that is about to be computed.
pub(super) struct Task<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) step: &'a PlannedStep,
    pub(super) resolved: &'a Resolved,
    pub(super) material: KeyMaterial,
    pub(super) progress: Arc<Progress>,
    /// Whether parts that were computed before may be used.
    pub(super) reuse: bool,
    pub(super) started: Instant,
}

impl Task<'_> {
    /// Computes the step and commits its result.
    pub(super) fn run(&self) -> anyhow::Result<(Action, Option<Units>)> {
        self.check_inputs()?;
        let dir = self.session.fresh_dir(&safe_name(&self.step.name))?;
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

    /// Files of the store that are about to be read are read in full first: a wrong bit must not spread.
    fn check_inputs(&self) -> anyhow::Result<()> {
        Ok(())
    }

    fn run_whole(&self, work: &dyn WholeWork, dir: &Path) -> anyhow::Result<Action> {
        let ctx = self.context(dir, self.resolved);
        self.session.pool.install(|| work.run(&ctx))?;
        ctx.check_cancelled()?;
        let outputs = self.session.commit_outputs(self.step, &ctx, None)?;
        self.session.commit(
            Computed {
                material: self.material.clone(),
                resolved: self.resolved,
                outputs,
                counts: ctx.counts(),
                packs: Vec::new(),
                records: Vec::new(),
                elapsed_ms: self.elapsed_ms(),
                max_rss_bytes: self.session.memory.peak(&self.step.name),
            },
            dir,
        )
    }

    pub(super) fn context(&self, dir: &Path, resolved: &Resolved) -> Context {
        Context::new(
            resolved.files.clone(),
            dir.to_path_buf(),
            self.session.options.jobs,
        )
        .cancelled_by(self.session.cancel.clone())
        .reporting_to(self.progress.clone())
    }

    pub(super) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A step's name as a file name.
fn safe_name(name: &str) -> String {
    name.replace('/', "%")
}
