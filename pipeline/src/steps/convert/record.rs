//! Where a record of a CSV text ends and where its fields lie.
//!
//! The rules are RFC 4180's, made total for text that breaks them. A quote opens a quoted field only at the field's start (blanks may precede it);
//! any other quote is an ordinary character. A quoted field may hold line ends, unless that leads nowhere: when a record of several lines is never
//! closed, is closed in the middle of a field, is longer than [`MAX_QUOTED_RECORD`], or does not have the expected number of fields, the quote was a stray one.
//! Then only its first line is given up, and reading goes on at the next line.

use memchr::{memchr, memrchr};
use wide::u8x16;

/// A record with line ends inside quotes is at most this many bytes long.
pub(crate) const MAX_QUOTED_RECORD: usize = 1 << 20;

/// Bytes looked at together.
const BLOCK: usize = 64;

/// What separates and counts the fields of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
    /// Number of fields of every record; `None` where any number will do.
    pub(crate) fields: Option<usize>,
}

/// How a record came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Split into fields, as many as expected or not.
    Split,
    /// One line with a quote that nothing closes; it has no fields.
    Unbalanced,
}

/// A record found by [`Layout::record`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// First byte after the record and its line end.
    pub(crate) end: usize,
    /// Line ends in it, the last one included.
    pub(crate) lines: u64,
    pub(crate) shape: Shape,
}

impl Layout {
    /// The record that starts at `start`, with the end of each field in `ends`. `None` when the text may go on (`!complete`) and the record is not
    /// finished within it.
    pub(crate) fn record(
        &self,
        text: &[u8],
        start: usize,
        complete: bool,
        ends: &mut Vec<usize>,
    ) -> Option<Record> {
        let unfinished = match self.split(text, start, complete, ends) {
            Split::Closed { end, lines: 1 } => {
                return Some(Record {
                    end,
                    lines: 1,
                    shape: Shape::Split,
                });
            }
            Split::Closed { end, lines } => {
                let fits =
                    self.fields.is_none_or(|n| ends.len() == n) && end - start <= MAX_QUOTED_RECORD;
                if fits {
                    return Some(Record {
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
        let end = memchr(b'\n', &text[start..]).map_or(text.len(), |n| start + n + 1);
        Some(Record {
            end,
            lines: 1,
            shape: Shape::Unbalanced,
        })
    }

    /// The largest record boundary in `text`, which starts with a record and may go on after its end. 0 when not even one record is complete.
    pub(crate) fn last_boundary(&self, text: &[u8]) -> usize {
        let mut ends = Vec::new();
        // `position` is outside quotes; `floor` is a record start at or before it.
        let (mut position, mut floor) = (0, 0);
        while let Some(found) = memchr(b'"', &text[position..]) {
            let quote = position + found;
            if !self.opens(text, floor, quote) {
                position = quote + 1;
                continue;
            }
            let start = match memrchr(b'\n', &text[floor..quote]) {
                Some(newline) => floor + newline + 1,
                None => floor,
            };
            match closing(text, quote, false) {
                Some(after) if memchr(b'\n', &text[quote..after]).is_none() => {
                    floor = start;
                    position = after;
                }
                _ => match self.record(text, start, false, &mut ends) {
                    Some(record) => {
                        position = record.end;
                        floor = record.end;
                    }
                    None => return start,
                },
            }
        }
        memrchr(b'\n', &text[floor..]).map_or(floor, |newline| floor + newline + 1)
    }

    fn split(&self, text: &[u8], start: usize, complete: bool, ends: &mut Vec<usize>) -> Split {
        ends.clear();
        let marks = Marks::new(self.delimiter);
        let mut position = start;
        let mut lines = 1;
        'blocks: while position < text.len() {
            let (mut delimiters, newlines, mut quotes) = marks.find(text, position);
            loop {
                let stop = (newlines | quotes).trailing_zeros();
                let before = 1u64.checked_shl(stop).unwrap_or(0).wrapping_sub(1);
                let mut separate = delimiters & before;
                while separate != 0 {
                    ends.push(position + separate.trailing_zeros() as usize);
                    separate &= separate - 1;
                }
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
                // Most quoted fields are short, without line ends, and close within the block.
                let close = quotes.trailing_zeros();
                let within = 1u64.checked_shl(close).unwrap_or(0).wrapping_sub(1);
                if close < u64::BITS - 1
                    && (quotes >> (close + 1)) & 1 == 0
                    && newlines & within == 0
                {
                    delimiters &= !within;
                    quotes &= quotes - 1;
                    continue;
                }
                let Some(after) = closing(text, at, complete) else {
                    return Split::Unclosed;
                };
                let inside = memchr::memchr_iter(b'\n', &text[at..after]).count() as u64;
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
        ends.push(without_return(text, field_start, text.len()));
        Split::Closed {
            end: text.len(),
            lines,
        }
    }

    /// Whether the quote stands at the start of a field of a record that starts at or after `floor`.
    fn opens(&self, text: &[u8], floor: usize, quote: usize) -> bool {
        let before = text[floor..quote]
            .iter()
            .rev()
            .find(|&&b| !self.is_blank(b));
        before.is_none_or(|&b| b == self.delimiter || b == b'\n')
    }

    /// Whether nothing but blanks lies between `after` and the end of the field.
    fn ends_field(&self, text: &[u8], after: usize) -> bool {
        let next = text[after..].iter().find(|&&b| !self.is_blank(b));
        next.is_none_or(|&b| b == self.delimiter || b == b'\n' || b == b'\r')
    }

    fn is_blank(&self, byte: u8) -> bool {
        byte == b' ' || (byte == b'\t' && self.delimiter != b'\t')
    }
}

enum Split {
    Closed {
        end: usize,
        lines: u64,
    },
    /// A quoted field of several lines is closed by a quote in the middle of a field.
    ClosedWithin,
    /// A quoted field is open at the end of the text.
    Unclosed,
    /// The text ends before the line does.
    NoLineEnd,
}

/// The bytes that are looked for.
struct Marks {
    delimiter: u8x16,
    newline: u8x16,
    quote: u8x16,
}

impl Marks {
    fn new(delimiter: u8) -> Self {
        Self {
            delimiter: u8x16::splat(delimiter),
            newline: u8x16::splat(b'\n'),
            quote: u8x16::splat(b'"'),
        }
    }

    /// Which of the next bytes are delimiters, newlines and quotes, the first in the lowest bit; none past the end.
    #[inline(always)]
    fn find(&self, text: &[u8], position: usize) -> (u64, u64, u64) {
        let rest = &text[position..];
        match rest.first_chunk::<BLOCK>() {
            Some(bytes) => self.of(bytes),
            None => {
                let mut bytes = [0; BLOCK];
                bytes[..rest.len()].copy_from_slice(rest);
                self.of(&bytes)
            }
        }
    }

    #[inline(always)]
    fn of(&self, bytes: &[u8; BLOCK]) -> (u64, u64, u64) {
        let (lanes, _) = bytes.as_chunks::<16>();
        let (mut delimiters, mut newlines, mut quotes) = (0, 0, 0);
        for (i, lane) in lanes.iter().enumerate() {
            let lane = u8x16::new(*lane);
            delimiters |= u64::from(lane.simd_eq(self.delimiter).to_bitmask()) << (16 * i);
            newlines |= u64::from(lane.simd_eq(self.newline).to_bitmask()) << (16 * i);
            quotes |= u64::from(lane.simd_eq(self.quote).to_bitmask()) << (16 * i);
        }
        (delimiters, newlines, quotes)
    }
}

/// The position after the quote that closes the one at `open`; doubled quotes are part of the field.
fn closing(text: &[u8], open: usize, complete: bool) -> Option<usize> {
    let mut position = open + 1;
    loop {
        let quote = position + memchr(b'"', &text[position..])?;
        match text.get(quote + 1) {
            Some(b'"') => position = quote + 2,
            // At the very end a second quote may still follow.
            None if !complete => return None,
            _ => return Some(quote + 1),
        }
    }
}

fn without_return(text: &[u8], field_start: usize, end: usize) -> usize {
    if end > field_start && text[end - 1] == b'\r' {
        end - 1
    } else {
        end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const THREE: Layout = Layout {
        delimiter: b',',
        fields: Some(3),
    };

    fn split_all(layout: Layout, text: &[u8]) -> Vec<(String, u64, Shape, usize)> {
        let (mut at, mut ends, mut found) = (0, Vec::new(), Vec::new());
        while at < text.len() {
            let record = layout.record(text, at, true, &mut ends).unwrap();
            found.push((
                String::from_utf8_lossy(&text[at..record.end]).into_owned(),
                record.lines,
                record.shape,
                ends.len(),
            ));
            at = record.end;
        }
        found
    }

    #[test]
    fn quoted_delimiters_and_line_ends_belong_to_the_field() {
        let found = split_all(THREE, b"a,\"b,\n\"\"c\"\"\",d\r\n1,2,3");
        assert_eq!(
            found[0],
            ("a,\"b,\n\"\"c\"\"\",d\r\n".to_owned(), 2, Shape::Split, 3)
        );
        assert_eq!(found[1], ("1,2,3".to_owned(), 1, Shape::Split, 3));
    }

    #[test]
    fn a_quote_inside_a_field_is_a_character() {
        let found = split_all(THREE, b"5\" PIPE,b,c\n1,2,3\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].3, 3);
    }

    #[test]
    fn a_stray_opening_quote_costs_its_own_line_only() {
        let found = split_all(THREE, b"1,\"2,3\n4,5,6\n7,\"8\",9\n");
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].2, Shape::Unbalanced);
        assert_eq!(found[1].2, Shape::Split);
        assert_eq!(found[2].3, 3);
    }

    #[test]
    fn a_stray_quote_in_the_last_line_is_given_up_at_the_end() {
        let found = split_all(THREE, b"1,2,3\n4,\"5,6");
        assert_eq!(found[1].2, Shape::Unbalanced);
    }

    #[test]
    fn an_endless_quote_is_given_up_after_the_limit() {
        let mut text = b"1,\"2,3\n".to_vec();
        for _ in 0..MAX_QUOTED_RECORD / 4 {
            text.extend_from_slice(b"4,5,6\n");
        }
        let mut ends = Vec::new();
        let first = THREE.record(&text, 0, false, &mut ends).unwrap();
        assert_eq!((first.end, first.shape), (7, Shape::Unbalanced));
        assert_eq!(THREE.last_boundary(&text), text.len());
    }

    #[test]
    fn a_tab_separated_file_has_no_tab_blanks() {
        let layout = Layout {
            delimiter: b'\t',
            fields: Some(3),
        };
        let found = split_all(layout, b"a\t\"b\tx\"\t\n");
        assert_eq!(found[0].3, 3);
    }

    proptest! {
        /// Cutting at the last boundary of any prefix never changes the records.
        #[test]
        fn boundaries_of_prefixes_are_boundaries_of_the_whole(text in "[a,\"\n\r ]{0,60}", cut in 0usize..60) {
            let text = text.as_bytes();
            let cut = cut.min(text.len());
            let boundary = THREE.last_boundary(&text[..cut]);
            let mut parts = split_all(THREE, &text[..boundary]);
            parts.extend(split_all(THREE, &text[boundary..]));
            prop_assert_eq!(parts, split_all(THREE, text));
        }
    }
}
