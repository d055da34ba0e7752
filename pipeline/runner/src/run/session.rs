//! The parts that everything in one run shares.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::cache_time::CacheTime;
use super::memory::MemoryWatch;
use super::{Event, Reporter, StepFinished};
use crate::cache::{Action, CacheError, Digest, Part, StatCache, Store};
use crate::step::Host;
use crate::workflow::Workflow;

/// Options of a run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The number of threads, and of steps at the same time.
    pub jobs: usize,
    /// Continue after a failure with steps that do not depend on it.
    pub keep_going: bool,
    /// Steps to run even if they are cached.
    pub force: BTreeSet<String>,
    /// Run every step even if it is cached.
    pub no_cache: bool,
    /// Read every source and published file instead of trusting times and sizes.
    pub verify: bool,
    /// The facts about this process that steps may know.
    pub host: Host,
}

/// Everything that the parts of one run share.
pub(crate) struct Session<'a> {
    pub(crate) store: &'a Store,
    pub(crate) stat: &'a StatCache,
    pub(crate) workflow: &'a Workflow,
    pub(crate) options: &'a Options,
    pub(crate) reporter: &'a Reporter,
    pub(crate) cancel: Arc<AtomicBool>,
    pub(crate) pool: ThreadPool,
    pub(crate) memory: MemoryWatch,
    pub(crate) cache_time: CacheTime,
    /// This run's directory below `tmp/`.
    pub(crate) tmp: PathBuf,
    /// The directory for the output that this run's steps print.
    pub(crate) logs: PathBuf,
    /// Files of the store that this run has read and found intact.
    pub(crate) checked: Mutex<BTreeSet<Digest>>,
}

impl Session<'_> {
    pub(crate) fn is_cancelled(&self) -> bool {
        // Relaxed: the flag stands alone, and a moment more of work does no harm.
        self.cancel.load(Ordering::Relaxed)
    }

    /// Returns a cached result with all its files intact. Damage is reported and set aside, and the
    /// step counts as not cached.
    pub(crate) fn find(&self, key: Digest) -> anyhow::Result<Option<Action>> {
        let path = self.store.action_path(key);
        let action = match self.store.take_action(key) {
            Ok(Some(action)) => action,
            Ok(None) => return Ok(None),
            Err(error) => return self.set_aside(&path, error).map(|()| None),
        };
        let parts: Vec<&Part> = action.outputs.values().flatten().collect();
        let damage: Vec<(PathBuf, CacheError)> = self.pool.install(|| {
            parts
                .into_par_iter()
                .filter_map(|part| {
                    let path = self.store.blob_path(part.blob);
                    let error = self.check(&path, part.blob, Some(part.bytes)).err()?;
                    Some((path, error))
                })
                .collect()
        });
        if !damage.is_empty() {
            damage
                .into_iter()
                .try_for_each(|(path, error)| self.set_aside(&path, error))?;
            return Ok(None);
        }
        // After the check: a damaged result was not used.
        self.store.touch_action(key);
        Ok(Some(action))
    }

    /// Reads a file of the store in full and checks it, once in a run.
    pub(super) fn check(
        &self,
        path: &Path,
        blob: Digest,
        bytes: Option<u64>,
    ) -> Result<(), CacheError> {
        if !self
            .checked
            .lock()
            .is_ok_and(|checked| checked.contains(&blob))
        {
            self.store.check(path, blob, bytes)?;
            self.note_checked(blob);
        }
        Ok(())
    }

    /// Notes that a file of the store was intact in this run.
    pub(super) fn note_checked(&self, blob: Digest) {
        if let Ok(mut checked) = self.checked.lock() {
            checked.insert(blob);
        }
    }

    /// Reports damage and moves the file to quarantine. Other errors are returned.
    pub(crate) fn set_aside(&self, path: &Path, error: CacheError) -> anyhow::Result<()> {
        let CacheError::Damaged { what, .. } = &error else {
            return Err(error.into());
        };
        self.report_damage(path, what)
    }

    pub(super) fn report_end(&self, finished: StepFinished) {
        self.reporter.emit(Event::StepFinished(Box::new(finished)));
    }

    pub(crate) fn report_damage(&self, path: &Path, what: &str) -> anyhow::Result<()> {
        self.reporter.emit(Event::Damaged {
            path: path.display().to_string(),
            what: what.to_owned(),
        });
        self.store.quarantine(path)?;
        Ok(())
    }
}
