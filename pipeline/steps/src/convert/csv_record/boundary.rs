//! The last place where a text can be cut between records.

use memchr::{memchr, memrchr};

use super::{Layout, MARK};

impl Layout {
    /// The largest record boundary in `text`, which starts with a record and may go on after its
    /// end. 0 when not even one record is complete.
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

    /// `true` if the quote opens a field of a record that starts at or after `floor`.
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
}

fn without_end(mut text: &[u8], drop: impl Fn(u8) -> bool) -> &[u8] {
    while let Some((&last, before)) = text.split_last()
        && drop(last)
    {
        text = before;
    }
    text
}
