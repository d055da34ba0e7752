//! The incident that a row states.

use std::borrow::Cow;

use super::batch::Batch;
use super::columns::Positions;
use super::encoding::Charset;
use super::error::ConvertError;
use super::extra::ExtraReader;
use super::fault::Fault;
use super::file_start::FileStart;
use super::filter::{Filter, RuleCounts};
use super::nulls::Nulls;
use super::number::Decimal;
use super::params::{Convert, Dedupe};
use super::place::{Place, PlaceReader};
use super::reach::Reach;
use super::reject::Reason;
use super::row::Row;
use super::time_reader::{Time, TimeReader};
use super::timestamp;

/// A row that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// `true` if its time of day is unreadable and the row is kept at midnight.
    pub(crate) clock_unreadable: bool,
}

/// The outcome of a row that is not rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    Kept(Kept),
    /// A rule of `keep` or `drop` leaves it out.
    Filtered,
}

/// Reads the rows of one file.
pub(crate) struct RowReader {
    filter: Filter,
    nulls: Nulls,
    extra: ExtraReader,
    times: TimeReader,
    places: PlaceReader,
    /// Reads coordinates with the other decimal mark, in case that is the right one.
    other_mark: PlaceReader,
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

impl RowReader {
    /// A reader of a file that starts like this and has its columns at these positions.
    pub(crate) fn new(
        params: &Convert,
        at: &Positions,
        start: &FileStart,
    ) -> Result<Self, ConvertError> {
        let charset = Charset::new(&params.encoding)?;
        Ok(Self {
            filter: Filter::new(params, &start.header)?,
            nulls: Nulls::new(&params.nulls, charset),
            extra: ExtraReader::new(params, &start.header)?,
            times: TimeReader::new(params, at)?,
            places: PlaceReader::new(params, at)?,
            other_mark: PlaceReader::with_other_mark(params, at)?,
            category: at.category,
            id: at.id,
            count: at.count,
            charset,
            decimal: Decimal::of(params.decimal),
            since_ms: params.since.map(timestamp::midnight_ms),
            until_ms: params.until.map(timestamp::midnight_ms),
            dedupe: params.dedupe,
            header: start.line.trim_ascii().to_vec(),
        })
    }

    /// An empty batch for the rows of this file, with room for `rows`.
    pub(crate) fn batch(&self, rows: usize) -> Batch {
        let extra = self.extra.columns(rows);
        Batch::with_capacity(rows, self.count.is_some(), extra, self.filter.account())
    }

    /// Texts that stand for a blank in this file.
    pub(crate) fn nulls(&self) -> &Nulls {
        &self.nulls
    }

    /// Reads a row into `batch`. The rules come first, so that a row that they leave out costs no
    /// more than their columns.
    #[inline]
    pub(super) fn read(&self, row: &Row<'_>, batch: &mut Batch) -> Result<Read, Fault> {
        if let Some(rule) = self.filter.rule_against(row, &mut batch.rules)? {
            return self.left_out(row, &mut batch.rules.counts[rule]);
        }
        let Time {
            wall_ms: time,
            clock_unreadable,
        } = self.times.read(row).map_err(|fault| {
            if row.line() == self.header {
                Fault::row(Reason::RepeatedHeader)
            } else {
                fault
            }
        })?;
        let Place { lon, lat, reach } = self.places.locate(row).inspect_err(|fault| {
            batch.of_other_mark += u64::from(self.fits_other_mark(row, fault));
        })?;
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
        batch.reach(reach);
        batch.push_extra(|columns, unreadable| self.extra.read(row, columns, unreadable));
        batch.push(time, lon, lat, category.as_deref(), id.as_deref(), count);
        Ok(Read::Kept(Kept { clock_unreadable }))
    }

    /// The outcome of a row that a rule leaves out.
    fn left_out(&self, row: &Row<'_>, rule: &mut RuleCounts) -> Result<Read, Fault> {
        if row.line() == self.header {
            return Err(Fault::row(Reason::RepeatedHeader));
        }
        rule.rows += 1;
        Ok(Read::Filtered)
    }

    /// The longitude and latitude of a row, whatever the filters.
    pub(crate) fn place(&self, row: &Row<'_>) -> Option<(f64, f64)> {
        let place = self.places.anywhere(row).ok()?;
        Some((place.lon, place.lat))
    }

    /// `true` if the other decimal mark makes unreadable coordinates a place where the system is
    /// used.
    #[cold]
    fn fits_other_mark(&self, row: &Row<'_>, fault: &Fault) -> bool {
        let is_unread = matches!(
            fault.reason,
            Reason::UnparsableCoordinates | Reason::CoordinatesOutOfRange
        );
        is_unread && (self.other_mark.anywhere(row)).is_ok_and(|place| place.reach == Reach::Inside)
    }

    fn count(&self, row: &Row<'_>, at: usize) -> Result<f64, Fault> {
        self.decimal
            .parse(&row.value(at))
            .ok_or(Fault::field(Reason::UnparsableCount, at))
    }

    #[inline]
    fn text<'a>(&self, row: &Row<'a>, at: usize) -> Result<Option<Cow<'a, [u8]>>, Fault> {
        let value = row.value(at);
        if value.is_empty() {
            return Ok(None);
        }
        self.charset
            .utf8(value)
            .map(Some)
            .ok_or(Fault::field(Reason::InvalidEncoding, at))
    }
}
