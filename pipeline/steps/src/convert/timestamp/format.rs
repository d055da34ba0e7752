//! Compiled formats of dates and times.

use super::blanks::plain_blanks;
use super::calendar::clock_ms;
use super::format_error::FormatError;
use super::iso::parse_iso;
use super::numbers::{Workbook, day_fraction, epoch};
use super::parts::{Moment, Token};
use super::pieces::number;
use super::strptime::{DateOrder, Strptime};

/// One compiled format.
#[derive(Clone, Debug)]
pub(crate) enum TimeFormat {
    Iso,
    EpochSeconds,
    EpochMillis,
    /// Days of a spreadsheet.
    Serial(Workbook),
    /// Digits of hour and minute without a separator, leading zeros left out.
    HourMinute,
    Strptime(Strptime),
}

impl TimeFormat {
    /// A format of a date, with or without a time.
    pub(crate) fn date(format: &str) -> Result<Self, FormatError> {
        let compiled = Self::compile(format)?;
        let dated = match &compiled {
            Self::Strptime(tokens) => {
                tokens.has(&[Token::Year4, Token::Year2, Token::EpochSeconds])
            }
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
        Ok(match format {
            "iso" => Self::Iso,
            "epoch_s" => Self::EpochSeconds,
            "epoch_ms" => Self::EpochMillis,
            "excel_serial" => Self::Serial(Workbook::From1900),
            "excel_serial_1904" => Self::Serial(Workbook::From1904),
            "hhmm" => Self::HourMinute,
            _ => Self::Strptime(Strptime::compile(format)?),
        })
    }

    /// The moment that `text`, which has no surrounding blanks, states; `None` when it does not fit
    /// the format or the calendar.
    #[inline]
    pub(crate) fn parse(&self, text: &[u8]) -> Option<Moment> {
        let found = self.parse_plain(text);
        if found.is_some() || text.is_ascii() {
            return found;
        }
        self.parse_plain(&plain_blanks(text)?)
    }

    #[inline]
    fn parse_plain(&self, text: &[u8]) -> Option<Moment> {
        match self {
            Self::Iso => parse_iso(text),
            Self::EpochSeconds => epoch(text, 1000),
            Self::EpochMillis => epoch(text, 1),
            Self::Serial(workbook) => workbook.parse(text),
            Self::HourMinute => {
                let (digits, rest) = number(text, 4)?;
                let wall_ms = clock_ms(digits / 100, digits % 100)?;
                rest.is_empty().then_some(Moment {
                    wall_ms,
                    midnight_ms: 0,
                    offset_min: None,
                })
            }
            Self::Strptime(tokens) => tokens.parse(text),
        }
    }

    /// Milliseconds since midnight, up to the midnight that ends the day.
    pub(crate) fn parse_clock(&self, text: &[u8]) -> Option<i64> {
        match self {
            Self::Iso => None,
            Self::Serial(_) => day_fraction(text),
            _ => self.parse(text).map(|m| m.wall_ms - m.midnight_ms),
        }
    }

    /// `true` for a date as people write it, `false` for a count of seconds or days.
    pub(crate) fn is_calendar(&self) -> bool {
        match self {
            Self::Iso => true,
            Self::Strptime(tokens) => !tokens.has(&[Token::EpochSeconds]),
            _ => false,
        }
    }

    /// See [`Strptime::date_order`].
    pub(crate) fn date_order(&self) -> Option<(DateOrder, Option<u8>)> {
        match self {
            Self::Strptime(tokens) => tokens.date_order(),
            _ => None,
        }
    }
}
