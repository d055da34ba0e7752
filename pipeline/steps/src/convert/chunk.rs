//! Reading the rows of one chunk, the work of one thread.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};

use super::batch::Batch;
use super::counts::ConvertCounts;
use super::csv_record::{Layout, Shape, after_mark};
use super::error::ConvertError;
use super::fault::Fault;
use super::reject::{Reason, Reject};
use super::row::Row;
use super::row_reader::{Kept, Read, RowReader};
use super::text::Chunk;

/// Reads the rows of chunks; shared by all workers.
pub(crate) struct ChunkReader {
    pub(crate) layout: Layout,
    pub(crate) row_reader: RowReader,
    /// Names of the columns, for rejects.
    pub(crate) names: Vec<Arc<str>>,
    /// `true` if duplicates are rejected, which takes the position of every kept row in the text.
    pub(crate) dedupe: bool,
}

/// The rows of a chunk, read.
pub(crate) struct ChunkRows {
    pub(crate) batch: Batch,
    /// Their lines count from 0, the first of the chunk.
    pub(crate) rejects: Vec<Reject>,
    pub(crate) counts: ConvertCounts,
    /// Lines of the records that were read.
    pub(crate) lines: u64,
    /// The start of a last record that does not end within the chunk.
    pub(crate) unfinished: Option<usize>,
    /// Each kept row, if duplicates are rejected.
    kept: Vec<KeptAt>,
}

/// A kept row, its line and its extent in the text.
struct KeptAt {
    row: Kept,
    line: u64,
    start: usize,
    end: usize,
}

impl ChunkReader {
    /// Reads every record of a chunk.
    pub(crate) fn read(&self, chunk: &Chunk) -> ChunkRows {
        let text = chunk.text.as_slice();
        let mut rows = ChunkRows {
            batch: self.row_reader.batch(text.len() / 160),
            rejects: Vec::new(),
            counts: ConvertCounts::default(),
            lines: 0,
            unfinished: None,
            kept: Vec::new(),
        };
        let mut ends = Vec::with_capacity(64);
        let (mut start, mut line) = (0, 0);
        while start < text.len() {
            let Some(record) = self.layout.record(text, start, chunk.complete, &mut ends) else {
                rows.unfinished = Some(start);
                break;
            };
            let raw = &text[start..record.end];
            let is_row =
                record.shape != Shape::Comment && !(ends.len() <= 1 && raw.trim_ascii().is_empty());
            if is_row {
                rows.counts.rows_in += 1;
                match self.row(text, start, &ends, record.shape, &mut rows.batch) {
                    Ok(Read::Filtered) => rows.counts.rows_filtered += 1,
                    Ok(Read::Kept(kept)) => {
                        rows.counts.clock_unreadable += u64::from(kept.clock_unreadable);
                        if self.dedupe {
                            rows.kept.push(KeptAt {
                                row: kept,
                                line,
                                start,
                                end: record.end,
                            });
                        }
                    }
                    Err(fault) => {
                        rows.counts.rows_escaped += u64::from(self.is_escaped(&fault, raw));
                        let field = fault.field.and_then(|at| self.names.get(at));
                        rows.reject(line, fault.reason, field, raw);
                    }
                }
            }
            start = record.end;
            line += record.lines;
        }
        rows.counts.bytes = start as u64;
        rows.counts.rows_kept = rows.batch.len() as u64;
        (
            rows.counts.rows_outside_area,
            rows.counts.rows_far_outside_area,
        ) = rows.batch.outside_area;
        rows.counts.rows_of_other_mark = rows.batch.of_other_mark;
        rows.counts.rules = std::mem::take(&mut rows.batch.rules.counts);
        rows.counts.extra_unreadable = rows.batch.unreadable(|_| true);
        rows.lines = line;
        rows
    }

    /// `true` if a row of another form has a quote behind a backslash, which `escape` would read.
    fn is_escaped(&self, fault: &Fault, raw: &[u8]) -> bool {
        matches!(fault.reason, Reason::FieldCount | Reason::UnbalancedQuote)
            && self.layout.escape.is_none()
            && memchr::memmem::find(raw, b"\\\"").is_some()
    }

    /// The longitude and latitude of a row, from its text.
    pub(crate) fn place_of(&self, raw: &str) -> Option<(f64, f64)> {
        let mut ends = Vec::new();
        self.layout.record(raw.as_bytes(), 0, true, &mut ends)?;
        let unescaped = self.layout.unescaped(raw.as_bytes(), 0, &ends);
        let (text, ends) = match &unescaped {
            Some((text, ends)) => (text.as_slice(), ends.as_slice()),
            None => (raw.as_bytes(), ends.as_slice()),
        };
        let start = after_mark(text, 0);
        let nulls = self.row_reader.nulls();
        self.row_reader.place(&Row {
            text,
            start,
            ends,
            nulls,
        })
    }

    #[inline]
    fn row(
        &self,
        text: &[u8],
        start: usize,
        ends: &[usize],
        shape: Shape,
        batch: &mut Batch,
    ) -> Result<Read, Fault> {
        if shape == Shape::Unbalanced {
            return Err(Fault::row(Reason::UnbalancedQuote));
        }
        if self
            .layout
            .fields
            .is_some_and(|fields| fields != ends.len())
        {
            return Err(Fault::row(Reason::FieldCount));
        }
        let start = after_mark(text, start);
        let nulls = self.row_reader.nulls();
        if let Some((text, ends)) = self.layout.unescaped(text, start, ends) {
            let row = Row {
                text: &text,
                start: 0,
                ends: &ends,
                nulls,
            };
            return self.row_reader.read(&row, batch);
        }
        let row = Row {
            text,
            start,
            ends,
            nulls,
        };
        self.row_reader.read(&row, batch)
    }
}

impl ChunkRows {
    fn reject(&mut self, line: u64, reason: Reason, field: Option<&Arc<str>>, raw: &[u8]) {
        self.counts.reject(reason);
        self.rejects.push(Reject {
            line,
            reason,
            field: field.cloned(),
            raw: without_line_end(raw),
        });
    }

    /// The columns of the rows that are not in `seen` yet, and adds them to it; the others become
    /// rejects.
    pub(crate) fn into_distinct(
        mut self,
        seen: &mut HashSet<u128>,
        text: &[u8],
    ) -> Result<(Vec<ArrayRef>, Vec<Reject>, ConvertCounts), ConvertError> {
        let keep: Vec<bool> = self
            .batch
            .keys
            .iter()
            .map(|key| key.is_none_or(|key| seen.insert(key)))
            .collect();
        let repeated = keep
            .iter()
            .zip(std::mem::take(&mut self.kept))
            .filter(|(keep, _)| !**keep);
        for (_, kept) in repeated {
            self.reject(
                kept.line,
                Reason::Duplicate,
                None,
                &text[kept.start..kept.end],
            );
            self.counts.rows_kept -= 1;
            self.counts.clock_unreadable -= u64::from(kept.row.clock_unreadable);
        }
        self.counts.extra_unreadable = self.batch.unreadable(|row| keep[row]);
        self.rejects.sort_by_key(|reject| reject.line);
        let columns = self.batch.into_columns(Some(&BooleanArray::from(keep)))?;
        Ok((columns, self.rejects, self.counts))
    }
}

fn without_line_end(raw: &[u8]) -> String {
    let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
    String::from_utf8_lossy(raw.strip_suffix(b"\r").unwrap_or(raw)).into_owned()
}
