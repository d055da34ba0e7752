//! Steps that are made of many small records, each cached by itself.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rayon::prelude::*;

use super::Units;
use super::commit::Computed;
use super::files::together;
use super::step_run::Task;
use crate::cache::{Action, Digest, RecordStore};
use crate::step::{Cancelled, RecordSet, RecordWork};

/// New records are written at least this often, so that a killed run loses little.
const FLUSH_EVERY: Duration = Duration::from_secs(2);
/// New records are written at the latest when there are this many bytes of them.
const FLUSH_BYTES: usize = 8 << 20;

impl Task<'_> {
    pub(super) fn run_records(
        &self,
        work: &dyn RecordWork,
        dir: &Path,
    ) -> anyhow::Result<(Action, Units)> {
        let ctx = self.context(dir, &self.resolved);
        let set = self.session.pool.install(|| work.records(&ctx))?;
        ctx.check_cancelled()?;
        let keys = self.for_cache(|| self.record_keys(set.as_ref(), work.combined_params()));
        let mut store = self.for_cache(|| RecordStore::open(self.session.store))?;
        let known = |&key: &Digest| if self.reuse { store.get(key) } else { None };
        let mut values: Vec<Option<Vec<u8>>> = self.for_cache(|| keys.iter().map(known).collect());
        for (path, what) in store.take_damaged() {
            self.session.report_damage(&path, &what)?;
        }
        let missing: Vec<usize> = (0..keys.len())
            .filter(|&index| values[index].is_none())
            .collect();
        let units = Units {
            computed: missing.len() as u64,
            reused: (keys.len() - missing.len()) as u64,
        };
        self.progress.start(work.unit(), Some(missing.len() as u64));
        let batches = self.compute(set.as_ref(), &keys, &missing, &mut values, &mut store, dir)?;
        let values = values
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .context("a record was not computed")?;
        self.session.pool.install(|| set.combine(&values, &ctx))?;
        ctx.check_cancelled()?;
        let outputs = self.for_cache(|| self.session.commit_outputs(self.step, &ctx, None))?;
        let packs = self.for_cache(|| store.settle(self.session.store, dir, &keys, &batches))?;
        let records = keys
            .iter()
            .enumerate()
            .map(|(index, key)| (set.id(index), *key))
            .collect();
        let computed = Computed {
            material: self.material.clone(),
            resolved: &self.resolved,
            outputs,
            counts: ctx.counts(),
            findings: ctx.findings(),
            packs,
            records,
            elapsed_ms: self.elapsed_ms(),
            max_rss_bytes: self.session.memory.peak(&self.step.name),
        };
        self.for_cache(|| self.session.commit(self.step, computed, dir))
            .map(|action| (action, units))
    }

    fn record_keys(&self, set: &dyn RecordSet, beside: &[&str]) -> Vec<Digest> {
        let keys = self.material.record_keys(beside);
        let key = |index: usize| {
            let mut material = Vec::new();
            set.material(index, &mut material);
            keys.key(&material)
        };
        self.session
            .pool
            .install(|| (0..set.len()).into_par_iter().map(key).collect())
    }

    /// Computes the missing records and writes them to packs as they come. Gives the packs.
    fn compute(
        &self,
        set: &dyn RecordSet,
        keys: &[Digest],
        missing: &[usize],
        values: &mut [Option<Vec<u8>>],
        store: &mut RecordStore,
        dir: &Path,
    ) -> anyhow::Result<Vec<Digest>> {
        let stop = AtomicBool::new(false);
        let (sender, receiver) = mpsc::channel::<(usize, anyhow::Result<Vec<u8>>)>();
        let mut packs = Vec::new();
        let mut errors = Vec::new();
        std::thread::scope(|scope| -> anyhow::Result<()> {
            scope.spawn(|| {
                // The sender moves in here, so that the receiver ends when the work does.
                let sender = sender;
                let one = |&index: &usize| {
                    if stop.load(Ordering::Relaxed) || self.session.is_cancelled() {
                        return;
                    }
                    let value = set
                        .compute(index)
                        .with_context(|| format!("`{}`", set.id(index)));
                    if value.is_err() && !self.session.options.keep_going {
                        stop.store(true, Ordering::Relaxed);
                    }
                    self.progress.add(1);
                    // A receiver that has gone has failed and says so itself.
                    let _ = sender.send((index, value));
                };
                self.session
                    .pool
                    .install(|| missing.par_iter().for_each(one));
            });
            let written =
                self.collect(&receiver, keys, values, &mut errors, store, dir, &mut packs);
            stop.store(true, Ordering::Relaxed);
            written
        })?;
        if self.session.is_cancelled() {
            return Err(Cancelled.into());
        }
        if errors.is_empty() {
            Ok(packs)
        } else {
            Err(together(errors, missing.len()))
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "they are the two ends of one loop"
    )]
    fn collect(
        &self,
        receiver: &mpsc::Receiver<(usize, anyhow::Result<Vec<u8>>)>,
        keys: &[Digest],
        values: &mut [Option<Vec<u8>>],
        errors: &mut Vec<anyhow::Error>,
        store: &mut RecordStore,
        dir: &Path,
        packs: &mut Vec<Digest>,
    ) -> anyhow::Result<()> {
        let mut batch: Vec<(Digest, Vec<u8>)> = Vec::new();
        let mut bytes = 0;
        let mut flushed = Instant::now();
        loop {
            let received = receiver.recv_timeout(Duration::from_millis(100));
            let ended = matches!(received, Err(RecvTimeoutError::Disconnected));
            match received {
                Ok((index, Ok(value))) => {
                    bytes += value.len();
                    batch.push((keys[index], value.clone()));
                    values[index] = Some(value);
                }
                Ok((_, Err(error))) => errors.push(error),
                Err(_) => {}
            }
            let due = bytes >= FLUSH_BYTES
                || flushed.elapsed() >= FLUSH_EVERY
                || ended
                || self.session.is_cancelled();
            if due && !batch.is_empty() {
                packs.push(self.for_cache(|| store.add_batch(self.session.store, dir, &batch))?);
                batch.clear();
                bytes = 0;
            }
            if due {
                flushed = Instant::now();
            }
            if ended {
                return Ok(());
            }
        }
    }
}
