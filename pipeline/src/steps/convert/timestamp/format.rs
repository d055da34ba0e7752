//! Formats of dates and times, compiled once and applied to bytes.

use thiserror::Error;

use super::calendar::{MS_PER_DAY, MS_PER_MINUTE};
use super::fixed::Fixed;
use super::iso::parse_iso;
use super::parts::{Moment, Parts, Token};
use super::pieces::{number, signed};

/// A format that cannot be used.
#[derive(Debug, Error)]
pub enum FormatError {
    /// A conversion that has no meaning here.
    #[error(
        "time format `{format}` has the conversion `%{specifier}`, which is none of \
         Y y m B b d e j H k I l M S f p P z Z A a F T D R s n t and %%"
    )]
    Specifier {
        /// The whole format.
        format: String,
        /// The letter after the percent sign.
        specifier: String,
    },
    /// A format that says nothing of the date.
    #[error("time format `{0}` has no year")]
    NoYear(String),
    /// A zone that the database does not have.
    #[error("time zone `{0}` is not an IANA name such as `America/Chicago`")]
    Zone(String),
}

/// One compiled format.
#[derive(Clone, Debug)]
pub(crate) enum Format {
    Iso,
    EpochMillis,
    /// Digits of hour and minute without a separator, leading zeros left out.
    HourMinute,
    Tokens {
        tokens: Vec<Token>,
        /// The fast way for texts in which every part is as long as it can be.
        fixed: Option<Box<Fixed>>,
    },
}

impl Format {
    /// A format of a date, with or without a time.
    pub(crate) fn date(format: &str) -> Result<Self, FormatError> {
        let compiled = Self::compile(format)?;
        let dated = match &compiled {
            Self::Tokens { tokens, .. } => tokens
                .iter()
                .any(|t| matches!(t, Token::Year4 | Token::Year2 | Token::EpochSeconds)),
            Self::HourMinute => false,
            _ => true,
        };
        if dated {
            Ok(compiled)
        } else {
            Err(FormatError::NoYear(format.to_owned()))
        }
    }

    /// A format of a time of day.
    pub(crate) fn clock(format: &str) -> Result<Self, FormatError> {
        Self::compile(format)
    }

    fn compile(format: &str) -> Result<Self, FormatError> {
        match format {
            "iso" => return Ok(Self::Iso),
            "epoch_s" => return Ok(Self::of(vec![Token::EpochSeconds])),
            "epoch_ms" => return Ok(Self::EpochMillis),
            "hhmm" => return Ok(Self::HourMinute),
            _ => {}
        }
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
        Ok(Self::of(tokens))
    }

    fn of(tokens: Vec<Token>) -> Self {
        let fixed = Fixed::new(&tokens).map(Box::new);
        Self::Tokens { tokens, fixed }
    }

    /// The moment that `text`, which has no surrounding blanks, states; `None` when it does not fit the format or the calendar.
    #[inline]
    pub(crate) fn parse(&self, text: &[u8]) -> Option<Moment> {
        match self {
            Self::Iso => parse_iso(text),
            Self::EpochMillis => {
                let (wall_ms, rest) = signed(text)?;
                rest.is_empty().then_some(Moment {
                    wall_ms,
                    offset_min: Some(0),
                })
            }
            Self::HourMinute => {
                let (digits, rest) = number(text, 4)?;
                let (hour, minute) = (digits / 100, digits % 100);
                (rest.is_empty() && hour < 24 && minute < 60).then_some(Moment {
                    wall_ms: i64::from(hour * 60 + minute) * MS_PER_MINUTE,
                    offset_min: None,
                })
            }
            Self::Tokens { tokens, fixed } => {
                if let Some(moment) = fixed.as_ref().and_then(|fixed| fixed.parse(text)) {
                    return Some(moment);
                }
                let mut parts = Parts::default();
                let mut rest = text;
                for token in tokens {
                    rest = parts.read(*token, rest)?;
                }
                if rest.is_empty() {
                    parts.moment()
                } else {
                    None
                }
            }
        }
    }

    /// Milliseconds since midnight.
    pub(crate) fn parse_clock(&self, text: &[u8]) -> Option<i64> {
        match self {
            Self::Iso => None,
            _ => self.parse(text).map(|m| m.wall_ms.rem_euclid(MS_PER_DAY)),
        }
    }
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
