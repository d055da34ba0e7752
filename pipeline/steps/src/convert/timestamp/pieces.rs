//! Pieces of a date in text. Each function takes a piece off the front and returns the rest.

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

/// The number of digits that `text` begins with.
#[inline]
pub(super) fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
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
