//! Replaces secret values by `***` in lines and messages.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::memmem;

use crate::step::Secret;

/// The length of the shortest value that is hidden. Shorter ones occur by chance, and hiding them
/// would make output unreadable.
const MIN_BYTES: usize = 4;

const MASK: &[u8] = b"***";

/// The mark in place of the rest of a line that is too long.
const CUT: (&[u8], &[u8]) = (" … [".as_bytes(), b" more bytes of this line]");

/// The values that must not be shown.
#[derive(Clone, Default)]
pub struct Redactor {
    /// The values, longest first, since a value may be a part of another.
    values: Arc<[Vec<u8>]>,
}

impl Redactor {
    /// Hides these values, whole and line by line.
    pub(crate) fn new<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Self {
        let mut values: Vec<Vec<u8>> = secrets
            .flat_map(|secret| {
                let value = secret.reveal().as_encoded_bytes();
                // Programs print line by line, so a key of several lines never appears as one.
                let lines = value.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
                std::iter::once(value).chain(lines)
            })
            .filter(|value| value.len() >= MIN_BYTES)
            .map(<[u8]>::to_vec)
            .collect();
        // Longest first; hiding `pass` first would leave `***word` of `password`.
        values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        Self {
            values: values.into(),
        }
    }

    /// Returns `true` if there is nothing to hide.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns one or more lines without the values.
    pub(crate) fn bytes<'a>(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        let mut text = match self.cut_within(text) {
            Some((from, to)) => Cow::Owned([&text[..from], MASK, &text[to..]].concat()),
            None => Cow::Borrowed(text),
        };
        for value in self.values.iter() {
            if memmem::find(&text, value).is_some() {
                text = Cow::Owned(replaced(&text, value));
            }
        }
        text
    }

    /// Removes the values from a message.
    pub(crate) fn text(&self, text: &mut String) {
        if let Cow::Owned(redacted) = self.bytes(text.as_bytes()) {
            *text = String::from_utf8_lossy(&redacted).into_owned();
        }
    }

    /// The place of a value's beginning directly before the mark of a cut line.
    fn cut_within(&self, text: &[u8]) -> Option<(usize, usize)> {
        if self.is_empty() || !text.ends_with(CUT.1) {
            return None;
        }
        let end = memmem::rfind(text, CUT.0)?;
        let begun = |value: &Vec<u8>| {
            // A cut may fall within a value, whose beginning would otherwise be shown.
            (MIN_BYTES..value.len())
                .rev()
                .find(|&length| text[..end].ends_with(&value[..length]))
        };
        let length = self.values.iter().filter_map(begun).max()?;
        Some((end - length, end))
    }
}

fn replaced(text: &[u8], value: &[u8]) -> Vec<u8> {
    let (mut out, mut from) = (Vec::with_capacity(text.len()), 0);
    for at in memmem::find_iter(text, value) {
        out.extend_from_slice(&text[from..at]);
        out.extend_from_slice(MASK);
        from = at + value.len();
    }
    out.extend_from_slice(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(secrets: &[&str], text: &str) -> String {
        let secrets: Vec<Secret> = secrets.iter().map(|s| Secret::new(s.into())).collect();
        let mut text = text.to_owned();
        Redactor::new(secrets.iter()).text(&mut text);
        text
    }

    #[test]
    fn values_are_hidden_wherever_they_stand() {
        let values = ["pass", "password", "first line\n  second\nxy\n", "abc"];
        for (text, expected) in [
            ("password=pass; passpass", "***=***; ******"),
            ("the first line is here", "the *** is here"),
            ("second, first line", "***, ***"),
            ("xy abc", "xy abc"),
            ("", ""),
        ] {
            assert_eq!(redacted(&values, text), expected);
        }
        assert_eq!(redacted(&[], "password"), "password");
    }

    #[test]
    fn the_beginning_of_a_value_at_the_end_of_a_cut_line_is_hidden() {
        let mark = " … [12 more bytes of this line]";
        let values = ["sesame-open", "same"];
        for (text, expected) in [
            ("xx sesame-op", "xx ***"),
            ("xx ses", "xx ses"),
            ("xx", "xx"),
        ] {
            assert_eq!(
                redacted(&values, &format!("{text}{mark}")),
                format!("{expected}{mark}")
            );
        }
        assert_eq!(redacted(&["sesame-open"], "xx sesa"), "xx sesa");
    }
}
