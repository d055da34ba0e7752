//! Pieces of a date in text. Each function takes a piece off the front and returns the rest.

/// The number of an English month, by its number or (abbreviated) name.
pub(crate) fn month_number(text: &[u8]) -> Option<u32> {
    if let Some((month, [])) = number(text, 2) {
        return Some(month);
    }
    month_name(text).and_then(|(month, rest)| rest.is_empty().then_some(month))
}

/// At least one and at most `digits` digits.
#[inline]
pub(super) fn number(text: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let mut value = 0;
    let mut used = 0;
    while used < digits {
        match text.get(used) {
            Some(byte) if byte.is_ascii_digit() => value = value * 10 + u32::from(byte - b'0'),
            _ => break,
        }
        used += 1;
    }
    (used > 0).then(|| (value, &text[used..]))
}

pub(super) fn signed(text: &[u8]) -> Option<(i64, &[u8])> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let used = self::digits(digits);
    let value: i64 = std::str::from_utf8(&digits[..used]).ok()?.parse().ok()?;
    Some((if negative { -value } else { value }, &digits[used..]))
}

pub(super) fn milliseconds(digits: &[u8]) -> i64 {
    (0..3).fold(0, |ms, i| {
        ms * 10 + digits.get(i).map_or(0, |d| i64::from(d - b'0'))
    })
}

/// `Z`, `±HH`, `±HHMM` or `±HH:MM` in minutes east of UTC.
pub(super) fn offset(text: &[u8]) -> Option<(i64, &[u8])> {
    let (sign, rest) = match text {
        [b'Z' | b'z', rest @ ..] => return Some((0, rest)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = number(rest, 2)?;
    let rest = rest.strip_prefix(b":").unwrap_or(rest);
    let (minutes, rest) = number(rest, 2).unwrap_or((0, rest));
    (hours < 24 && minutes < 60).then_some((sign * i64::from(hours * 60 + minutes), rest))
}

pub(super) fn month_name(text: &[u8]) -> Option<(u32, &[u8])> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let rest = skip_letters(text);
    let name = text[..text.len() - rest.len()].to_ascii_lowercase();
    let found = NAMES
        .iter()
        .position(|full| name.len() >= 3 && full.as_bytes().starts_with(&name));
    Some((found? as u32 + 1, rest.strip_prefix(b".").unwrap_or(rest)))
}

/// The number of digits that `text` begins with.
#[inline]
pub(super) fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

pub(super) fn skip_letters(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|b| b.is_ascii_alphabetic()).count()..]
}

pub(super) fn skip_blanks(text: &[u8]) -> &[u8] {
    text.trim_ascii_start()
}

pub(super) fn at_least_one(value: u32) -> Option<u32> {
    (value >= 1).then_some(value)
}

pub(super) fn below(value: u32, limit: u32) -> Option<u32> {
    (value < limit).then_some(value)
}
