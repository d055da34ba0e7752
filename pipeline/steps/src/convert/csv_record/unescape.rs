//! Escaped quotes, written as doubled ones.

use memchr::memchr;

use super::Layout;

impl Layout {
    /// The record's text with doubled quotes in place of escaped ones, and the new ends of its
    /// fields; `None` if nothing is escaped.
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
}
