//! Where a record of a CSV text ends and where its fields lie.
//!
//! The rules are RFC 4180's, made total for text that breaks them. A quote opens a quoted field only at the field's start (blanks may precede it);
//! any other quote is an ordinary character. A quoted field may hold line ends, unless that leads nowhere: when a record of several lines is never
//! closed, is closed in the middle of a field, is longer than [`MAX_QUOTED_RECORD`], or does not have the expected number of fields, the quote was a stray one.
//! Then only its first line is given up, and reading goes on at the next line.
//!
//! A byte order mark at the start of a record, as concatenated files have it, is not part of its first field.

use memchr::{memchr, memchr2, memrchr};
use wide::u8x16;

/// A record with line ends inside quotes is at most this many bytes long.
pub(crate) const MAX_QUOTED_RECORD: usize = 1 << 20;

/// The byte order mark of UTF-8.
pub(crate) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes looked at together.
const BLOCK: usize = 64;

/// What separates and counts the fields of a file.
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

/// How a record came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Split into fields, as many as expected or not.
    Split,
    /// One line with a quote that nothing closes; it has no fields.
    Unbalanced,
    /// One line that is not a record; it has no fields.
    Comment,
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

    /// The record that starts at `start`, with the end of each field in `ends`. `None` when the text may go on (`!complete`) and the record is not
    /// finished within it.
    pub(crate) fn record(
        &self,
        text: &[u8],
        start: usize,
        complete: bool,
        ends: &mut Vec<usize>,
    ) -> Option<Record> {
        if self.is_comment(text, start) {
            ends.clear();
            let newline = memchr(self.newline, &text[start..]);
            return match newline {
                None if !complete => None,
                _ => Some(Record {
                    end: newline.map_or(text.len(), |n| start + n + 1),
                    lines: 1,
                    shape: Shape::Comment,
                }),
            };
        }
        let unfinished = match self.split(text, after_mark(text, start), complete, ends) {
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
        let end = memchr(self.newline, &text[start..]).map_or(text.len(), |n| start + n + 1);
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
            let opens = self.opens(text, floor, quote);
            if !opens && self.comment.is_none() {
                position = quote + 1;
                continue;
            }
            let start = match memrchr(self.newline, &text[floor..quote]) {
                Some(newline) => floor + newline + 1,
                None => floor,
            };
            if self.is_comment(text, start) {
                let Some(newline) = memchr(self.newline, &text[quote..]) else {
                    return start;
                };
                floor = quote + newline + 1;
                position = floor;
                continue;
            }
            if !opens {
                position = quote + 1;
                continue;
            }
            match self.closing(text, quote, false) {
                Some(after) if memchr(self.newline, &text[quote..after]).is_none() => {
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
        memrchr(self.newline, &text[floor..]).map_or(floor, |newline| floor + newline + 1)
    }

    fn is_comment(&self, text: &[u8], start: usize) -> bool {
        self.comment.is_some() && text.get(after_mark(text, start)).copied() == self.comment
    }

    fn split(&self, text: &[u8], start: usize, complete: bool, ends: &mut Vec<usize>) -> Split {
        ends.clear();
        let marks = Marks::new(self.delimiter, self.newline);
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
                    && self.escape.is_none()
                    && (quotes >> (close + 1)) & 1 == 0
                    && newlines & within == 0
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
        ends.push(without_return(text, field_start, text.len()));
        Split::Closed {
            end: text.len(),
            lines,
        }
    }

    /// Whether the quote stands at the start of a field of a record that starts at or after `floor`.
    fn opens(&self, text: &[u8], floor: usize, quote: usize) -> bool {
        let before = without_end(&text[floor..quote], |b| self.is_blank(b));
        let Some(&last) = before.last() else {
            return true;
        };
        if last == self.delimiter || last == self.newline {
            return true;
        }
        // A mark counts as one only where a record starts.
        let marked = before.strip_suffix(MARK);
        marked.is_some_and(|before| before.last().is_none_or(|&b| b == self.newline))
    }

    /// Whether nothing but blanks lies between `after` and the end of the field.
    fn ends_field(&self, text: &[u8], after: usize) -> bool {
        let next = text[after..].iter().find(|&&b| !self.is_blank(b));
        next.is_none_or(|&b| b == self.delimiter || b == b'\n' || b == b'\r')
    }

    /// The position after the quote that closes the one at `open`; doubled quotes, and what is escaped, are part of the field.
    fn closing(&self, text: &[u8], open: usize, complete: bool) -> Option<usize> {
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

    /// The record's text with doubled quotes in place of escaped ones, and where its fields then end; `None` where nothing is escaped.
    pub(crate) fn unescaped(
        &self,
        text: &[u8],
        start: usize,
        ends: &[usize],
    ) -> Option<(Vec<u8>, Vec<usize>)> {
        let escape = self.escape?;
        let last = *ends.last()?;
        memchr(escape, &text[start..last])?;
        let (mut plain, mut plain_ends) = (
            Vec::with_capacity(last - start),
            Vec::with_capacity(ends.len()),
        );
        let mut from = start;
        for &end in ends {
            let field = &text[from..end];
            match field.trim_ascii() {
                [b'"', inner @ .., b'"'] => {
                    plain.push(b'"');
                    let mut bytes = inner.iter().copied().peekable();
                    while let Some(byte) = bytes.next() {
                        match bytes.peek() {
                            Some(b'"') if byte == escape => plain.push(b'"'),
                            Some(&next) if byte == escape && next == escape => {
                                bytes.next();
                                plain.push(escape);
                            }
                            _ => plain.push(byte),
                        }
                    }
                    plain.push(b'"');
                }
                _ => plain.extend_from_slice(field),
            }
            plain_ends.push(plain.len());
            plain.push(self.delimiter);
            from = end + 1;
        }
        plain.pop();
        Some((plain, plain_ends))
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
    fn new(delimiter: u8, newline: u8) -> Self {
        Self {
            delimiter: u8x16::splat(delimiter),
            newline: u8x16::splat(newline),
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

/// Where the record that starts at `start` begins, its byte order mark passed over.
#[inline]
pub(crate) fn after_mark(text: &[u8], start: usize) -> usize {
    if text[start..].starts_with(MARK) {
        start + MARK.len()
    } else {
        start
    }
}

fn without_end(mut text: &[u8], drop: impl Fn(u8) -> bool) -> &[u8] {
    while let Some((&last, before)) = text.split_last()
        && drop(last)
    {
        text = before;
    }
    text
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
        newline: b'\n',
        escape: None,
        comment: None,
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
            ..THREE
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

        /// So it is in files with comments, escapes, byte order marks and other line ends.
        #[test]
        fn boundaries_hold_in_every_dialect(
            text in "([a,\"\n\r #\\\\]|\u{feff}){0,60}",
            cut in 0usize..80,
            newline in prop::sample::select(vec![b'\n', b'\r']),
            escape in prop::sample::select(vec![None, Some(b'\\')]),
            comment in prop::sample::select(vec![None, Some(b'#')]),
        ) {
            let layout = Layout { newline, escape, comment, ..THREE };
            let text = text.as_bytes();
            let boundary = layout.last_boundary(&text[..cut.min(text.len())]);
            let mut parts = split_all(layout, &text[..boundary]);
            parts.extend(split_all(layout, &text[boundary..]));
            prop_assert_eq!(parts, split_all(layout, text));
        }
    }

    #[test]
    fn escaped_quotes_are_part_of_the_field() {
        let layout = Layout {
            escape: Some(b'\\'),
            ..THREE
        };
        let text = br#"1,"2\" x, y",z
2,"C:\\",z
3,"a\n""b",\"#;
        let found = split_all(layout, text);
        assert!(
            found.iter().all(|r| r.2 == Shape::Split && r.3 == 3),
            "{found:?}"
        );
        let mut ends = Vec::new();
        let mut plain = |line: &[u8]| {
            layout.record(line, 0, true, &mut ends).unwrap();
            layout
                .unescaped(line, 0, &ends)
                .map(|(text, _)| String::from_utf8(text).unwrap())
        };
        assert_eq!(plain(br#"1,"2\" x, y",z"#).unwrap(), r#"1,"2"" x, y",z"#);
        assert_eq!(plain(br#"2,"C:\\",z"#).unwrap(), r#"2,"C:\",z"#);
        assert_eq!(plain(br#"3,"a\n""b",\"#).unwrap(), r#"3,"a\n""b",\"#);
        assert_eq!(plain(b"1,2,3"), None);
    }

    #[test]
    fn comments_are_lines_whatever_quotes_they_hold() {
        let layout = Layout {
            comment: Some(b'#'),
            ..THREE
        };
        let found = split_all(layout, b"# \"a,\n1,2,3\n4,\"#\n#\",6\n#");
        let shapes: Vec<Shape> = found.iter().map(|r| r.2).collect();
        assert_eq!(
            shapes,
            [Shape::Comment, Shape::Split, Shape::Split, Shape::Comment]
        );
        assert_eq!(found[2].0, "4,\"#\n#\",6\n");
    }
}
