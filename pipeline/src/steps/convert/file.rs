//! Converting files: one thread reads, several parse, one encodes and writes, in order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};

use super::chunk::{Rows, Shared};
use super::counts::ConvertCounts;
use super::error::ConvertError;
use super::params::{Convert, Dedupe};
use super::reject::{Reason, Reject};
use super::row::Plan;
use super::sink::Sink;
use super::text::{Chunk, Text};
use super::verdict;

/// A source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where to read it.
    pub path: PathBuf,
    /// What to call it in rejects and errors.
    pub label: String,
}

/// What the caller lends to a conversion.
pub struct Hooks<'a> {
    /// Threads that parse, at least 1; one more reads, one more encodes.
    pub workers: usize,
    /// Hears of rows as they are written: how many more.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Asked between chunks whether to stop.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
}

/// Converts one file to an incidents file and a rejects file.
///
/// The result depends on the file and the parameters only, not on the number of workers. Memory is a few chunks of 256 KiB per worker and one row group, whatever the
/// file's size.
///
/// # Errors
/// See [`ConvertError`]; the outputs are then incomplete.
pub fn convert_file(
    file: &SourceFile,
    params: &Convert,
    incidents: &Path,
    rejects: &Path,
    hooks: &Hooks<'_>,
) -> Result<ConvertCounts, ConvertError> {
    convert_files(
        std::slice::from_ref(file),
        params,
        incidents,
        rejects,
        hooks,
    )
}

/// Converts several files, in this order, to one incidents file and one rejects file. Duplicates are sought over all of them.
///
/// # Errors
/// See [`ConvertError`]; the outputs are then incomplete.
pub fn convert_files(
    files: &[SourceFile],
    params: &Convert,
    incidents: &Path,
    rejects: &Path,
    hooks: &Hooks<'_>,
) -> Result<ConvertCounts, ConvertError> {
    let mut sink = Sink::create(params, incidents, rejects)?;
    let mut counts = ConvertCounts::default();
    for file in files {
        counts.add(&convert_into(file, params, &mut sink, hooks)?);
    }
    sink.close()?;
    Ok(counts)
}

/// A chunk that has been worked on, with its memory to be used again.
struct Done {
    chunk: Chunk,
    rows: Result<Rows, ConvertError>,
}

fn convert_into(
    file: &SourceFile,
    params: &Convert,
    sink: &mut Sink,
    hooks: &Hooks<'_>,
) -> Result<ConvertCounts, ConvertError> {
    let (text, header, header_line) = Text::open(&file.path, &file.label, params)?;
    let positions = header.locate(&params.columns)?;
    let shared = Shared {
        layout: text.layout(),
        plan: Plan::new(params, &positions, &header_line)?,
        names: header
            .names
            .iter()
            .map(|name| Arc::from(name.as_str()))
            .collect(),
        with_count: params.columns.count.is_some(),
        dedupe: params.dedupe != Dedupe::None,
    };
    let mut tally = Tally {
        file: &file.label,
        counts: ConvertCounts::default(),
        first: BTreeMap::new(),
    };
    let stop = AtomicBool::new(false);
    let workers = hooks.workers.max(1);
    std::thread::scope(|scope| {
        // The buffers in circulation bound the memory and how far ahead of the writer anyone can run.
        let (give_back, buffers) = channel();
        for _ in 0..2 * workers + 2 {
            let _ = give_back.send(Vec::new());
        }
        let (send_chunk, chunks) = sync_channel(workers);
        let (send_done, done) = channel();
        let chunks = Arc::new(Mutex::new(chunks));
        let failures = send_done.clone();
        let stop = &stop;
        scope.spawn(move || read_chunks(text, &buffers, &send_chunk, &failures, stop));
        for _ in 0..workers {
            let (chunks, send_done, shared) = (chunks.clone(), send_done.clone(), &shared);
            scope.spawn(move || {
                while let Some(chunk) = receive(&chunks) {
                    let rows = Ok(shared.read(&chunk));
                    if send_done.send(Done { chunk, rows }).is_err() {
                        break;
                    }
                }
            });
        }
        // The workers hold the receiver and the sender now; when they end, `done` ends, and when they fail, the reader's `send` does.
        drop((chunks, send_done));
        let written = write_in_order(&done, sink, &give_back, hooks, &mut tally);
        if written.is_err() {
            stop.store(true, Ordering::Relaxed);
        }
        // Without buffers coming back the reader ends, and with it the workers.
        drop(give_back);
        drop(done);
        written
    })?;
    verdict::check(&file.label, params, &shared, &tally.counts, &tally.first)?;
    Ok(tally.counts)
}

fn read_chunks(
    mut text: Text,
    buffers: &Receiver<Vec<u8>>,
    send: &SyncSender<Chunk>,
    failures: &Sender<Done>,
    stop: &AtomicBool,
) {
    while let Ok(buffer) = buffers.recv() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        match text.next(buffer) {
            Ok(Some(chunk)) => {
                if send.send(chunk).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                // The writer may have ended already, with an error of its own.
                let _ = failures.send(Done {
                    chunk: Chunk::default(),
                    rows: Err(error),
                });
                return;
            }
        }
    }
}

fn receive(chunks: &Mutex<Receiver<Chunk>>) -> Option<Chunk> {
    chunks.lock().ok()?.recv().ok()
}

/// What a file comes to, while it is written.
struct Tally<'a> {
    file: &'a str,
    counts: ConvertCounts,
    /// The first reject of each reason.
    first: BTreeMap<Reason, Reject>,
}

/// Writes chunks in the order of the file, whatever the order they are done in.
fn write_in_order(
    done: &Receiver<Done>,
    sink: &mut Sink,
    give_back: &Sender<Vec<u8>>,
    hooks: &Hooks<'_>,
    tally: &mut Tally<'_>,
) -> Result<(), ConvertError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    while let Ok(Done { chunk, rows }) = done.recv() {
        if (hooks.cancelled)() {
            return Err(ConvertError::Cancelled);
        }
        waiting.insert(chunk.index, (chunk, rows?));
        while let Some((chunk, rows)) = waiting.remove(&next) {
            write(rows, &chunk, sink, hooks, tally)?;
            next += 1;
            // The reader has ended when it has seen the end of the file.
            let _ = give_back.send(chunk.text);
        }
    }
    if waiting.is_empty() {
        Ok(())
    } else {
        Err(ConvertError::Worker)
    }
}

fn write(
    rows: Rows,
    chunk: &Chunk,
    sink: &mut Sink,
    hooks: &Hooks<'_>,
    tally: &mut Tally<'_>,
) -> Result<(), ConvertError> {
    let (columns, rejects, counts) = match &mut sink.seen {
        Some(seen) => rows.into_distinct(seen, &chunk.text)?,
        None => (rows.batch.into_columns(None)?, rows.rejects, rows.counts),
    };
    sink.keep(columns)?;
    sink.reject(tally.file, &rejects)?;
    (hooks.progress)(counts.rows_in);
    tally.counts.add(&counts);
    for reject in rejects {
        tally.first.entry(reject.reason).or_insert(reject);
    }
    Ok(())
}
