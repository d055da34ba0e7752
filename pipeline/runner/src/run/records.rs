//! Steps that are made of many small records, each cached by itself.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::Units;
use super::commit::Computed;
use super::files::together;
use super::step_run::Task;
use crate::cache::{Action, Digest, RecordStore};
use crate::step::{AnyStep, Cancelled, Context, RecordSet, RecordWork, Work};

/// The longest time until new records are written, so that a killed run loses little.
const FLUSH_EVERY: Duration = Duration::from_secs(2);
/// The size of new records at which they are written at the latest. It bounds the memory that they
/// take twice: here and among the values.
const FLUSH_BYTES: usize = 8 << 20;

impl Task<'_> {
    /// Finds or computes the records of the step, and makes its outputs of all of them.
    pub(super) fn run_records(
        &self,
        work: &dyn RecordWork,
        dir: &Path,
    ) -> anyhow::Result<(Action, Units)> {
        let ctx = self.context(dir, &self.resolved);
        let (bare, combined) = self.split_params(work.combined_params())?;
        let Work::Records(bare) = bare.work() else {
            anyhow::bail!("it does not work record by record without some of its parameters");
        };
        // The records are made without the parameters that only the outputs depend on, so that no
        // record can depend on them by mistake.
        let set = self.session.pool.install(|| bare.records(&ctx))?;
        ctx.check_cancelled()?;
        let ctx = ctx.combining(combined);
        let keys = self.for_cache(|| self.record_keys(set.as_ref(), work.combined_params()))?;
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
        let mut fresh = Fresh::default();
        let computed = self.compute(set.as_ref(), &keys, &missing, &mut store, dir, &mut fresh);
        // The last batch is written while the outputs are made of all records. It counts even if
        // that fails.
        let (combined, written) = std::thread::scope(|scope| {
            let (session, batch, store) = (self.session, &fresh.batch, &mut store);
            let writing = scope.spawn(move || store.add_batch(session.store, dir, batch));
            for (index, value) in fresh.values.drain(..) {
                values[index] = Some(value);
            }
            let combined = computed.and_then(|()| self.combine(set.as_ref(), values, &ctx));
            (combined, self.for_cache(|| writing.join()))
        });
        written.map_err(|_| anyhow::anyhow!("a thread panicked"))??;
        combined?;
        ctx.check_cancelled()?;
        let outputs = self.for_cache(|| self.session.commit_outputs(self.step, &ctx, None))?;
        // After the outputs: only a step that succeeds refers to packs.
        let packs = self.for_cache(|| store.settle(self.session.store, dir, &keys))?;
        let records = keys
            .iter()
            .enumerate()
            .map(|(index, key)| (set.id(index), *key))
            .collect();
        let computed = Computed {
            packs: packs.into_iter().collect(),
            records,
            ..self.computed(outputs, ctx.counts(), ctx.findings())
        };
        self.for_cache(|| self.session.commit(self.step, computed, dir))
            .map(|action| (action, units))
    }

    /// Returns the step without the parameters `beside`, which no record may depend on, and these
    /// parameters.
    fn split_params(&self, beside: &[&str]) -> anyhow::Result<(Box<dyn AnyStep>, Value)> {
        let mut params = self.step.step.params()?;
        let mut combined = Map::new();
        if let Some(params) = params.as_object_mut() {
            let taken = |name: &&str| Some(((*name).to_owned(), params.remove(*name)?));
            combined = beside.iter().filter_map(taken).collect();
        }
        let bare = self.step.kind.rebuild(params)?;
        Ok((bare, Value::Object(combined)))
    }

    fn record_keys(&self, set: &dyn RecordSet, beside: &[&str]) -> anyhow::Result<Vec<Digest>> {
        let mut shared = Vec::new();
        set.shared_material(&mut shared)?;
        let keys = self.material.record_keys(beside, &shared);
        let key = |index: usize| {
            let mut material = Vec::new();
            set.material(index, &mut material)?;
            Ok(keys.key(&material))
        };
        self.session
            .pool
            .install(|| (0..set.len()).into_par_iter().map(key).collect())
    }

    /// Computes the missing records and writes all but the last of them to packs as they come.
    fn compute(
        &self,
        set: &dyn RecordSet,
        keys: &[Digest],
        missing: &[usize],
        store: &mut RecordStore,
        dir: &Path,
        fresh: &mut Fresh,
    ) -> anyhow::Result<()> {
        let stop = AtomicBool::new(false);
        let (sender, receiver) = mpsc::channel::<(usize, anyhow::Result<Vec<u8>>)>();
        std::thread::scope(|scope| -> anyhow::Result<()> {
            scope.spawn(|| {
                // The sender moves in here, so that the receiver ends when the work does.
                let sender = sender;
                let one = |&index: &usize| {
                    if stop.load(Ordering::Relaxed) || self.is_over() {
                        return;
                    }
                    let value = set
                        .compute(index)
                        .with_context(|| format!("`{}`", set.id(index)));
                    if value.is_err() && !self.session.options.keep_going {
                        stop.store(true, Ordering::Relaxed);
                    }
                    self.progress.add(1);
                    // A receiver that is gone has failed and reports that itself.
                    let _ = sender.send((index, value));
                };
                self.session
                    .pool
                    .install(|| missing.par_iter().for_each(one));
            });
            // Packs are written on this thread, so that the pool's threads never wait for the disk.
            let collected = self.collect(&receiver, keys, store, dir, fresh);
            // If the disk failed, nobody takes the remaining records. Relaxed: a record more does
            // no harm.
            stop.store(true, Ordering::Relaxed);
            collected
        })?;
        if self.is_over() {
            return Err(Cancelled.into());
        }
        if fresh.errors.is_empty() {
            Ok(())
        } else {
            Err(together(std::mem::take(&mut fresh.errors), missing.len()))
        }
    }

    /// Takes records as they come and writes them in batches.
    fn collect(
        &self,
        receiver: &mpsc::Receiver<(usize, anyhow::Result<Vec<u8>>)>,
        keys: &[Digest],
        store: &mut RecordStore,
        dir: &Path,
        fresh: &mut Fresh,
    ) -> anyhow::Result<()> {
        let mut written = Instant::now();
        loop {
            // With a limit, so that records are also written while the next one takes long.
            match receiver.recv_timeout(Duration::from_millis(100)) {
                Ok((index, Ok(value))) => fresh.add(index, keys[index], value),
                Ok((_, Err(error))) => fresh.errors.push(error),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            if fresh.bytes >= FLUSH_BYTES || written.elapsed() >= FLUSH_EVERY {
                // The work does not wait for this, so it is not time that goes to the cache.
                store.add_batch(self.session.store, dir, &fresh.batch)?;
                fresh.batch.clear();
                fresh.bytes = 0;
                written = Instant::now();
            }
        }
    }

    /// Makes the outputs of all records.
    fn combine(
        &self,
        set: &dyn RecordSet,
        values: Vec<Option<Vec<u8>>>,
        ctx: &Context,
    ) -> anyhow::Result<()> {
        let values = values
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .context("a record was not computed")?;
        self.session.pool.install(|| set.combine(&values, ctx))
    }
}

/// New records.
#[derive(Default)]
struct Fresh {
    /// The values with their positions.
    values: Vec<(usize, Vec<u8>)>,
    /// The records that are not in a pack yet.
    batch: Vec<(Digest, Vec<u8>)>,
    /// The size of the batch.
    bytes: usize,
    errors: Vec<anyhow::Error>,
}

impl Fresh {
    fn add(&mut self, index: usize, key: Digest, value: Vec<u8>) {
        self.bytes += value.len();
        self.batch.push((key, value.clone()));
        self.values.push((index, value));
    }
}
