//! `strptime` formats, compiled once and applied to bytes.

use super::fixed::Fixed;
use super::format_error::FormatError;
use super::parts::{Moment, Parts, Token};

/// A compiled `strptime` format.
#[derive(Clone, Debug)]
pub(crate) struct Strptime {
    pub(super) tokens: Vec<Token>,
    /// For each token, the digits of the numbers that follow without a separator: in `%Y%m%d`, 4
    /// for the year.
    following: Vec<usize>,
    /// The fast path for texts in which every part has its full width.
    fixed: Option<Box<Fixed>>,
}

/// The order of a date's numbers, where another order would fit the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum DateOrder {
    MonthDayYear,
    DayMonthYear,
    /// Only where the year has two digits.
    YearMonthDay,
}

impl Strptime {
    pub(super) fn compile(format: &str) -> Result<Self, FormatError> {
        let expanded = format
            .replace("%.f", ".%f")
            .replace("%F", "%Y-%m-%d")
            .replace("%T", "%H:%M:%S")
            .replace("%D", "%m/%d/%y")
            .replace("%R", "%H:%M");
        let unknown = |specifier: &[u8]| FormatError::Specifier {
            format: format.to_owned(),
            specifier: String::from_utf8_lossy(specifier).into_owned(),
        };
        let mut tokens = Vec::new();
        let mut bytes = expanded.bytes();
        while let Some(byte) = bytes.next() {
            let token = match byte {
                b'%' => match bytes
                    .next()
                    .map(|b| if b == b'-' { bytes.next() } else { Some(b) })
                {
                    Some(Some(letter)) => specifier(letter).ok_or_else(|| unknown(&[letter]))?,
                    _ => return Err(unknown(b"")),
                },
                b' ' => Token::Blank,
                other => Token::Literal(other),
            };
            tokens.push(token);
        }
        check(format, &tokens)?;
        Ok(Self {
            following: following(&tokens),
            fixed: Fixed::new(&tokens).map(Box::new),
            tokens,
        })
    }

    pub(super) fn has(&self, wanted: &[Token]) -> bool {
        self.tokens.iter().any(|token| wanted.contains(token))
    }

    #[inline]
    pub(super) fn parse(&self, text: &[u8]) -> Option<Moment> {
        if let Some(moment) = self.fixed.as_ref().and_then(|fixed| fixed.parse(text)) {
            return Some(moment);
        }
        self.parse_tokens(text)
    }

    pub(super) fn parse_tokens(&self, text: &[u8]) -> Option<Moment> {
        let mut parts = Parts::default();
        let mut rest = text;
        for (at, &token) in self.tokens.iter().enumerate() {
            let following = self.following[at];
            rest = parts.read_before(token, rest, following)?;
            // Reads a number whole or not at all: `%y` is not the first half of 2020.
            let goes_on = rest.first().is_some_and(u8::is_ascii_digit);
            let fraction_follows = self.tokens.get(at + 1) == Some(&Token::Fraction);
            if goes_on && token.width().is_some() && following == 0 && !fraction_follows {
                return None;
            }
        }
        rest.is_empty().then(|| parts.moment()).flatten()
    }

    /// The order of the date's numbers and their separator; `None` if no other order can fit the
    /// same text, because the month is a name or a year of four digits comes first.
    pub(crate) fn date_order(&self) -> Option<(DateOrder, Option<u8>)> {
        let place = |wanted: Token| self.tokens.iter().position(|token| *token == wanted);
        let (month, day) = (place(Token::Month)?, place(Token::Day)?);
        let year = place(Token::Year4).or(place(Token::Year2))?;
        let first = month.min(day).min(year);
        let order = match first {
            at if at == year && self.tokens[at] == Token::Year4 => return None,
            at if at == year => DateOrder::YearMonthDay,
            at if at == month => DateOrder::MonthDayYear,
            _ => DateOrder::DayMonthYear,
        };
        let separator = match self.tokens.get(first + 1) {
            Some(Token::Literal(byte)) => Some(*byte),
            Some(Token::Blank) => Some(b' '),
            _ => None,
        };
        Some((order, separator))
    }
}

/// Refuses formats that cannot mean what they say.
fn check(format: &str, tokens: &[Token]) -> Result<(), FormatError> {
    let has = |wanted: &[Token]| tokens.iter().any(|token| wanted.contains(token));
    let month = [Token::Month, Token::MonthName];
    if has(&[Token::Day]) && !has(&month) {
        return Err(FormatError::NoMonth(format.to_owned()));
    }
    if has(&[Token::Hour12]) && !has(&[Token::HalfDay, Token::Hour24]) {
        return Err(FormatError::NoHalfDay(format.to_owned()));
    }
    let twice = tokens.iter().enumerate().find(|(at, token)| {
        token.width().is_some() && **token != Token::DayOfYear && tokens[..*at].contains(token)
    });
    match twice {
        Some(_) => Err(FormatError::Twice(format.to_owned())),
        None => Ok(()),
    }
}

/// For each token, the digits of the numbers that follow it without a separator.
fn following(tokens: &[Token]) -> Vec<usize> {
    let mut following = vec![0; tokens.len()];
    for at in (1..tokens.len()).rev() {
        if let (Some(_), Some(width)) = (tokens[at - 1].width(), tokens[at].width()) {
            following[at - 1] = following[at] + width;
        }
    }
    following
}

fn specifier(letter: u8) -> Option<Token> {
    Some(match letter {
        b'Y' => Token::Year4,
        b'y' => Token::Year2,
        b'm' => Token::Month,
        b'B' | b'b' | b'h' => Token::MonthName,
        b'd' | b'e' => Token::Day,
        b'j' => Token::DayOfYear,
        b'H' | b'k' => Token::Hour24,
        b'I' | b'l' => Token::Hour12,
        b'M' => Token::Minute,
        b'S' => Token::Second,
        b'f' => Token::Fraction,
        b'p' | b'P' => Token::HalfDay,
        b'z' => Token::Offset,
        b'Z' => Token::ZoneName,
        b'A' | b'a' => Token::WeekdayName,
        b's' => Token::EpochSeconds,
        b'n' | b't' => Token::Blank,
        b'%' => Token::Literal(b'%'),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, text: &str) -> Option<String> {
        let moment = Strptime::compile(format).unwrap().parse(text.as_bytes())?;
        let time = chrono::DateTime::from_timestamp_millis(moment.wall_ms).unwrap();
        Some(time.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    #[test]
    fn of_numbers_without_a_separator_only_the_first_may_lack_its_zero() {
        for (format, text, expected) in [
            ("%Y%m%d", "20210228", Some("2021-02-28 00:00:00")),
            ("%Y%m%d", "2021228", None),
            ("%m%d%Y", "2282021", Some("2021-02-28 00:00:00")),
            ("%d%m%Y", "1122021", Some("2021-12-01 00:00:00")),
            (
                "%Y-%m-%d %H%M%S",
                "2021-02-28 91305",
                Some("2021-02-28 09:13:05"),
            ),
            (
                "%Y-%m-%d %H%M",
                "2021-02-28 913",
                Some("2021-02-28 09:13:00"),
            ),
            ("%Y-%m-%d %H%M", "2021-02-28 13", None),
            (
                "%Y-%m-%d %H%M%S%f",
                "2021-02-28 091305250",
                Some("2021-02-28 09:13:05"),
            ),
        ] {
            assert_eq!(read(format, text).as_deref(), expected, "{format}: {text}");
        }
    }

    #[test]
    fn a_number_is_read_whole_or_not_at_all() {
        for (format, text) in [
            ("%d/%m/%y", "5/6/2021"),
            ("%y/%m/%d", "5/6/21"),
            ("%d/%m/%y %H", "5/6/2021"),
            ("%Y-%m-%d %H:%M", "2021-06-0512:30"),
            ("%H:%M:%S %Y", "11:45:001 2021"),
        ] {
            assert_eq!(read(format, text), None, "{format}: {text}");
        }
    }

    #[test]
    fn a_half_of_the_day_has_to_agree_with_an_hour_of_24() {
        let format = "%Y-%m-%d %H:%M %p";
        for (text, fits) in [
            ("2021-02-28 11:45 AM", true),
            ("2021-02-28 23:45 PM", true),
            ("2021-02-28 00:45 AM", true),
            ("2021-02-28 11:45 PM", false),
            ("2021-02-28 12:45 AM", false),
        ] {
            assert_eq!(read(format, text).is_some(), fits, "{text}");
        }
    }

    #[test]
    fn formats_that_surely_mean_something_else_are_refused() {
        for (format, part) in [
            ("%Y-%M-%d", "`%m`"),
            ("%Y-%m-%d %I:%M", "`%H`"),
            ("%Y-%m-%d %H:%m", "twice"),
            ("%Y-%m-%d %Q", "`%Q`"),
        ] {
            let error = Strptime::compile(format).unwrap_err().to_string();
            assert!(error.contains(part), "{format}: {error}");
        }
    }

    #[test]
    fn the_order_of_a_date_is_told_where_another_would_fit() {
        let order = |format| Strptime::compile(format).unwrap().date_order();
        assert_eq!(
            order("%d/%m/%Y %H:%M"),
            Some((DateOrder::DayMonthYear, Some(b'/')))
        );
        assert_eq!(
            order("%m-%d-%y"),
            Some((DateOrder::MonthDayYear, Some(b'-')))
        );
        assert_eq!(order("%y%m%d"), Some((DateOrder::YearMonthDay, None)));
        assert_eq!(order("%Y/%m/%d"), None);
        assert_eq!(order("%d %b %Y"), None);
        assert_eq!(order("%H:%M"), None);
    }
}
