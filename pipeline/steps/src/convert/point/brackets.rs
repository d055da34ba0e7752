//! Round brackets around a text.

/// The text between brackets that enclose all of it.
pub(super) fn bracketed(text: &str) -> Option<&str> {
    Some(text.strip_prefix('(')?.strip_suffix(')')?.trim())
}
