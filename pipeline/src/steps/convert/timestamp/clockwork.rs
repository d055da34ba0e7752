//! Several formats and one wall clock.

use chrono::{DateTime, TimeZone as _};
use chrono_tz::Tz;

use super::calendar::MS_PER_MINUTE;
use super::format::{Format, FormatError};

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
