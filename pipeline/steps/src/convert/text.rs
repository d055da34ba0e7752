//! A source file as a sequence of chunks of whole lines.
//!
//! Where a record ends can only be told by reading all quotes before it. Hardly any file has line ends inside quotes, though, so chunks are first cut at a line end, and whoever splits
//! them into records finds out whether that was one. Where it was not, [`Text::resume`] takes the text back and cuts at record ends from there on.

use std::io::Read as _;

use super::ahead::Bytes;
use super::dialect::Dialect;
use super::encoding::Charset;
use super::error::ConvertError;
use super::file_start::{self, FileStart};
use super::header::Header;
use super::kind;
use super::member::Member;
use super::record::{Layout, MARK};

/// Bytes of text in a chunk: small enough that a chunk is still in the processor's cache when a worker takes it, and many times a row.
pub(crate) const CHUNK: usize = 1 << 19;

/// A line longer than this is no line of a CSV.
const MAX_LINE: usize = 64 << 20;

/// Bytes read at a time while the header is sought.
const HEAD: usize = 1 << 16;

/// Whole lines. The first starts a record, unless a chunk before was cut within one.
pub(crate) struct Chunk {
    /// Whether the text surely ends with a record.
    pub(crate) complete: bool,
    pub(crate) text: Vec<u8>,
}

/// Where chunks are cut.
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
    /// Text that was read and not given out.
    rest: Vec<u8>,
    next_index: usize,
    /// The line on which the header starts, then the one after it.
    line: u64,
    cut: Cut,
    ended: bool,
}

impl<'a> Text<'a> {
    /// Opens a text and reads its header.
    pub(crate) fn open(
        member: Member<'a>,
        dialect: &Dialect,
        charset: Charset,
        ragged: bool,
    ) -> Result<(Self, FileStart), ConvertError> {
        let mut text = Self {
            file: member.label,
            source: member.bytes,
            layout: Layout::separated_by(b','),
            rest: Vec::new(),
            next_index: 0,
            line: 1,
            cut: Cut::LineEnd,
            ended: false,
        };
        let top = text.begin(dialect)?;
        let delimiter = dialect.delimiter(&text.rest, text.layout.newline);
        text.layout = dialect.layout(delimiter, text.layout.newline);
        let first = text.line;
        let (names, line) = match &dialect.header {
            Some(names) => {
                let line = names.join(&char::from(delimiter).to_string());
                (names.clone(), line.into_bytes())
            }
            None => text.header(charset)?,
        };
        let header = Header {
            file: text.file.clone(),
            line: first,
            names,
        };
        text.layout.fields = (!ragged).then_some(header.names.len());
        let start = FileStart {
            header,
            line,
            top,
            layout: text.layout,
        };
        Ok((text, start))
    }

    /// Takes the header from the text: its names, and its text.
    fn header(&mut self, charset: Charset) -> Result<(Vec<String>, Vec<u8>), ConvertError> {
        let mut ends = Vec::new();
        let record = loop {
            match self.layout.record(&self.rest, 0, self.ended, &mut ends) {
                Some(record) => break record,
                None => {
                    self.limit_line()?;
                    self.fill(self.rest.len() + HEAD)?;
                }
            }
        };
        let line: Vec<u8> = self.rest.drain(..record.end).collect();
        if ends.is_empty() {
            return Err(self.not_csv("the header has a quote that is never closed"));
        }
        let names = file_start::names(&self.layout, &line, 0, &ends, charset);
        let names = names.ok_or_else(|| self.not_csv("the header is not UTF-8"))?;
        self.line += record.lines;
        let unescaped = self.layout.unescaped(&line, 0, &ends);
        Ok((names, unescaped.map_or(line, |(line, _)| line)))
    }

    /// How the records are laid out.
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

    /// Takes back text that was given out since chunk `index` and goes on with it, cutting at record ends. `text` starts with a record.
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
            // One record fills the whole chunk: look further, up to a point.
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

    /// Where to cut the text that is there; 0 where it has to go on.
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

    /// Passes over everything before the header; the start of the file as it was.
    fn begin(&mut self, dialect: &Dialect) -> Result<Vec<u8>, ConvertError> {
        self.fill(HEAD)?;
        if let Some(kind) = kind::of(&self.rest) {
            return Err(ConvertError::OtherFormat {
                file: self.file.clone(),
                kind: kind.name,
                hint: kind.hint,
            });
        }
        if self.rest.starts_with(b"\xff\xfe") || self.rest.starts_with(b"\xfe\xff") {
            return Err(self.not_csv("the file is UTF-16; convert it to UTF-8 first"));
        }
        if self.rest.starts_with(MARK) {
            self.rest.drain(..MARK.len());
        }
        self.layout.newline = self.line_end()?;
        let top = self.rest.clone();
        let mut left = dialect.skip_rows;
        self.pass_lines(|_| {
            let passed = left > 0;
            left = left.saturating_sub(1);
            passed
        })?;
        let is_comment =
            |line: &[u8]| dialect.comment.is_some() && line.first().copied() == dialect.comment;
        self.pass_lines(|line| line.trim_ascii().is_empty() || is_comment(line))?;
        // Further down a NUL is dirt of its row; a file without text has them from the start.
        let header = memchr::memchr(self.layout.newline, &self.rest).unwrap_or(self.rest.len());
        if memchr::memchr(0, &self.rest[..header]).is_some() {
            return Err(self.not_csv("the file holds NUL bytes, so it is not a text"));
        }
        if self.rest.trim_ascii().is_empty() {
            return Err(ConvertError::Empty {
                file: self.file.clone(),
                skipped: dialect.skip_rows.min(self.line - 1),
            });
        }
        Ok(top)
    }

    /// The byte that ends lines: a carriage return in a file that has no line feed far and wide.
    fn line_end(&mut self) -> Result<u8, ConvertError> {
        let has = |rest: &[u8], byte| memchr::memchr(byte, rest).is_some();
        if !has(&self.rest, b'\n') && has(&self.rest, b'\r') {
            self.fill(CHUNK)?;
            if !has(&self.rest, b'\n') {
                return Ok(b'\r');
            }
        }
        Ok(b'\n')
    }

    /// Passes over the lines, from the next one on, that `pass` says are to be passed over.
    fn pass_lines(&mut self, mut pass: impl FnMut(&[u8]) -> bool) -> Result<(), ConvertError> {
        let mut at = 0;
        loop {
            let rest = &self.rest[at..];
            match memchr::memchr(self.layout.newline, rest) {
                Some(end) if pass(&rest[..end]) => {
                    at += end + 1;
                    self.line += 1;
                }
                Some(_) => break,
                None if self.ended => {
                    if !rest.is_empty() && pass(rest) {
                        at = self.rest.len();
                    }
                    break;
                }
                None => {
                    self.rest.drain(..at);
                    at = 0;
                    self.limit_line()?;
                    self.fill(self.rest.len() + HEAD)?;
                }
            }
        }
        self.rest.drain(..at);
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
