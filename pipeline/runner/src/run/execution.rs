//! A whole run: it holds the project's cache, brings the steps up to date, and removes its
//! directory of unfinished files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use anyhow::Context as _;

use super::schedule::{Totals, run_steps};
use super::session::{Options, Session};
use super::{Event, Outcome, Reporter, StepInfo};
use crate::cache::{CacheError, Head, Owner, Store, StoreLock};
use crate::paths::resolved;
use crate::workflow::Workflow;

/// A run that is about to begin, alone in its cache.
#[derive(Debug)]
pub struct Run {
    id: String,
    store: Store,
    tmp: PathBuf,
    started: Instant,
    _lock: StoreLock,
}

impl Run {
    /// Creates the directory of the run `id`, and removes the leftovers of dead runs. No other run
    /// is active while `lock` is held.
    ///
    /// # Errors
    ///
    /// If the cache cannot be written to.
    pub fn begin(id: &str, store: Store, lock: StoreLock) -> anyhow::Result<Self> {
        // The lock shows that no run is alive, so everything in `tmp/` is left over.
        store.clear_tmp()?;
        let tmp = store.tmp_dir().join(id);
        fs::create_dir_all(&tmp).map_err(CacheError::io("create", &tmp))?;
        Ok(Self {
            id: id.to_owned(),
            store: store.pinning(&tmp)?,
            tmp,
            started: Instant::now(),
            _lock: lock,
        })
    }

    /// The directory of unfinished files. If this run is killed, the next one removes it.
    pub fn tmp(&self) -> &Path {
        &self.tmp
    }

    /// Brings the `needed` steps up to date, until `cancel` is set.
    ///
    /// # Errors
    ///
    /// If the cache cannot be used. A step that fails is reported to `reporter`, and makes the
    /// outcome [`Outcome::Failed`].
    pub fn execute(
        self,
        workflow: &Workflow,
        needed: &[bool],
        options: &Options,
        reporter: &Reporter,
        cancel: Arc<AtomicBool>,
    ) -> anyhow::Result<Outcome> {
        let stat = self
            .store
            .stat_cache(&workflow.root)
            .thorough(options.verify);
        // One pool for all steps: together they use `jobs` threads, however many run.
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(options.jobs)
            .build()
            .context("cannot start threads")?;
        let session = Session {
            store: &self.store,
            stat: &stat,
            workflow,
            options,
            reporter,
            cancel,
            pool,
            memory: Default::default(),
            cache_time: Default::default(),
            tmp: self.tmp.clone(),
            logs: self.store.logs_dir().join(&self.id),
            checked: Default::default(),
        };
        reporter.emit(started(&self.id, workflow, needed, options.jobs));
        // Before the first step: a run that is killed halfway has taken its places too.
        let head = self.taken(workflow)?;
        let totals = run_steps(&session, needed, head)?;
        fs::remove_dir_all(&self.tmp).map_err(CacheError::io("remove", &self.tmp))?;
        stat.save()?;
        let outcome = totals.outcome();
        let Totals {
            ran,
            reused,
            failed,
            skipped,
            ..
        } = totals;
        reporter.emit(Event::RunFinished {
            outcome,
            elapsed_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            ran,
            reused,
            failed,
            skipped,
        });
        Ok(outcome)
    }

    /// Returns the last state of the workflow, with its name and places noted as taken.
    fn taken(&self, workflow: &Workflow) -> anyhow::Result<Head> {
        // A damaged state loses explanations, not results; it is written anew.
        let mut head = self.store.head(&workflow.name).unwrap_or_default();
        let owner = owner(workflow)?;
        if head.owner.as_ref() != Some(&owner) {
            head.owner = Some(owner);
            self.store.commit_head(&workflow.name, &head, &self.tmp)?;
        }
        Ok(head)
    }
}

/// The workflow's name, file and places.
fn owner(workflow: &Workflow) -> anyhow::Result<Owner> {
    let here = resolved(&workflow.root)?;
    let relative = |path: &Path| {
        let path = path.strip_prefix(&here).unwrap_or(path);
        path.to_string_lossy().into_owned()
    };
    Ok(Owner {
        name: workflow.name.clone(),
        file: relative(&resolved(&workflow.root.join(&workflow.path))?),
        places: workflow
            .places
            .iter()
            .map(|place| relative(place))
            .collect(),
    })
}

fn started(run: &str, workflow: &Workflow, needed: &[bool], jobs: usize) -> Event {
    let steps = workflow.steps.iter().zip(needed);
    let steps = steps
        .filter(|(_, needed)| **needed)
        .map(|(step, _)| StepInfo {
            name: step.name.clone(),
            kind: step.kind.name.to_owned(),
            reads: step
                .dependencies()
                .into_iter()
                .map(|index| workflow.steps[index].name.clone())
                .collect(),
        });
    Event::RunStarted {
        run: run.to_owned(),
        workflow: workflow.name.clone(),
        file: workflow.path.display().to_string(),
        params: workflow.published_params.clone(),
        jobs,
        steps: steps.collect(),
    }
}
