//! Reading dates and times by `strptime` formats, compiled once and applied to bytes.

use chrono::{DateTime, NaiveDate, TimeZone as _};
use chrono_tz::Tz;
use thiserror::Error;

const MS_PER_MINUTE: i64 = 60_000;
const MS_PER_DAY: i64 = 86_400_000;

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

/// A moment read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Wall-clock milliseconds since 1970-01-01 as written.
    pub(crate) wall_ms: i64,
    /// Offset east of UTC in minutes, where the text states one.
    pub(crate) offset_min: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Year4,
    Year2,
    Month,
    MonthName,
    Day,
    DayOfYear,
    Hour24,
    Hour12,
    Minute,
    Second,
    Fraction,
    HalfDay,
    Offset,
    ZoneName,
    WeekdayName,
    EpochSeconds,
    Literal(u8),
    Blank,
}

/// One compiled format.
#[derive(Clone, Debug)]
pub(crate) enum Format {
    Iso,
    EpochMillis,
    /// Digits of hour and minute without a separator, leading zeros left out.
    HourMinute,
    Tokens(Vec<Token>),
}

impl Format {
    /// A format of a date, with or without a time.
    pub(crate) fn date(format: &str) -> Result<Self, FormatError> {
        let compiled = Self::compile(format)?;
        let dated = match &compiled {
            Self::Tokens(tokens) => tokens
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
            "epoch_s" => return Ok(Self::Tokens(vec![Token::EpochSeconds])),
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
        Ok(Self::Tokens(tokens))
    }

    /// The moment that `text`, which has no surrounding blanks, states; `None` when it does not fit the format or the calendar.
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
            Self::Tokens(tokens) => {
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

/// The fields of a moment while they are read.
#[derive(Default)]
struct Parts {
    year: i64,
    month: u32,
    day: u32,
    day_of_year: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    ms: i64,
    afternoon: Option<bool>,
    offset_min: Option<i64>,
    epoch_ms: Option<i64>,
    twelve_hours: bool,
}

impl Parts {
    fn read<'a>(&mut self, token: Token, text: &'a [u8]) -> Option<&'a [u8]> {
        let mut rest = text;
        let mut take = |digits: usize| {
            let (value, after) = number(skip_blanks(text), digits)?;
            rest = after;
            Some(value)
        };
        match token {
            Token::Literal(byte) => {
                return text
                    .split_first()
                    .and_then(|(&b, after)| b.eq_ignore_ascii_case(&byte).then_some(after));
            }
            Token::Blank => return Some(skip_blanks(text)),
            Token::Year4 => {
                let year = take(4)?;
                if text.len() - rest.len() < 4 {
                    return None;
                }
                self.year = i64::from(year);
            }
            Token::Year2 => {
                let year = i64::from(take(2)?);
                // POSIX: 69 to 99 are of the twentieth century.
                self.year = year + if year < 69 { 2000 } else { 1900 };
            }
            Token::Month => self.month = at_least_one(take(2)?)?,
            Token::Day => self.day = at_least_one(take(2)?)?,
            Token::DayOfYear => self.day_of_year = Some(at_least_one(take(3)?)?),
            Token::Hour24 => self.hour = below(take(2)?, 24)?,
            Token::Hour12 => {
                let hour = take(2)?;
                if !(1..=12).contains(&hour) {
                    return None;
                }
                self.hour = hour % 12;
                self.twelve_hours = true;
            }
            Token::Minute => self.minute = below(take(2)?, 60)?,
            // A leap second is told as the second before it.
            Token::Second => self.second = below(take(2)?, 61)?.min(59),
            Token::Fraction => {
                let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
                self.ms = milliseconds(text.get(..digits).filter(|d| !d.is_empty())?);
                rest = &text[digits..];
            }
            Token::HalfDay => {
                let (afternoon, after) = half_day(skip_blanks(text))?;
                self.afternoon = Some(afternoon);
                rest = after;
            }
            Token::Offset => {
                let (offset, after) = offset(skip_blanks(text))?;
                self.offset_min = Some(offset);
                rest = after;
            }
            Token::ZoneName => {
                rest = skip_letters(skip_blanks(text));
                let name = &text[..text.len() - rest.len()];
                if [b"UTC".as_slice(), b"GMT", b"Z"]
                    .iter()
                    .any(|z| name.trim_ascii().eq_ignore_ascii_case(z))
                {
                    self.offset_min = Some(0);
                }
            }
            Token::MonthName => {
                let (month, after) = month_name(skip_blanks(text))?;
                self.month = month;
                rest = after;
            }
            Token::WeekdayName => rest = skip_letters(skip_blanks(text)),
            Token::EpochSeconds => {
                let (seconds, after) = signed(text)?;
                self.epoch_ms = Some(seconds.checked_mul(1000)?);
                rest = after;
            }
        }
        Some(rest)
    }

    fn moment(&self) -> Option<Moment> {
        if let Some(ms) = self.epoch_ms {
            return Some(Moment {
                wall_ms: ms.checked_add(self.ms)?,
                offset_min: Some(0),
            });
        }
        // Times of day alone count from the epoch's midnight; only clocks are read without a year.
        let day_number = match self.day_of_year {
            _ if self.year == 0 && self.month == 0 => 0,
            Some(day) if day <= if is_leap(self.year) { 366 } else { 365 } => {
                days_from_civil(self.year, 1, 1) + i64::from(day) - 1
            }
            Some(_) => return None,
            None => civil_day(self.year, self.month.max(1), self.day.max(1))?,
        };
        let hour = match (self.twelve_hours, self.afternoon) {
            (true, Some(true)) => self.hour + 12,
            _ => self.hour,
        };
        Some(Moment {
            wall_ms: wall_ms(day_number, hour, self.minute, self.second) + self.ms,
            offset_min: self.offset_min,
        })
    }
}

/// Wall-clock milliseconds of a date and time given as numbers; `None` when the calendar has no such moment.
pub(crate) fn from_parts(year: i64, month: u32, day: u32, hour: u32, minute: u32) -> Option<i64> {
    (hour < 24 && minute < 60).then_some(wall_ms(civil_day(year, month, day)?, hour, minute, 0))
}

/// The number of an English month, by its number or (abbreviated) name.
pub(crate) fn month_number(text: &[u8]) -> Option<u32> {
    if let Some((month, [])) = number(text, 2) {
        return Some(month);
    }
    month_name(text).and_then(|(month, rest)| rest.is_empty().then_some(month))
}

/// Reads moments by several formats and brings them to one wall clock.
pub(crate) struct Clockwork {
    formats: Vec<Format>,
    zone: Option<Tz>,
}

impl Clockwork {
    pub(crate) fn new(formats: &[String], zone: Option<&str>) -> Result<Self, FormatError> {
        let zone = zone
            .map(|name| {
                name.parse::<Tz>()
                    .map_err(|_| FormatError::Zone(name.to_owned()))
            })
            .transpose()?;
        Ok(Self {
            formats: formats
                .iter()
                .map(|f| Format::date(f))
                .collect::<Result<_, _>>()?,
            zone,
        })
    }

    /// Local wall-clock milliseconds.
    #[inline]
    pub(crate) fn wall_ms(&self, text: &[u8]) -> Option<i64> {
        let moment = self.formats.iter().find_map(|format| format.parse(text))?;
        match (self.zone, moment.offset_min) {
            (Some(zone), Some(offset)) => {
                let utc = DateTime::from_timestamp_millis(moment.wall_ms - offset * MS_PER_MINUTE)?;
                Some(
                    zone.from_utc_datetime(&utc.naive_utc())
                        .naive_local()
                        .and_utc()
                        .timestamp_millis(),
                )
            }
            _ => Some(moment.wall_ms),
        }
    }
}

/// The first millisecond of a day.
pub(crate) fn midnight_ms(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp_millis()
}

/// Midnight of the day that a moment lies in.
pub(crate) fn day_start(wall_ms: i64) -> i64 {
    wall_ms.div_euclid(MS_PER_DAY) * MS_PER_DAY
}

/// `YYYY-MM[-DD][(T| )HH:MM[:SS[.fff]]][Z|±HH[:MM]]`, also with slashes or without separators.
fn parse_iso(text: &[u8]) -> Option<Moment> {
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

fn wall_ms(day_number: i64, hour: u32, minute: u32, second: u32) -> i64 {
    day_number * MS_PER_DAY + i64::from(hour * 3600 + minute * 60 + second) * 1000
}

fn civil_day(year: i64, month: u32, day: u32) -> Option<i64> {
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    (day >= 1 && day <= length).then(|| days_from_civil(year, month, day))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, for years from 0.
///
/// # References
/// H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// At least one and at most `digits` digits.
#[inline]
fn number(text: &[u8], digits: usize) -> Option<(u32, &[u8])> {
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

fn signed(text: &[u8]) -> Option<(i64, &[u8])> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let used = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    let value: i64 = std::str::from_utf8(&digits[..used]).ok()?.parse().ok()?;
    Some((if negative { -value } else { value }, &digits[used..]))
}

fn milliseconds(digits: &[u8]) -> i64 {
    (0..3).fold(0, |ms, i| {
        ms * 10 + digits.get(i).map_or(0, |d| i64::from(d - b'0'))
    })
}

fn half_day(text: &[u8]) -> Option<(bool, &[u8])> {
    let (letters, rest) = match text {
        [a, b'.', b, b'.', rest @ ..] => ([*a, *b], rest),
        [a, b, rest @ ..] => ([*a, *b], rest),
        _ => return None,
    };
    match letters.map(|b| b.to_ascii_lowercase()) {
        [b'a', b'm'] => Some((false, rest)),
        [b'p', b'm'] => Some((true, rest)),
        _ => None,
    }
}

/// `Z`, `±HH`, `±HHMM` or `±HH:MM` in minutes east of UTC.
fn offset(text: &[u8]) -> Option<(i64, &[u8])> {
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

fn month_name(text: &[u8]) -> Option<(u32, &[u8])> {
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

fn skip_letters(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|b| b.is_ascii_alphabetic()).count()..]
}

fn skip_blanks(text: &[u8]) -> &[u8] {
    text.trim_ascii_start()
}

fn at_least_one(value: u32) -> Option<u32> {
    (value >= 1).then_some(value)
}

fn below(value: u32, limit: u32) -> Option<u32> {
    (value < limit).then_some(value)
}
