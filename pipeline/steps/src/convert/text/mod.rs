//! A source file as a sequence of chunks of whole lines.
//!
//! Finding the end of a record takes reading all quotes before it. Hardly any file has line ends
//! inside quotes, so chunks are cut at a line end first, and the worker that splits them into
//! records notices if that was inside a record. Then [`Text::resume`] takes the text back and cuts
//! at record ends from there on.

mod opening;

use std::io::Read as _;

use super::ahead::Bytes;
use super::csv_record::Layout;
use super::error::ConvertError;

/// Bytes of text in a chunk: small enough that a chunk is still in the processor's cache when a
/// worker takes it, and many times a row.
pub(crate) const CHUNK: usize = 1 << 19;

/// A longer line is not taken for a line of a CSV.
const MAX_LINE: usize = 64 << 20;

/// Whole lines. The first starts a record, unless the chunk before was cut inside one.
pub(crate) struct Chunk {
    /// `true` if the text is known to end with a record.
    pub(crate) complete: bool,
    pub(crate) text: Vec<u8>,
}

/// The boundary at which chunks are cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    LineEnd,
    RecordEnd,
}

/// The file below its header.
pub(crate) struct Text<'a> {
    file: String,
    source: Bytes<'a>,
    layout: Layout,
    /// Text that was read and is not in a chunk yet.
    rest: Vec<u8>,
    next_index: usize,
    /// The line on which the header starts, then the one after it.
    line: u64,
    cut: Cut,
    ended: bool,
}

impl<'a> Text<'a> {
    /// The layout of the records.
    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    /// The first line below the header.
    pub(crate) fn first_line(&self) -> u64 {
        self.line
    }

    /// The index of the chunk that comes next.
    pub(crate) fn next_index(&self) -> usize {
        self.next_index
    }

    /// Takes back the text of the chunks from `index` on, and cuts it and the rest at record ends.
    /// `text` starts with a record.
    pub(crate) fn resume(&mut self, index: usize, mut text: Vec<u8>) {
        text.append(&mut self.rest);
        self.rest = text;
        self.next_index = index;
        self.cut = Cut::RecordEnd;
    }

    /// The next chunk, in `buffer`'s memory; `None` at the end.
    pub(crate) fn next(&mut self, buffer: Vec<u8>) -> Result<Option<Chunk>, ConvertError> {
        self.fill(CHUNK)?;
        let mut end = self.boundary();
        while end == 0 && !self.ended {
            // One record fills the whole chunk: read on, up to the limit.
            self.limit_line()?;
            self.fill(self.rest.len() + CHUNK)?;
            end = self.boundary();
        }
        if end == 0 {
            return Ok(None);
        }
        let mut rest = buffer;
        rest.clear();
        rest.extend_from_slice(&self.rest[end..]);
        let mut text = std::mem::replace(&mut self.rest, rest);
        text.truncate(end);
        let chunk = Chunk {
            complete: self.cut == Cut::RecordEnd || (self.ended && self.rest.is_empty()),
            text,
        };
        self.next_index += 1;
        Ok(Some(chunk))
    }

    /// The position at which to cut the text read so far; 0 if more has to be read.
    fn boundary(&self) -> usize {
        match self.cut {
            _ if self.ended => self.rest.len(),
            Cut::LineEnd => {
                memchr::memrchr(self.layout.newline, &self.rest).map_or(0, |newline| newline + 1)
            }
            Cut::RecordEnd => self.layout.last_boundary(&self.rest),
        }
    }

    /// Reads until `size` bytes are there or the file ends.
    fn fill(&mut self, size: usize) -> Result<(), ConvertError> {
        let missing = size.saturating_sub(self.rest.len());
        if self.ended || missing == 0 {
            return Ok(());
        }
        self.rest.reserve_exact(missing);
        let read = self
            .source
            .by_ref()
            .take(missing as u64)
            .read_to_end(&mut self.rest);
        let read = read.map_err(|source| ConvertError::Read {
            file: self.file.clone(),
            source,
        })?;
        self.ended = read < missing;
        Ok(())
    }

    fn limit_line(&self) -> Result<(), ConvertError> {
        if self.rest.len() > MAX_LINE {
            return Err(self.not_csv("a line is longer than 64 MiB, so this is not a CSV"));
        }
        Ok(())
    }

    fn not_csv(&self, message: &str) -> ConvertError {
        ConvertError::NotCsv {
            file: self.file.clone(),
            line: self.line,
            message: message.to_owned(),
        }
    }
}
