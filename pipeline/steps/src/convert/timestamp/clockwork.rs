//! Parses timestamps in any of several formats into local time.

use chrono::{DateTime, TimeZone as _};
use chrono_tz::Tz;

use super::calendar::MS_PER_MINUTE;
use super::format::TimeFormat;
use super::format_error::FormatError;
use super::parts::Moment;

/// Reads moments by several formats and converts them to one time zone.
pub(crate) struct Clockwork {
    formats: Vec<TimeFormat>,
    /// `true` if two formats are of dates as people write them: they may read one text as different
    /// days.
    can_differ: bool,
    zone: Option<Tz>,
}

/// The reason why a text is not read as a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeFault {
    /// No format fits.
    Unparsable,
    /// Two formats read different moments.
    Ambiguous,
}

impl Clockwork {
    pub(crate) fn new(formats: &[String], zone: Option<&str>) -> Result<Self, FormatError> {
        let zone = zone
            .map(|name| {
                name.parse::<Tz>()
                    .map_err(|_| FormatError::Zone(name.to_owned()))
            })
            .transpose()?;
        let formats: Vec<TimeFormat> = formats
            .iter()
            .map(|f| TimeFormat::date(f))
            .collect::<Result<_, _>>()?;
        let can_differ = formats.iter().filter(|f| f.is_calendar()).count() > 1;
        Ok(Self {
            formats,
            can_differ,
            zone,
        })
    }

    /// Local wall-clock milliseconds.
    #[inline]
    pub(crate) fn wall_ms(&self, text: &[u8]) -> Result<i64, TimeFault> {
        let found = self
            .formats
            .iter()
            .enumerate()
            .find_map(|(at, format)| format.parse(text).map(|moment| (at, moment)));
        let (at, moment) = found.ok_or(TimeFault::Unparsable)?;
        if self.can_differ && self.formats[at].is_calendar() && self.differs(at, moment, text) {
            return Err(TimeFault::Ambiguous);
        }
        self.local(moment).ok_or(TimeFault::Unparsable)
    }

    /// `true` if a format after the one at `at` reads the text as another moment.
    fn differs(&self, at: usize, moment: Moment, text: &[u8]) -> bool {
        self.formats[at + 1..]
            .iter()
            .filter(|format| format.is_calendar())
            .filter_map(|format| format.parse(text))
            .any(|other| (other.wall_ms, other.offset_min) != (moment.wall_ms, moment.offset_min))
    }

    fn local(&self, moment: Moment) -> Option<i64> {
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
