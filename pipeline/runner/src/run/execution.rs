//! A whole run: the project's cache is held, the steps are brought up to date, and the directory for what is unfinished is removed.

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
    /// Makes the directory of the run `id`, and removes what dead runs have left. Nobody else uses it while `lock` is held.
    ///
    /// # Errors
    /// When the cache cannot be written to.
    pub fn begin(id: &str, store: Store, lock: StoreLock) -> anyhow::Result<Self> {
        let root = store.tmp_dir();
        if root.exists() {
            fs::remove_dir_all(&root).map_err(CacheError::io("remove", &root))?;
        }
        let tmp = root.join(id);
        fs::create_dir_all(&tmp).map_err(CacheError::io("create", &tmp))?;
        Ok(Self {
            id: id.to_owned(),
            store: store.pinning(&tmp)?,
            tmp,
            started: Instant::now(),
            _lock: lock,
        })
    }

    /// The directory for what is unfinished. What a run that is killed leaves there, the next one removes.
    pub fn tmp(&self) -> &Path {
        &self.tmp
    }

    /// Brings the `needed` steps up to date, until `cancel` is set.
    ///
    /// # Errors
    /// When the cache cannot be used. A step that fails is told to `reporter`, and makes the outcome [`Outcome::Failed`].
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

    /// The last state of the workflow, in which its name and places are noted as taken.
    fn taken(&self, workflow: &Workflow) -> anyhow::Result<Head> {
        let mut head = self.store.head(&workflow.name).unwrap_or_default();
        let owner = owner(workflow)?;
        if head.owner.as_ref() != Some(&owner) {
            head.owner = Some(owner);
            self.store.commit_head(&workflow.name, &head, &self.tmp)?;
        }
        Ok(head)
    }
}

/// What the workflow takes.
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
