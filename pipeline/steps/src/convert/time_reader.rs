//! The time that a row states.

use std::borrow::Cow;

use super::columns::Positions;
use super::encoding::Charset;
use super::error::ConvertError;
use super::fault::Fault;
use super::number::Decimal;
use super::params::{Convert, OnBadClock};
use super::reject::Reason;
use super::row::Row;
use super::timestamp::{self, Clockwork, TimeFault, TimeFormat};

/// The time of an incident.
pub(super) struct Time {
    pub(super) wall_ms: i64,
    /// `true` if the time of day is unreadable and midnight stands for it.
    pub(super) clock_unreadable: bool,
}

/// The columns that state the time.
enum When {
    Whole(usize),
    DateAndClock(usize, Option<usize>),
    Parts {
        year: usize,
        month: Option<usize>,
        day: Option<usize>,
        hour: Option<usize>,
        minute: Option<usize>,
    },
}

/// Reads the time of a row.
pub(super) struct TimeReader {
    when: When,
    clockwork: Clockwork,
    clocks: Vec<TimeFormat>,
    on_bad_clock: OnBadClock,
    decimal: Decimal,
    /// Names of months may have letters beyond ASCII.
    charset: Charset,
}

impl TimeReader {
    pub(super) fn new(params: &Convert, at: &Positions) -> Result<Self, ConvertError> {
        let when = match (at.time, at.date, at.year) {
            (Some(time), _, _) => When::Whole(time),
            (_, Some(date), _) => When::DateAndClock(date, at.clock),
            (_, _, Some(year)) => When::Parts {
                year,
                month: at.month,
                day: at.day,
                hour: at.hour,
                minute: at.minute,
            },
            _ => {
                return Err(ConvertError::Params {
                    field: "columns",
                    message: "none of `time`, `date` and `year` is mapped".to_owned(),
                });
            }
        };
        let clocks = params.clock_format.as_slice().iter();
        Ok(Self {
            when,
            clockwork: Clockwork::new(params.time_format.as_slice(), params.timezone.as_deref())?,
            clocks: clocks
                .map(|format| TimeFormat::clock(format))
                .collect::<Result<_, _>>()?,
            on_bad_clock: params.on_bad_clock,
            decimal: Decimal::of(params.decimal),
            charset: Charset::new(&params.encoding)?,
        })
    }

    #[inline]
    pub(super) fn read(&self, row: &Row<'_>) -> Result<Time, Fault> {
        let (midnight_ms, of_day) = match self.when {
            When::Whole(at) | When::DateAndClock(at, None) => (self.moment(row, at)?, Ok(0)),
            When::DateAndClock(date, Some(clock)) => {
                let day = timestamp::day_start(self.moment(row, date)?);
                (day, self.clock(row, clock))
            }
            When::Parts {
                year,
                month,
                day,
                hour,
                minute,
            } => (
                self.day(row, year, month, day)?,
                self.hour_and_minute(row, hour, minute),
            ),
        };
        let of_day = match self.on_bad_clock {
            OnBadClock::Reject => Some(of_day?),
            OnBadClock::Midnight => of_day.ok(),
        };
        Ok(Time {
            wall_ms: midnight_ms + of_day.unwrap_or(0),
            clock_unreadable: of_day.is_none(),
        })
    }

    #[inline]
    fn moment(&self, row: &Row<'_>, at: usize) -> Result<i64, Fault> {
        let text = row.value(at);
        if text.is_empty() {
            return Err(Fault::field(Reason::MissingTime, at));
        }
        let text = self.utf8(text, at)?;
        self.clockwork.wall_ms(&text).map_err(|fault| {
            let reason = match fault {
                TimeFault::Unparsable => Reason::UnparsableTime,
                TimeFault::Ambiguous => Reason::AmbiguousTime,
            };
            Fault::field(reason, at)
        })
    }

    #[inline]
    fn utf8<'t>(&self, text: Cow<'t, [u8]>, at: usize) -> Result<Cow<'t, [u8]>, Fault> {
        let decoded = self.charset.utf8(text);
        decoded.ok_or(Fault::field(Reason::InvalidEncoding, at))
    }

    /// Milliseconds since midnight; a blank is midnight.
    fn clock(&self, row: &Row<'_>, at: usize) -> Result<i64, Fault> {
        let text = row.value(at);
        if text.is_empty() {
            return Ok(0);
        }
        self.clocks
            .iter()
            .find_map(|format| format.parse_clock(&text))
            .ok_or(Fault::field(Reason::UnparsableTime, at))
    }

    /// The midnight of a day that is stated in parts. At fault is the first part that no calendar
    /// has.
    fn day(
        &self,
        row: &Row<'_>,
        year: usize,
        month: Option<usize>,
        day: Option<usize>,
    ) -> Result<i64, Fault> {
        let fault = |at| Fault::field(Reason::UnparsableTime, at);
        let year_value = self.whole(row, year, None)?;
        if year_value < 1000 {
            return Err(fault(year));
        }
        let month_value = month.map_or(Ok(1), |at| self.month(row, at))?;
        let day_value = day.map_or(Ok(1), |at| self.whole(row, at, None))?;
        timestamp::day_ms(i64::from(year_value), month_value, day_value)
            .ok_or(fault(day.or(month).unwrap_or(year)))
    }

    /// Milliseconds since midnight; a blank is 0.
    fn hour_and_minute(
        &self,
        row: &Row<'_>,
        hour: Option<usize>,
        minute: Option<usize>,
    ) -> Result<i64, Fault> {
        let part = |at: Option<usize>, largest: u32| {
            let Some(at) = at else { return Ok(0) };
            let value = self.whole(row, at, Some(0))?;
            match value <= largest {
                true => Ok(value),
                false => Err(Fault::field(Reason::UnparsableTime, at)),
            }
        };
        let (hour_value, minute_value) = (part(hour, 24)?, part(minute, 59)?);
        let of_day = timestamp::clock_ms(hour_value, minute_value);
        // Only 24 with minutes gets here, which is not a time.
        let at_fault = hour.or(minute).unwrap_or_default();
        of_day.ok_or(Fault::field(Reason::UnparsableTime, at_fault))
    }

    fn month(&self, row: &Row<'_>, at: usize) -> Result<u32, Fault> {
        let text = self.utf8(row.value(at), at)?;
        let month = timestamp::month_number(&text).map_or_else(|| self.whole(row, at, None), Ok)?;
        match month {
            1..=12 => Ok(month),
            _ => Err(Fault::field(Reason::UnparsableTime, at)),
        }
    }

    /// A whole number; `2017.0`, as spreadsheets write it, is one.
    fn whole(&self, row: &Row<'_>, at: usize, default: Option<u32>) -> Result<u32, Fault> {
        let text = row.value(at);
        if text.is_empty() {
            return default.ok_or(Fault::field(Reason::MissingTime, at));
        }
        match self.decimal.parse(&text) {
            Some(value) if value.fract() == 0.0 && (0.0..=9999.0).contains(&value) => {
                Ok(value as u32)
            }
            _ => Err(Fault::field(Reason::UnparsableTime, at)),
        }
    }
}
