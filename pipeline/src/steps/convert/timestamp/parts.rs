//! A moment while its parts are read.

use super::calendar::{civil_day, days_from_civil, is_leap, wall_ms};
use super::pieces::{
    at_least_one, below, half_day, milliseconds, month_name, number, offset, signed, skip_blanks,
    skip_letters,
};

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

/// The fields of a moment while they are read.
#[derive(Default)]
pub(super) struct Parts {
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
    pub(super) fn read<'a>(&mut self, token: Token, text: &'a [u8]) -> Option<&'a [u8]> {
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

    pub(super) fn moment(&self) -> Option<Moment> {
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
