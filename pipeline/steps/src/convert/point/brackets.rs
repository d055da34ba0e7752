//! Round brackets around a text.

/// What stands between brackets that enclose the whole text.
pub(super) fn bracketed(text: &str) -> Option<&str> {
    Some(text.strip_prefix('(')?.strip_suffix(')')?.trim())
}
