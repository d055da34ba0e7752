//! The start of a text: its line ends, the lines to skip, and its header.

use super::{CHUNK, Cut, Text};
use crate::convert::csv_record::{Layout, MARK};
use crate::convert::dialect::Dialect;
use crate::convert::encoding::Charset;
use crate::convert::error::ConvertError;
use crate::convert::file_start::{self, FileStart};
use crate::convert::header::Header;
use crate::convert::kind;
use crate::convert::member::Member;

/// Bytes read at a time while the header is sought.
const HEAD: usize = 1 << 16;

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

    /// Takes the header off the text: its names and its own text.
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

    /// Skips everything before the header and returns the start of the file as it was.
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
        // A NUL further down spoils its row only; binary files have them from the start.
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

    /// The byte that ends lines: a carriage return if the first chunk has no line feed.
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

    /// Skips lines as long as `pass` returns `true`.
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
}
