//! ISO 8601, with the deviations that sources have.

use super::parts::{Moment, Parts, Token};
use super::pieces::{digits, skip_blanks};

/// `YYYY[-MM[-DD[(T| )HH[:MM[:SS[.fff]]][Z|±HH[:MM]]]]]`, also with slashes. Of bare numbers only
/// four digits are a year and eight a day; a time of day after eight digits may lack its colons.
///
/// # References
/// ISO 8601-1:2019, 5.2 to 5.4.
pub(super) fn parse_iso(text: &[u8]) -> Option<Moment> {
    let mut parts = Parts::default();
    let bare = digits(text);
    let mut rest = match (bare, text.get(4)) {
        (4, None) => return parts.read(Token::Year4, text).and(parts.moment()),
        (4, Some(&separator @ (b'-' | b'/'))) => {
            let rest = parts.read(Token::Year4, text)?;
            let rest = parts.read(Token::Month, rest.get(1..)?)?;
            if rest.is_empty() {
                return parts.moment();
            }
            parts.read(Token::Day, rest.strip_prefix(&[separator])?)?
        }
        (8, _) => [(Token::Year4, 4), (Token::Month, 2), (Token::Day, 2)]
            .into_iter()
            .try_fold(text, |rest, (token, width)| {
                let (part, rest) = rest.split_at_checked(width)?;
                parts.read(token, part).map(|_| rest)
            })?,
        _ => return None,
    };
    if let [b'T' | b't' | b' ', after @ ..] = rest {
        rest = time_of_day(&mut parts, after)?;
        if !rest.is_empty() {
            rest = parts.read(Token::Offset, rest)?;
        }
    }
    skip_blanks(rest)
        .is_empty()
        .then(|| parts.moment())
        .flatten()
}

/// Reads `HH`, `HH:MM`, `HH:MM:SS` and the same without colons, and a fraction of a second.
fn time_of_day<'a>(parts: &mut Parts, text: &'a [u8]) -> Option<&'a [u8]> {
    let text = skip_blanks(text);
    let mut rest = text;
    let mut seconds = false;
    match digits(text) {
        1 | 2 => {
            rest = parts.read(Token::Hour24, rest)?;
            for token in [Token::Minute, Token::Second] {
                let Some(after) = rest.strip_prefix(b":") else {
                    break;
                };
                rest = parts.read(token, after)?;
                seconds = token == Token::Second;
            }
        }
        width @ (4 | 6) => {
            for token in [Token::Hour24, Token::Minute, Token::Second]
                .into_iter()
                .take(width / 2)
            {
                rest = parts.read(token, rest)?;
            }
            seconds = width == 6;
        }
        _ => return None,
    }
    // ISO 8601 also has fractions of hours and minutes. No source writes them, so a mark there
    // means something else.
    match rest {
        [b'.' | b',', after @ ..] if seconds => parts.read(Token::Fraction, after),
        [b'.' | b',', ..] => None,
        _ => Some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let moment = parse_iso(text.as_bytes())?;
        let time = chrono::DateTime::from_timestamp_millis(moment.wall_ms).unwrap();
        Some(time.format("%Y-%m-%d %H:%M:%S%.3f").to_string())
    }

    #[test]
    fn bare_numbers_are_a_year_of_four_digits_or_a_day_of_eight() {
        assert_eq!(read("2021").as_deref(), Some("2021-01-01 00:00:00.000"));
        assert_eq!(read("20210228").as_deref(), Some("2021-02-28 00:00:00.000"));
        for text in [
            "1",
            "914",
            "43831",
            "43831.5",
            "202102",
            "2021059",
            "202102281",
            "1612137600",
            "20210228234500",
            "+2021",
            "-2021",
            "20210229",
            "2021.5",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_needs_a_day_and_its_parts_are_what_they_look_like() {
        for (text, expected) in [
            ("2021-02", "2021-02-01 00:00:00.000"),
            ("2021/2/8 9:05", "2021-02-08 09:05:00.000"),
            ("2021-02-08T09", "2021-02-08 09:00:00.000"),
            ("20210208T0905", "2021-02-08 09:05:00.000"),
            ("20210208 090507", "2021-02-08 09:05:07.000"),
            ("2021-02-08T09:05:07,25", "2021-02-08 09:05:07.250"),
            ("2021-02-08 09:05:07 -06:00", "2021-02-08 09:05:07.000"),
            ("2021-02-08T24:00:00.000", "2021-02-09 00:00:00.000"),
            ("2021-12-31T24:00", "2022-01-01 00:00:00.000"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "2021 02 08",
            "2021 2",
            "202102 12",
            "2021-02 12",
            "2021-02T12",
            "2021-02/08",
            "2021-02-08T",
            "2021-02-08T23.5",
            "2021-02-08T09:30.5",
            "2021-02-08T093",
            "2021-02-08T24:01",
            "2021-02-08T24:00:01",
            "2021-02-08T24:00:00.001",
            "2021-02-08T25:00",
            "2021-059",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
