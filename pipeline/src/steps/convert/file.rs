//! Converting files: several threads take turns at reading and parse what they read, one encodes and writes, in order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use super::chunk::{Rows, Shared};
use super::counts::ConvertCounts;
use super::error::ConvertError;
use super::params::{Convert, Dedupe};
use super::pool::Pool;
use super::reject::{Reason, Reject};
use super::row::Plan;
use super::sink::Sink;
use super::text::{Chunk, Text};
use super::verdict;

/// Chunks in circulation for each worker: enough to go on while the writer compresses a page of every column.
const BUFFERS: usize = 6;

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
    /// Threads that read and parse, at least 1; one more encodes.
    pub workers: usize,
    /// Hears of rows as they are written: how many more.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Asked between chunks whether to stop.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
}

/// Converts one file to an incidents file and a rejects file.
///
/// The result depends on the file and the parameters only, not on the number of workers. Memory is a few chunks of 512 KiB per worker and one row group, whatever the
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
    index: usize,
    work: Result<(Chunk, Rows), ConvertError>,
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
        line: text.first_line(),
    };
    let mut remaining = Some(text);
    while let Some(text) = remaining {
        remaining = convert_text(text, &shared, sink, hooks, &mut tally)?;
    }
    verdict::check(&file.label, params, &shared, &tally.counts, &tally.first)?;
    Ok(tally.counts)
}

/// Converts a text to its end, or as far as its chunks end with records; then returns what remains.
fn convert_text(
    text: Text,
    shared: &Shared,
    sink: &mut Sink,
    hooks: &Hooks<'_>,
    tally: &mut Tally<'_>,
) -> Result<Option<Text>, ConvertError> {
    let workers = hooks.workers.max(1);
    let first = text.next_index();
    let text = Mutex::new(text);
    let pool = Pool::new(BUFFERS * workers + 2);
    let unfinished = std::thread::scope(|scope| {
        let closing = pool.closing();
        let (send_done, done) = channel();
        for _ in 0..workers {
            let send_done = send_done.clone();
            let (text, pool) = (&text, &pool);
            scope.spawn(move || read_chunks(text, shared, pool, &send_done));
        }
        // The workers hold the sender now; when they end, `done` ends.
        drop(send_done);
        let written = write_in_order(&done, first, sink, &pool, hooks, tally);
        drop(closing);
        written?.map(|cut| cut.with(done.iter())).transpose()
    })?;
    let Some(cut) = unfinished else {
        return Ok(None);
    };
    let mut text = text.into_inner().map_err(|_| ConvertError::Worker)?;
    text.resume(cut.index, cut.text());
    Ok(Some(text))
}

/// What a worker does: takes the next chunk and reads its rows, until there is none.
fn read_chunks(text: &Mutex<Text>, shared: &Shared, pool: &Pool, send: &Sender<Done>) {
    // Whoever ends has seen the end of the file, or an error: nobody needs to wait for buffers any longer.
    let _closing = pool.closing();
    while let Some(buffer) = pool.take() {
        let Ok(mut source) = text.lock() else { return };
        let index = source.next_index();
        let chunk = source.next(buffer);
        drop(source);
        let work = match chunk {
            Ok(Some(chunk)) => {
                let rows = shared.read(&chunk);
                Ok((chunk, rows))
            }
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let failed = work.is_err();
        // The writer may have ended already, with an error of its own.
        if send.send(Done { index, work }).is_err() || failed {
            return;
        }
    }
}

/// Text that was given out as chunks and is to be cut again.
struct Unfinished {
    /// The chunk that does not end with a record.
    index: usize,
    texts: BTreeMap<usize, Vec<u8>>,
}

impl Unfinished {
    /// With chunks that were read after it, whose rows count for nothing.
    fn with(mut self, later: impl Iterator<Item = Done>) -> Result<Self, ConvertError> {
        for Done { index, work } in later {
            self.texts.insert(index, work?.0.text);
        }
        Ok(self)
    }

    fn text(self) -> Vec<u8> {
        self.texts.into_values().flatten().collect()
    }
}

/// What a file comes to, while it is written.
struct Tally<'a> {
    file: &'a str,
    counts: ConvertCounts,
    /// The first reject of each reason.
    first: BTreeMap<Reason, Reject>,
    /// Line on which the next chunk starts.
    line: u64,
}

/// Writes chunks in the order of the file, whatever the order they are done in, up to the first that does not end with a record.
fn write_in_order(
    done: &Receiver<Done>,
    first: usize,
    sink: &mut Sink,
    pool: &Pool,
    hooks: &Hooks<'_>,
    tally: &mut Tally<'_>,
) -> Result<Option<Unfinished>, ConvertError> {
    let mut waiting = BTreeMap::new();
    let mut next = first;
    while let Ok(Done { index, work }) = done.recv() {
        if (hooks.cancelled)() {
            return Err(ConvertError::Cancelled);
        }
        waiting.insert(index, work);
        while let Some(work) = waiting.remove(&next) {
            let (mut chunk, rows) = work.map_err(|error| error.on_line(tally.line))?;
            let unfinished = rows.unfinished;
            write(rows, &chunk, sink, hooks, tally)?;
            if let Some(at) = unfinished {
                chunk.text.drain(..at);
                let texts = BTreeMap::from([(next, chunk.text)]);
                let later = waiting
                    .into_iter()
                    .map(|(index, work)| Done { index, work });
                return Unfinished { index: next, texts }.with(later).map(Some);
            }
            next += 1;
            pool.give(chunk.text);
        }
    }
    if waiting.is_empty() {
        Ok(None)
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
    let lines = rows.lines;
    let (columns, mut rejects, counts) = match &mut sink.seen {
        Some(seen) => rows.into_distinct(seen, &chunk.text)?,
        None => (rows.batch.into_columns(None)?, rows.rejects, rows.counts),
    };
    for reject in &mut rejects {
        reject.line += tally.line;
    }
    tally.line += lines;
    sink.keep(columns)?;
    sink.reject(tally.file, &rejects)?;
    (hooks.progress)(counts.rows_in);
    tally.counts.add(&counts);
    for reject in rejects {
        tally.first.entry(reject.reason).or_insert(reject);
    }
    Ok(())
}
