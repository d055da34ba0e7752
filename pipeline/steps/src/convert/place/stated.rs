//! The coordinates that a row states, read from its fields.

use super::{CoordinateColumns, Coordinates, Place, PlaceReader};
use crate::convert::fault::Fault;
use crate::convert::point::{self, Stated};
use crate::convert::reject::Reason;
use crate::convert::row::Row;

impl PlaceReader {
    /// The place of a row by these of its columns.
    pub(super) fn read(&self, coordinates: &Coordinates, row: &Row<'_>) -> Result<Place, Fault> {
        let system = coordinates.system.as_deref();
        match coordinates.columns {
            CoordinateColumns::Pair(a, b) => {
                let grouped = system.is_some_and(|system| !system.is_degrees());
                let number = |at| self.number(row, at, grouped, coordinates.doubtful);
                let (x, y) = (number(a)?, number(b)?);
                self.check(system, (x, a), (y, b))
            }
            CoordinateColumns::Point(at) => {
                let text = row.value(at);
                if text.is_empty() {
                    return Err(Fault::field(Reason::MissingCoordinates, at));
                }
                let unreadable = Fault::field(Reason::UnparsableCoordinates, at);
                let stated = point::parse(&text, self.decimal).ok_or(unreadable)?;
                self.resolve(stated, coordinates, at)
            }
        }
    }

    /// The place that a text states. A text that names its system is read in that one, unless
    /// another projected one is declared.
    fn resolve(
        &self,
        stated: Stated,
        coordinates: &Coordinates,
        at: usize,
    ) -> Result<Place, Fault> {
        let unreadable = Fault::field(Reason::UnparsableCoordinates, at);
        let declared = coordinates.system.as_deref();
        let is_plane = declared.is_some_and(|system| !system.is_degrees());
        match stated {
            Stated::Nothing => Err(Fault::field(Reason::MissingCoordinates, at)),
            Stated::Pair(a, b) if is_plane => self.check(declared, (a, at), (b, at)),
            Stated::Pair(a, b) => self.check(declared, (b, at), (a, at)),
            Stated::Degrees { lon, lat } => {
                let system = declared.filter(|_| !is_plane);
                self.check(system, (lon, at), (lat, at))
            }
            Stated::Geometry { x, y, srid: None } => self.check(declared, (x, at), (y, at)),
            Stated::Geometry {
                x,
                y,
                srid: Some(srid),
            } => {
                if declared.is_some_and(|system| system.code() == Some(srid)) {
                    return self.check(declared, (x, at), (y, at));
                }
                let own = self.systems.get(srid).ok_or(unreadable)?;
                if declared.is_some() && !own.is_degrees() {
                    return Err(unreadable);
                }
                self.check(Some(&own), (x, at), (y, at))
            }
        }
    }

    #[inline]
    fn number(
        &self,
        row: &Row<'_>,
        at: usize,
        grouped: bool,
        doubtful: bool,
    ) -> Result<f64, Fault> {
        let text = row.value(at);
        if text.is_empty() {
            return Err(Fault::field(Reason::MissingCoordinates, at));
        }
        let read = if grouped {
            self.decimal.parse(&text)
        } else {
            self.decimal.ungrouped(&text)
        };
        read.ok_or_else(|| {
            // Thousands are not degrees, but may be the projected coordinate.
            let plane = doubtful && self.decimal.parse(&text).is_some();
            Fault::field(
                if plane {
                    Reason::CoordinatesOutOfRange
                } else {
                    Reason::UnparsableCoordinates
                },
                at,
            )
        })
    }
}
