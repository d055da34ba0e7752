//! A source file as a sequence of chunks of whole lines.
//!
//! Where a record ends can only be told by reading all quotes before it. Hardly any file has line ends inside quotes, though, so chunks are first cut at a line end, and whoever splits
//! them into records finds out whether that was one. Where it was not, [`Text::resume`] takes the text back and cuts at record ends from there on.

use std::io::Read;

use super::columns::Header;
use super::encoding::Charset;
use super::error::ConvertError;
use super::field;
use super::params::Convert;
use super::record::Layout;
use super::source;

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
pub(crate) struct Text {
    file: String,
    source: Box<dyn Read + Send>,
    layout: Layout,
    /// Text that was read and not given out.
    rest: Vec<u8>,
    next_index: usize,
    /// The line on which the header starts, then the one after it.
    line: u64,
    cut: Cut,
    ended: bool,
}

impl Text {
    /// Opens a file and reads its header; the third value is the header line.
    pub(crate) fn open(
        path: &std::path::Path,
        file: &str,
        params: &Convert,
    ) -> Result<(Self, Header, Vec<u8>), ConvertError> {
        let read_error = |source| ConvertError::Read {
            file: file.to_owned(),
            source,
        };
        let source = source::open(path).map_err(read_error)?;
        let layout = Layout {
            delimiter: b',',
            fields: None,
        };
        let mut text = Self {
            file: file.to_owned(),
            source,
            layout,
            rest: Vec::new(),
            next_index: 0,
            line: 1,
            cut: Cut::LineEnd,
            ended: false,
        };
        text.skip_leading()?;
        text.layout.delimiter =
            declared_delimiter(params)?.unwrap_or_else(|| frequent_delimiter(&text.rest));
        let mut ends = Vec::new();
        let record = loop {
            match text.layout.record(&text.rest, 0, text.ended, &mut ends) {
                Some(record) => break record,
                None => {
                    text.limit_line()?;
                    text.fill(text.rest.len() + HEAD)?;
                }
            }
        };
        let line: Vec<u8> = text.rest.drain(..record.end).collect();
        if ends.is_empty() {
            return Err(text.not_csv("the header has a quote that is never closed"));
        }
        let charset = Charset::new(&params.encoding)?;
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
        let names = starts
            .zip(&ends)
            .map(|(from, &to)| field::value(&line[from.min(to)..to]).into_owned());
        let names: Option<Vec<String>> = names
            .map(|name| charset.decode(&name).map(|n| n.into_owned()))
            .collect();
        let names = names.ok_or_else(|| text.not_csv("the header is not UTF-8"))?;
        let header = Header {
            file: file.to_owned(),
            line: text.line,
            names,
        };
        text.line += record.lines;
        text.layout.fields = (!params.ragged).then_some(ends.len());
        Ok((text, header, line))
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
            Cut::LineEnd => memchr::memrchr(b'\n', &self.rest).map_or(0, |newline| newline + 1),
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

    /// Passes over a byte order mark and blank lines before the header.
    fn skip_leading(&mut self) -> Result<(), ConvertError> {
        self.fill(HEAD)?;
        if self.rest.starts_with(b"\xff\xfe") || self.rest.starts_with(b"\xfe\xff") {
            return Err(self.not_csv("the file is UTF-16; convert it to UTF-8 first"));
        }
        if self.rest.starts_with(b"\xef\xbb\xbf") {
            self.rest.drain(..3);
        }
        loop {
            let blank = self
                .rest
                .iter()
                .take_while(|b| b.is_ascii_whitespace())
                .count();
            let Some(newline) = self.rest[..blank].iter().rposition(|&b| b == b'\n') else {
                break;
            };
            self.line += memchr::memchr_iter(b'\n', &self.rest[..=newline]).count() as u64;
            self.rest.drain(..=newline);
            self.fill(HEAD)?;
        }
        // Further down a NUL is dirt of its row; a file without text has them from the start.
        let header = memchr::memchr(b'\n', &self.rest).unwrap_or(self.rest.len());
        if memchr::memchr(0, &self.rest[..header]).is_some() {
            return Err(self.not_csv("the file holds NUL bytes, so it is no text"));
        }
        if self.rest.trim_ascii().is_empty() {
            return Err(ConvertError::Empty {
                file: self.file.clone(),
            });
        }
        Ok(())
    }

    fn limit_line(&self) -> Result<(), ConvertError> {
        if self.rest.len() > MAX_LINE {
            return Err(self.not_csv("a line is longer than 64 MiB, so this is no CSV"));
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

/// The separator that the parameters name; `None` for `auto`.
pub(crate) fn declared_delimiter(params: &Convert) -> Result<Option<u8>, ConvertError> {
    match params.delimiter.as_str() {
        "auto" => Ok(None),
        "tab" => Ok(Some(b'\t')),
        one => match one.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(Some(*byte)),
            _ => {
                let message = format!("`{one}` is not `auto`, `tab` or one ASCII character");
                Err(ConvertError::Params {
                    field: "delimiter",
                    message,
                })
            }
        },
    }
}

/// The separator that the first line has most of outside quotes; of equals the first, so that a single column counts as comma-separated.
fn frequent_delimiter(text: &[u8]) -> u8 {
    const CANDIDATES: &[u8] = b",;\t|";
    let line = &text[..memchr::memchr(b'\n', text).unwrap_or(text.len())];
    let mut quoted = false;
    let mut seen = [0usize; CANDIDATES.len()];
    for &byte in line {
        quoted ^= byte == b'"';
        if let (false, Some(at)) = (quoted, CANDIDATES.iter().position(|&d| d == byte)) {
            seen[at] += 1;
        }
    }
    let most = (0..CANDIDATES.len())
        .rev()
        .max_by_key(|&i| seen[i])
        .unwrap_or(0);
    CANDIDATES[most]
}
