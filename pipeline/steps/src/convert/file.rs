//! Converts files on several threads: they take turns at reading, parse in parallel, and take turns
//! at writing in order.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::chunk::ChunkReader;
use super::counts::ConvertCounts;
use super::dialect::Dialect;
use super::encoding::Charset;
use super::error::ConvertError;
use super::hooks::Hooks;
use super::member::Member;
use super::params::{Convert, Dedupe};
use super::pool::Pool;
use super::row_reader::RowReader;
use super::sink::Sink;
use super::source;
use super::source_file::SourceFile;
use super::tally::Tally;
use super::text::Text;
use super::time_advice;
use super::verdict;
use super::writer::{Done, OrderedWriter};
use crate::malformed::is_notable;

/// Buffers for each worker: enough for the others to go on while one compresses a page of every
/// column.
const BUFFERS: usize = 6;

/// Converts one file to an incidents file and a rejects file.
///
/// The result depends on the file and the parameters only, not on the number of workers. Memory is
/// a few chunks of 512 KiB per worker and one row group, whatever the file's size.
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

/// Converts several files, in this order, to one incidents file and one rejects file. `dedupe`
/// compares rows of all files.
///
/// # Errors
/// See [`ConvertError`]; the outputs are then incomplete. Where times cannot be read, the files are
/// read again to find formats that fit them.
pub fn convert_files(
    files: &[SourceFile],
    params: &Convert,
    incidents: &Path,
    rejects: &Path,
    hooks: &Hooks<'_>,
) -> Result<ConvertCounts, ConvertError> {
    convert_unadvised(files, params, incidents, rejects, hooks)
        .map_err(|error| time_advice::with_survey(error, files, params, hooks.cancelled))
}

/// Converts as [`convert_files`] does, but its hints on times come from one value only.
pub(crate) fn convert_unadvised(
    files: &[SourceFile],
    params: &Convert,
    incidents: &Path,
    rejects: &Path,
    hooks: &Hooks<'_>,
) -> Result<ConvertCounts, ConvertError> {
    let mut sink = Sink::create(params, incidents, rejects)?;
    let mut counts = ConvertCounts::default();
    for file in files {
        source::each_member(file, params.entries.as_ref(), &mut |member| {
            let remark = member.remark();
            counts.add(&convert_into(member, params, &mut sink, hooks)?);
            remark().into_iter().for_each(hooks.finding);
            Ok(())
        })?;
    }
    sink.close()?;
    Ok(counts)
}

fn convert_into(
    member: Member<'_>,
    params: &Convert,
    sink: &mut Sink,
    hooks: &Hooks<'_>,
) -> Result<ConvertCounts, ConvertError> {
    let (dialect, charset) = (Dialect::new(params)?, Charset::new(&params.encoding)?);
    let label = member.label.clone();
    let (text, start) = Text::open(member, &dialect, charset, params.ragged)?;
    let positions = start.locate(&params.columns, &dialect, charset)?;
    let labels = start.header.labels();
    let reader = ChunkReader {
        layout: text.layout(),
        row_reader: RowReader::new(params, &positions, &start)?,
        names: labels.iter().map(|name| Arc::from(name.as_str())).collect(),
        dedupe: params.dedupe != Dedupe::None,
    };
    let mut tally = Tally {
        file: &label,
        counts: ConvertCounts::default(),
        first: BTreeMap::new(),
        line: text.first_line(),
    };
    let mut remaining = Some(text);
    while let Some(text) = remaining {
        remaining = convert_text(text, &reader, sink, hooks, &mut tally)?;
    }
    verdict::check(&label, params, &reader, &tally.counts, &tally.first)?;
    let mut counts = tally.counts;
    counts.files_malformed = u64::from(is_notable(counts.rows_malformed(), counts.rows_admitted()));
    Ok(counts)
}

/// Converts a text to its end. Where a chunk does not end with a record, stops and returns the
/// rest.
fn convert_text<'a>(
    text: Text<'a>,
    reader: &ChunkReader,
    sink: &mut Sink,
    hooks: &Hooks<'_>,
    tally: &mut Tally<'_>,
) -> Result<Option<Text<'a>>, ConvertError> {
    let workers = hooks.workers.max(1);
    let writer = OrderedWriter::new(text.next_index(), sink, hooks, tally);
    let text = Mutex::new(text);
    let pool = Pool::new(BUFFERS * workers + 2);
    std::thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(|| read_chunks(&text, reader, &pool, &writer));
        }
        read_chunks(&text, reader, &pool, &writer);
    });
    let Some(cut) = writer.end()? else {
        return Ok(None);
    };
    let mut text = text.into_inner().map_err(|_| ConvertError::Worker)?;
    text.resume(cut.index, cut.text());
    Ok(Some(text))
}

/// The loop of a worker: takes a chunk, reads its rows and writes them when it is their turn.
fn read_chunks(
    text: &Mutex<Text<'_>>,
    reader: &ChunkReader,
    pool: &Pool,
    writer: &OrderedWriter<'_, '_>,
) {
    // A worker returns at the end of the file or after an error; then no other may wait for a
    // buffer.
    let _closing = pool.closing();
    while let Some(buffer) = pool.take() {
        let Ok(mut source) = text.lock() else { return };
        let index = source.next_index();
        let chunk = source.next(buffer);
        drop(source);
        let work = match chunk {
            Ok(Some(chunk)) => {
                let rows = reader.read(&chunk);
                Ok((chunk, rows))
            }
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let failed = work.is_err();
        let more = writer.deliver(Done { index, work }, pool);
        if failed || !more {
            return;
        }
    }
}
