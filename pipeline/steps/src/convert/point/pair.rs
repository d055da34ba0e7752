//! Two bare numbers, as `(41.9, -87.6)`.

use super::brackets::bracketed;
use super::stated::Stated;
use crate::convert::number::Decimal;

/// `a, b` with or without round brackets. Lines above a bracketed pair are an address.
pub(super) fn parse(text: &str, decimal: Decimal) -> Option<Stated> {
    let line = match text.rsplit_once(['\n', '\r']) {
        Some((_, last)) => last.trim(),
        None => text,
    };
    let inner = match bracketed(line) {
        Some(inner) => inner,
        // Without brackets, both numbers are all there is.
        None => text,
    };
    let (first, second) = halves(inner, decimal)?;
    let first = decimal.ungrouped(first.as_bytes())?;
    let second = decimal.ungrouped(second.as_bytes())?;
    Some(Stated::Pair(first, second))
}

/// The two parts of a pair. A comma that is the decimal mark parts them only where a blank follows.
fn halves(text: &str, decimal: Decimal) -> Option<(&str, &str)> {
    let (first, second) = if let Some(parts) = text.split_once(';') {
        parts
    } else if decimal == Decimal::Point && text.contains(',') {
        text.split_once(',')?
    } else {
        let at = text.find(|c: char| c.is_ascii_whitespace())?;
        let (first, second) = text.split_at(at);
        (first.strip_suffix(',').unwrap_or(first), second)
    };
    Some((first.trim(), second.trim()))
}
