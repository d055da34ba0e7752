//! The value of a field, without its quotes and blanks.

use std::borrow::Cow;

/// The field without blanks around it, its quotes, and blanks inside these; doubled quotes become
/// single.
pub(crate) fn value(raw: &[u8]) -> Cow<'_, [u8]> {
    let trimmed = raw.trim_ascii();
    let [b'"', inner @ .., b'"'] = trimmed else {
        return Cow::Borrowed(trimmed);
    };
    if memchr::memchr(b'"', inner).is_none() {
        return Cow::Borrowed(inner.trim_ascii());
    }
    let mut unquoted = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        unquoted.push(byte);
        if byte == b'"' {
            bytes.next_if_eq(&b'"');
        }
    }
    Cow::Owned(unquoted.trim_ascii().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_blanks_are_taken_off() {
        for (raw, expected) in [
            ("  a b ", "a b"),
            (" \" x \" ", "x"),
            ("\"say \"\"no\"\"\"", "say \"no\""),
            ("\"", "\""),
            ("", ""),
            ("\"\"", ""),
        ] {
            assert_eq!(value(raw.as_bytes()).as_ref(), expected.as_bytes(), "{raw}");
        }
    }
}
