//! One row of a file, read by a plan.

use std::borrow::Cow;

use super::batch::Batch;
use super::columns::Positions;
use super::encoding::Charset;
use super::error::ConvertError;
use super::field;
use super::number::Decimal;
use super::params::{Convert, Dedupe};
use super::place::Places;
use super::reject::Reason;
use super::timestamp::{self, Clockwork, Format};

/// A record and where its fields end.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) start: usize,
    pub(crate) ends: &'a [usize],
}

impl<'a> Row<'a> {
    /// The bytes of a field; empty where a ragged row has none.
    #[inline]
    pub(crate) fn raw(&self, at: usize) -> &'a [u8] {
        let from = if at == 0 {
            self.start
        } else {
            self.ends.get(at - 1).map_or(self.text.len(), |end| end + 1)
        };
        match self.ends.get(at) {
            Some(&end) => self.text.get(from..end).unwrap_or_default(),
            None => &[],
        }
    }

    /// The record without its line end.
    pub(crate) fn line(&self) -> &'a [u8] {
        &self.text[self.start..self.ends.last().copied().unwrap_or(self.start)]
    }
}

/// Why a row is not kept, and which field is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) field: Option<usize>,
}

impl Fault {
    pub(crate) fn row(reason: Reason) -> Self {
        Self {
            reason,
            field: None,
        }
    }

    pub(crate) fn field(reason: Reason, at: usize) -> Self {
        Self {
            reason,
            field: Some(at),
        }
    }
}

/// How the time is stated.
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

/// Everything needed to read the rows of one file.
pub(crate) struct Plan {
    when: When,
    clockwork: Clockwork,
    clocks: Vec<Format>,
    places: Places,
    category: Option<usize>,
    id: Option<usize>,
    count: Option<usize>,
    charset: Charset,
    decimal: Decimal,
    since_ms: Option<i64>,
    until_ms: Option<i64>,
    dedupe: Dedupe,
    header: Vec<u8>,
}

impl Plan {
    /// A plan for the files whose header has the columns at these positions; `header` is the header line.
    pub(crate) fn new(
        params: &Convert,
        at: &Positions,
        header: &[u8],
    ) -> Result<Self, ConvertError> {
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
        Ok(Self {
            when,
            clockwork: Clockwork::new(params.time_format.as_slice(), params.timezone.as_deref())?,
            clocks: params
                .clock_format
                .as_slice()
                .iter()
                .map(|f| Format::clock(f))
                .collect::<Result<_, _>>()?,
            places: Places::new(params, at)?,
            category: at.category,
            id: at.id,
            count: at.count,
            charset: Charset::new(&params.encoding)?,
            decimal: if params.decimal == ',' {
                Decimal::Comma
            } else {
                Decimal::Point
            },
            since_ms: params.since.map(timestamp::midnight_ms),
            until_ms: params.until.map(timestamp::midnight_ms),
            dedupe: params.dedupe,
            header: header.trim_ascii().to_vec(),
        })
    }

    /// Reads a row into `batch`.
    #[inline]
    pub(crate) fn read(&self, row: &Row<'_>, batch: &mut Batch) -> Result<(), Fault> {
        let time = self.time(row).map_err(|fault| {
            if row.line() == self.header {
                Fault::row(Reason::RepeatedHeader)
            } else {
                fault
            }
        })?;
        let (lon, lat) = self.places.locate(row)?;
        if self.since_ms.is_some_and(|since| time < since)
            || self.until_ms.is_some_and(|until| time >= until)
        {
            return Err(Fault::row(Reason::OutsidePeriod));
        }
        let count = self.count.map(|at| self.count(row, at)).transpose()?;
        let category = self.category.map_or(Ok(None), |at| self.text(row, at))?;
        let id = self.id.map_or(Ok(None), |at| self.text(row, at))?;
        match self.dedupe {
            Dedupe::None => {}
            Dedupe::Id => batch.push_key(id.as_deref()),
            Dedupe::Row => batch.push_key(Some(row.line())),
        }
        batch.push(time, lon, lat, category.as_deref(), id.as_deref(), count);
        Ok(())
    }

    /// Longitude and latitude that a row states, wherever that is.
    pub(crate) fn place(&self, row: &Row<'_>) -> Option<(f64, f64)> {
        self.places.anywhere(row).ok()
    }

    #[inline]
    fn time(&self, row: &Row<'_>) -> Result<i64, Fault> {
        match self.when {
            When::Whole(at) => self.moment(row, at),
            When::DateAndClock(date, None) => self.moment(row, date),
            When::DateAndClock(date, Some(clock)) => {
                let day = timestamp::day_start(self.moment(row, date)?);
                let text = field::value(row.raw(clock));
                if text.is_empty() {
                    return Ok(day);
                }
                let of_day = self
                    .clocks
                    .iter()
                    .find_map(|format| format.parse_clock(&text));
                Ok(day + of_day.ok_or(Fault::field(Reason::UnparsableTime, clock))?)
            }
            When::Parts {
                year,
                month,
                day,
                hour,
                minute,
            } => {
                let whole = |at: usize, default: Option<u32>| self.whole(row, at, default);
                let year_value = whole(year, None)?;
                let month_value = month.map_or(Ok(1), |at| self.month(row, at))?;
                let day_value = day.map_or(Ok(1), |at| whole(at, None))?;
                let hour_value = hour.map_or(Ok(0), |at| whole(at, Some(0)))?;
                let minute_value = minute.map_or(Ok(0), |at| whole(at, Some(0)))?;
                timestamp::from_parts(
                    i64::from(year_value),
                    month_value,
                    day_value,
                    hour_value,
                    minute_value,
                )
                .filter(|_| year_value >= 1000)
                .ok_or(Fault::field(
                    Reason::UnparsableTime,
                    day.or(month).unwrap_or(year),
                ))
            }
        }
    }

    #[inline]
    fn moment(&self, row: &Row<'_>, at: usize) -> Result<i64, Fault> {
        let text = field::value(row.raw(at));
        if text.is_empty() {
            return Err(Fault::field(Reason::MissingTime, at));
        }
        self.clockwork
            .wall_ms(&text)
            .ok_or(Fault::field(Reason::UnparsableTime, at))
    }

    fn month(&self, row: &Row<'_>, at: usize) -> Result<u32, Fault> {
        let text = field::value(row.raw(at));
        timestamp::month_number(&text).map_or_else(|| self.whole(row, at, None), Ok)
    }

    /// A whole number; `2017.0`, as spreadsheets write it, is one.
    fn whole(&self, row: &Row<'_>, at: usize, default: Option<u32>) -> Result<u32, Fault> {
        let text = field::value(row.raw(at));
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

    fn count(&self, row: &Row<'_>, at: usize) -> Result<f64, Fault> {
        self.decimal
            .parse(&field::value(row.raw(at)))
            .ok_or(Fault::field(Reason::UnparsableCount, at))
    }

    #[inline]
    fn text<'a>(&self, row: &Row<'a>, at: usize) -> Result<Option<Cow<'a, [u8]>>, Fault> {
        let value = field::value(row.raw(at));
        if value.is_empty() {
            return Ok(None);
        }
        self.charset
            .utf8(value)
            .map(Some)
            .ok_or(Fault::field(Reason::InvalidEncoding, at))
    }
}
