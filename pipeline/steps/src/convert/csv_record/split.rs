//! The fields of a record, found block by block.

use memchr::{memchr, memchr2};

use super::Layout;
use super::marks::{BLOCK, Marks};

/// The outcome of the search for the end of a record.
pub(super) enum Split {
    /// The record ends, with this many line ends.
    Closed { end: usize, lines: u64 },
    /// A quoted field of several lines is closed by a quote in the middle of a field.
    ClosedWithin,
    /// A quoted field is open at the end of the text.
    Unclosed,
    /// The text ends before the line does.
    NoLineEnd,
}

impl Layout {
    /// Splits the record whose first field starts at `start`.
    pub(super) fn split(
        &self,
        text: &[u8],
        start: usize,
        complete: bool,
        ends: &mut Vec<usize>,
    ) -> Split {
        ends.clear();
        let marks = Marks::new(self.delimiter, self.newline);
        let mut position = start;
        let mut lines = 1;
        'blocks: while position < text.len() {
            let (mut delimiters, newlines, mut quotes) = marks.find(text, position);
            loop {
                let stop = (newlines | quotes).trailing_zeros();
                let before = 1u64.checked_shl(stop).unwrap_or(0).wrapping_sub(1);
                push_positions(delimiters & before, position, ends);
                if stop == u64::BITS {
                    break;
                }
                delimiters &= !before;
                let at = position + stop as usize;
                let field_start = ends.last().map_or(start, |end| end + 1);
                if newlines & (before + 1) != 0 {
                    ends.push(without_return(text, field_start, at));
                    return Split::Closed { end: at + 1, lines };
                }
                quotes &= quotes - 1;
                if !text[field_start..at].iter().all(|&b| self.is_blank(b)) {
                    continue;
                }
                if self.escape.is_none()
                    && let Some(within) = closed_within(quotes, newlines)
                {
                    delimiters &= !within;
                    quotes &= quotes - 1;
                    continue;
                }
                let Some(after) = self.closing(text, at, complete) else {
                    return Split::Unclosed;
                };
                let inside = memchr::memchr_iter(self.newline, &text[at..after]).count() as u64;
                if inside > 0 && !self.ends_field(text, after) {
                    return Split::ClosedWithin;
                }
                lines += inside;
                position = after;
                continue 'blocks;
            }
            position += BLOCK;
        }
        let field_start = ends.last().map_or(start, |end| end + 1);
        if !complete {
            return Split::NoLineEnd;
        }
        let end = text.len();
        ends.push(without_return(text, field_start, end));
        Split::Closed { end, lines }
    }

    /// `true` if only blanks lie between `after` and the end of the field.
    fn ends_field(&self, text: &[u8], after: usize) -> bool {
        let next = text[after..].iter().find(|&&b| !self.is_blank(b));
        next.is_none_or(|&b| b == self.delimiter || b == b'\n' || b == b'\r')
    }

    /// The position after the quote that closes the one at `open`; doubled quotes, and what is
    /// escaped, are part of the field.
    pub(super) fn closing(&self, text: &[u8], open: usize, complete: bool) -> Option<usize> {
        let mut position = open + 1;
        loop {
            let found = match self.escape {
                None => memchr(b'"', &text[position..])?,
                Some(escape) => memchr2(b'"', escape, &text[position..])?,
            };
            let at = position + found;
            match text.get(at + 1) {
                Some(_) if text[at] != b'"' => position = at + 2,
                Some(b'"') => position = at + 2,
                // At the very end a second quote may still follow.
                None if !complete || text[at] != b'"' => return None,
                _ => return Some(at + 1),
            }
        }
    }
}

/// Appends the position of each bit of a block that begins at `start`.
#[inline(always)]
fn push_positions(mut bits: u64, start: usize, positions: &mut Vec<usize>) {
    while bits != 0 {
        positions.push(start + bits.trailing_zeros() as usize);
        // Clears the lowest bit.
        bits &= bits - 1;
    }
}

/// The bits before the quote that closes a field, where it does so within the block; `quotes` has
/// those after the one that opens the field.
///
/// Most quoted fields are short, without line ends, and close within the block.
#[inline(always)]
fn closed_within(quotes: u64, newlines: u64) -> Option<u64> {
    let close = quotes.trailing_zeros();
    let within = 1u64.checked_shl(close).unwrap_or(0).wrapping_sub(1);
    // A quote right after it doubles it, so the last bit of the block decides nothing.
    let closes = close < u64::BITS - 1 && (quotes >> (close + 1)) & 1 == 0;
    (closes && newlines & within == 0).then_some(within)
}

/// The end of a field without the carriage return before its line feed.
fn without_return(text: &[u8], field_start: usize, end: usize) -> usize {
    if end > field_start && text[end - 1] == b'\r' {
        end - 1
    } else {
        end
    }
}
