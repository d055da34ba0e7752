//! ISO 8601 as it is found in the wild.

use super::parts::{Moment, Parts, Token};

/// `YYYY-MM[-DD][(T| )HH:MM[:SS[.fff]]][Z|±HH[:MM]]`, also with slashes or without separators.
pub(super) fn parse_iso(text: &[u8]) -> Option<Moment> {
    let mut parts = Parts::default();
    let mut rest = parts.read(Token::Year4, text)?;
    let separator = rest.first().copied().filter(|b| matches!(b, b'-' | b'/'));
    let skip = |rest| {
        separator.map_or(Some(rest), |byte| {
            Parts::default().read(Token::Literal(byte), rest)
        })
    };
    rest = parts.read(Token::Month, skip(rest)?)?;
    if rest
        .first()
        .is_some_and(|&b| Some(b) == separator || (separator.is_none() && b.is_ascii_digit()))
    {
        rest = parts.read(Token::Day, skip(rest)?)?;
    }
    if let [b'T' | b't' | b' ', after @ ..] = rest {
        rest = parts.read(Token::Hour24, after)?;
        for token in [Token::Minute, Token::Second] {
            match rest {
                [b':', after @ ..] => rest = parts.read(token, after)?,
                [digit, ..] if digit.is_ascii_digit() => rest = parts.read(token, rest)?,
                _ => break,
            }
        }
        if let [b'.' | b',', after @ ..] = rest {
            rest = parts.read(Token::Fraction, after)?;
        }
        if !rest.is_empty() {
            rest = parts.read(Token::Offset, rest)?;
        }
    }
    if rest.is_empty() {
        parts.moment()
    } else {
        None
    }
}
