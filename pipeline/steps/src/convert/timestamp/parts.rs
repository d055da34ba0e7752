//! The parts of a moment, read token by token.

use super::calendar::{MS_PER_DAY, civil_day, days_from_civil, is_leap, wall_ms};
use super::half_day::half_day;
use super::months::{letters, month_name};
use super::pieces::{
    at_least_one, below, digits, milliseconds, number, offset, signed, skip_blanks,
};

/// A moment read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Wall-clock milliseconds since 1970-01-01 as written.
    pub(crate) wall_ms: i64,
    /// The midnight that begins the day as written; 24:00 is a whole day after it.
    pub(crate) midnight_ms: i64,
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

impl Token {
    /// The most digits that the number has; `None` for tokens that are not numbers of a fixed
    /// width.
    pub(super) fn width(self) -> Option<usize> {
        match self {
            Self::Year4 => Some(4),
            Self::DayOfYear => Some(3),
            Self::Year2
            | Self::Month
            | Self::Day
            | Self::Hour24
            | Self::Hour12
            | Self::Minute
            | Self::Second => Some(2),
            _ => None,
        }
    }
}

/// The parts read so far.
#[derive(Default)]
pub(super) struct Parts {
    year: i64,
    month: u32,
    day: u32,
    day_of_year: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    /// `true` if the second is 60, which only a leap second is.
    leap_second: bool,
    ms: i64,
    afternoon: Option<bool>,
    offset_min: Option<i64>,
    epoch_ms: Option<i64>,
    before_epoch: bool,
    twelve_hours: bool,
}

impl Parts {
    pub(super) fn read<'a>(&mut self, token: Token, text: &'a [u8]) -> Option<&'a [u8]> {
        self.read_before(token, text, 0)
    }

    /// As [`Parts::read`], leaving `following` digits to the numbers that follow without a
    /// separator.
    pub(super) fn read_before<'a>(
        &mut self,
        token: Token,
        text: &'a [u8],
        following: usize,
    ) -> Option<&'a [u8]> {
        match token.width() {
            Some(width) => self.read_number(token, skip_blanks(text), width, following),
            None => self.read_other(token, text),
        }
    }

    /// Reads a number of at most `width` digits.
    fn read_number<'a>(
        &mut self,
        token: Token,
        text: &'a [u8],
        width: usize,
        following: usize,
    ) -> Option<&'a [u8]> {
        let width = if following == 0 {
            width
        } else {
            width.min(digits(text).checked_sub(following)?)
        };
        let (value, rest) = number(text, width)?;
        let used = text.len() - rest.len();
        match token {
            Token::Year4 if used == 4 => self.year = i64::from(value),
            // POSIX `strptime`: 69 to 99 are of the twentieth century.
            Token::Year2 if used == 2 => {
                self.year = i64::from(value) + if value < 69 { 2000 } else { 1900 };
            }
            Token::Month => self.month = at_least_one(value)?,
            Token::Day => self.day = at_least_one(value)?,
            Token::DayOfYear => self.day_of_year = Some(at_least_one(value)?),
            // ISO 8601 has 24:00 for the midnight that ends a day; `hour_of_day` refuses 24:01.
            Token::Hour24 => self.hour = below(value, 25)?,
            Token::Hour12 if (1..=12).contains(&value) => {
                self.hour = value % 12;
                self.twelve_hours = true;
            }
            Token::Minute => self.minute = below(value, 60)?,
            // A leap second becomes the second before it.
            Token::Second => {
                self.leap_second = below(value, 61)? == 60;
                self.second = value.min(59);
            }
            _ => return None,
        }
        Some(rest)
    }

    /// Reads what is not a number of a fixed width.
    fn read_other<'a>(&mut self, token: Token, text: &'a [u8]) -> Option<&'a [u8]> {
        match token {
            Token::Literal(byte) => {
                let (&first, rest) = text.split_first()?;
                first.eq_ignore_ascii_case(&byte).then_some(rest)
            }
            Token::Blank => Some(skip_blanks(text)),
            Token::Fraction => {
                let (fraction, rest) = text.split_at(digits(text));
                self.ms = milliseconds(Some(fraction).filter(|digits| !digits.is_empty())?);
                Some(rest)
            }
            Token::HalfDay => {
                let (afternoon, rest) = half_day(skip_blanks(text))?;
                self.afternoon = Some(afternoon);
                Some(rest)
            }
            Token::Offset => {
                let (offset, rest) = offset(skip_blanks(text))?;
                self.offset_min = Some(offset);
                Some(rest)
            }
            Token::ZoneName => {
                let (_, rest) = letters(skip_blanks(text));
                let name = text[..text.len() - rest.len()].trim_ascii();
                let utc = [b"UTC".as_slice(), b"GMT", b"Z"];
                if utc.iter().any(|zone| name.eq_ignore_ascii_case(zone)) {
                    self.offset_min = Some(0);
                }
                Some(rest)
            }
            Token::MonthName => {
                let (month, rest) = month_name(skip_blanks(text))?;
                self.month = month;
                Some(rest)
            }
            Token::WeekdayName => Some(letters(skip_blanks(text)).1),
            Token::EpochSeconds => {
                let (seconds, rest) = signed(text)?;
                self.epoch_ms = Some(seconds.checked_mul(1000)?);
                self.before_epoch = text.starts_with(b"-");
                Some(rest)
            }
            _ => None,
        }
    }

    pub(super) fn moment(&self) -> Option<Moment> {
        if let Some(ms) = self.epoch_ms {
            let fraction = if self.before_epoch { -self.ms } else { self.ms };
            let wall_ms = ms.checked_add(fraction)?;
            return Some(Moment {
                wall_ms,
                midnight_ms: wall_ms.div_euclid(MS_PER_DAY) * MS_PER_DAY,
                offset_min: Some(0),
            });
        }
        // Only clocks are read without a year: they count from midnight of 1970-01-01.
        let day_number = match self.day_of_year {
            _ if self.year == 0 && self.month == 0 => 0,
            Some(day) if day <= if is_leap(self.year) { 366 } else { 365 } => {
                days_from_civil(self.year, 1, 1) + i64::from(day) - 1
            }
            Some(_) => return None,
            None => civil_day(self.year, self.month.max(1), self.day.max(1))?,
        };
        let midnight_ms = wall_ms(day_number, 0, 0, 0);
        let wall_ms = wall_ms(day_number, self.hour_of_day()?, self.minute, self.second) + self.ms;
        Some(Moment {
            wall_ms,
            midnight_ms,
            offset_min: self.offset_min,
        })
    }

    /// The hour, 0 to 24; `None` if the parts contradict each other.
    fn hour_of_day(&self) -> Option<u32> {
        let is_exact = (self.minute, self.second, self.ms) == (0, 0, 0) && !self.leap_second;
        match (self.twelve_hours, self.afternoon) {
            (true, Some(true)) => Some(self.hour + 12),
            (true, _) => Some(self.hour),
            // `11:45 PM` read with `%H` would be a quarter to noon.
            (false, Some(afternoon)) if afternoon != (self.hour >= 12) => None,
            (false, _) if self.hour == 24 && !is_exact => None,
            (false, _) => Some(self.hour),
        }
    }
}
