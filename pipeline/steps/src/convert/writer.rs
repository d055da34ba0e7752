//! Writes chunks in the order of the file. There is no dedicated writer thread: a worker takes the
//! write lock if it is free and drains the queue (flat combining).
//!
//! # References
//! D. Hendler, I. Incze, N. Shavit and M. Tzafrir, "Flat combining and the
//! synchronization-parallelism tradeoff", SPAA 2010.

use std::collections::BTreeMap;
use std::mem::take;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::chunk::ChunkRows;
use super::error::ConvertError;
use super::hooks::Hooks;
use super::pool::Pool;
use super::sink::Sink;
use super::tally::Tally;
use super::text::Chunk;

/// A chunk that was read, with its buffer, which goes back to the pool.
pub(crate) struct Done {
    pub(crate) index: usize,
    pub(crate) work: Work,
}

type Work = Result<(Chunk, ChunkRows), ConvertError>;

/// Text of chunks that have to be cut again.
pub(crate) struct Unfinished {
    /// The chunk that does not end with a record.
    pub(crate) index: usize,
    texts: BTreeMap<usize, Vec<u8>>,
}

impl Unfinished {
    pub(crate) fn text(self) -> Vec<u8> {
        self.texts.into_values().flatten().collect()
    }
}

/// The outputs and the chunks that are still to be written.
pub(crate) struct OrderedWriter<'a, 'file> {
    delivered: Mutex<Vec<Done>>,
    order: Mutex<Order<'a, 'file>>,
}

/// The state of writing; only the worker that holds the lock touches it.
struct Order<'a, 'file> {
    sink: &'a mut Sink,
    hooks: &'a Hooks<'a>,
    tally: &'a mut Tally<'file>,
    /// Chunks that arrived before their turn.
    waiting: BTreeMap<usize, Work>,
    next: usize,
    /// The reason why writing has stopped.
    stopped: Option<Result<Unfinished, ConvertError>>,
}

impl<'a, 'file> OrderedWriter<'a, 'file> {
    pub(crate) fn new(
        first: usize,
        sink: &'a mut Sink,
        hooks: &'a Hooks<'a>,
        tally: &'a mut Tally<'file>,
    ) -> Self {
        Self {
            delivered: Mutex::default(),
            order: Mutex::new(Order {
                sink,
                hooks,
                tally,
                waiting: BTreeMap::new(),
                next: first,
                stopped: None,
            }),
        }
    }

    /// Queues a chunk, then writes what is in turn, unless another thread is writing and will take
    /// this chunk too. `false` if the caller has to stop.
    pub(crate) fn deliver(&self, done: Done, pool: &Pool) -> bool {
        self.delivered().push(done);
        // Checks the queue again after unlocking: another worker may have queued a chunk while the
        // lock was taken.
        while !self.delivered().is_empty() {
            let Ok(mut order) = self.order.try_lock() else {
                return true;
            };
            let delivered = take(&mut *self.delivered());
            order.accept(delivered, pool);
            if order.stopped.is_some() {
                return false;
            }
        }
        true
    }

    fn delivered(&self) -> MutexGuard<'_, Vec<Done>> {
        self.delivered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the writing; returns the text that has to be cut again, if there is any.
    pub(crate) fn end(self) -> Result<Option<Unfinished>, ConvertError> {
        let order = self.order.into_inner().map_err(|_| ConvertError::Worker)?;
        let delivered = self
            .delivered
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(stopped) = order.stopped else {
            // Everything has been written, unless a worker ended early.
            return if order.waiting.is_empty() && delivered.is_empty() {
                Ok(None)
            } else {
                Err(ConvertError::Worker)
            };
        };
        let mut cut = stopped?;
        let later = delivered.into_iter().map(|done| (done.index, done.work));
        // Chunks after the cut are read again.
        for (index, work) in order.waiting.into_iter().chain(later) {
            cut.texts.insert(index, work?.0.text);
        }
        Ok(Some(cut))
    }
}

impl Order<'_, '_> {
    /// Writes the chunks that are in turn, up to the first that does not end with a record.
    fn accept(&mut self, delivered: Vec<Done>, pool: &Pool) {
        let arrived = delivered.into_iter().map(|done| (done.index, done.work));
        self.waiting.extend(arrived);
        while self.stopped.is_none() {
            if (self.hooks.cancelled)() {
                self.stopped = Some(Err(ConvertError::Cancelled));
            } else if let Some(work) = self.waiting.remove(&self.next) {
                self.stopped = self.write(work, pool).transpose();
            } else {
                return;
            }
        }
    }

    fn write(&mut self, work: Work, pool: &Pool) -> Result<Option<Unfinished>, ConvertError> {
        let (mut chunk, rows) = work.map_err(|error| error.on_line(self.tally.line))?;
        let unfinished = rows.unfinished;
        self.write_rows(rows, &chunk)?;
        if let Some(at) = unfinished {
            chunk.text.drain(..at);
            return Ok(Some(Unfinished {
                index: self.next,
                texts: BTreeMap::from([(self.next, chunk.text)]),
            }));
        }
        self.next += 1;
        pool.give(chunk.text);
        Ok(None)
    }

    fn write_rows(&mut self, rows: ChunkRows, chunk: &Chunk) -> Result<(), ConvertError> {
        let lines = rows.lines;
        let (columns, mut rejects, counts) = match &mut self.sink.seen {
            Some(seen) => rows.into_distinct(seen, &chunk.text)?,
            None => (rows.batch.into_columns(None)?, rows.rejects, rows.counts),
        };
        for reject in &mut rejects {
            reject.line += self.tally.line;
        }
        self.tally.line += lines;
        self.sink.keep(columns)?;
        self.sink.reject(self.tally.file, &rejects)?;
        (self.hooks.progress)(counts.rows_in);
        self.tally.counts.add(&counts);
        for reject in rejects {
            self.tally.first.entry(reject.reason).or_insert(reject);
        }
        Ok(())
    }
}
