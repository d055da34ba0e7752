//! The ends of a record and its fields in CSV text.
//!
//! The rules are RFC 4180's, made total for text that breaks them. A quote opens a quoted field
//! only at the field's start (blanks may precede it); any other quote is an ordinary character. A
//! quoted field may hold line ends, unless that leads nowhere: when a record of several lines is
//! never closed, is closed in the middle of a field, is longer than [`MAX_QUOTED_RECORD`], or does
//! not have the expected number of fields, the quote was a stray one. Then only its first line is
//! given up, and reading goes on at the next line.
//!
//! A byte order mark at the start of a record, as concatenated files have it, is not part of its
//! first field.

mod boundary;
mod marks;
mod split;
#[cfg(test)]
mod tests;
mod unescape;

use memchr::memchr;

use split::Split;

/// A record with line ends inside quotes is at most this many bytes long.
pub(crate) const MAX_QUOTED_RECORD: usize = 1 << 20;

/// The byte order mark of UTF-8.
pub(crate) const MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes with a meaning in a file, and the number of fields in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
    /// The byte that ends lines: a line feed, or a carriage return in files that have nothing else.
    pub(crate) newline: u8,
    /// The byte that makes the next one, inside quotes, an ordinary character.
    pub(crate) escape: Option<u8>,
    /// The first byte of lines that are not records.
    pub(crate) comment: Option<u8>,
    /// Number of fields of every record; `None` where any number will do.
    pub(crate) fields: Option<usize>,
}

/// The form of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Split into fields, as many as expected or not.
    Split,
    /// One line with a quote that is never closed; it has no fields.
    Unbalanced,
    /// One line that is not a record; it has no fields.
    Comment,
}

/// A record found by [`Layout::record`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CsvRecord {
    /// First byte after the record and its line end.
    pub(crate) end: usize,
    /// Line ends in it, the last one included.
    pub(crate) lines: u64,
    pub(crate) shape: Shape,
}

impl Layout {
    /// A layout by RFC 4180, with any number of fields.
    pub(crate) fn separated_by(delimiter: u8) -> Self {
        Self {
            delimiter,
            newline: b'\n',
            escape: None,
            comment: None,
            fields: None,
        }
    }

    /// The record that starts at `start`, with the end of each field in `ends`. `None` when the
    /// text may go on (`!complete`) and the record is not finished within it.
    pub(crate) fn record(
        &self,
        text: &[u8],
        start: usize,
        complete: bool,
        ends: &mut Vec<usize>,
    ) -> Option<CsvRecord> {
        if self.is_comment(text, start) {
            ends.clear();
            let newline = memchr(self.newline, &text[start..]);
            return match newline {
                None if !complete => None,
                _ => Some(CsvRecord {
                    end: newline.map_or(text.len(), |n| start + n + 1),
                    lines: 1,
                    shape: Shape::Comment,
                }),
            };
        }
        let unfinished = match self.split(text, after_mark(text, start), complete, ends) {
            Split::Closed { end, lines: 1 } => {
                return Some(CsvRecord {
                    end,
                    lines: 1,
                    shape: Shape::Split,
                });
            }
            Split::Closed { end, lines } => {
                let fits =
                    self.fields.is_none_or(|n| ends.len() == n) && end - start <= MAX_QUOTED_RECORD;
                if fits {
                    return Some(CsvRecord {
                        end,
                        lines,
                        shape: Shape::Split,
                    });
                }
                false
            }
            Split::ClosedWithin => false,
            Split::Unclosed => !complete && text.len() - start <= MAX_QUOTED_RECORD,
            Split::NoLineEnd => !complete,
        };
        if unfinished {
            return None;
        }
        ends.clear();
        let end = memchr(self.newline, &text[start..]).map_or(text.len(), |n| start + n + 1);
        Some(CsvRecord {
            end,
            lines: 1,
            shape: Shape::Unbalanced,
        })
    }

    fn is_comment(&self, text: &[u8], start: usize) -> bool {
        self.comment.is_some() && text.get(after_mark(text, start)).copied() == self.comment
    }

    fn is_blank(&self, byte: u8) -> bool {
        byte == b' ' || (byte == b'\t' && self.delimiter != b'\t')
    }
}

/// The position after the byte order mark of a record that starts at `start`, if it has one.
#[inline]
pub(crate) fn after_mark(text: &[u8], start: usize) -> usize {
    if text[start..].starts_with(MARK) {
        start + MARK.len()
    } else {
        start
    }
}
