//! Where a row says it happened.

use super::area::{Bbox, Polygons};
use super::columns::Positions;
use super::error::ConvertError;
use super::field;
use super::number::Decimal;
use super::params::Convert;
use super::reject::Reason;
use super::row::{Fault, Row};
use crate::crs::Projection;

/// How near to a sentinel counts as equal, in the unit of the source.
const SENTINEL_TOLERANCE: f64 = 1e-9;

/// Reads, projects and filters coordinates.
pub(crate) struct Places {
    sources: Vec<Source>,
    decimal: Decimal,
    sentinels: Vec<[f64; 2]>,
    bbox: Option<Bbox>,
    polygons: Option<Polygons>,
}

/// One way in which a row states its place; the first that is not blank is used.
struct Source {
    columns: PlaceColumns,
    projection: Option<Projection>,
}

#[derive(Clone, Copy)]
enum PlaceColumns {
    /// Two columns: longitude or easting, latitude or northing.
    Pair(usize, usize),
    Point(usize),
}

impl Places {
    pub(crate) fn new(params: &Convert, at: &Positions) -> Result<Self, ConvertError> {
        let projection = || params.epsg.map(Projection::from_epsg).transpose();
        let mut sources = Vec::new();
        let plane = at.x.zip(at.y);
        if let Some((lon, lat)) = at.lon.zip(at.lat) {
            // With a plane beside them, degrees are WGS 84 and the code is the plane's.
            let projection = if plane.is_some() { None } else { projection()? };
            sources.push(Source {
                columns: PlaceColumns::Pair(lon, lat),
                projection,
            });
        }
        if let Some(point) = at.point {
            sources.push(Source {
                columns: PlaceColumns::Point(point),
                projection: None,
            });
        }
        if let Some((x, y)) = plane {
            sources.push(Source {
                columns: PlaceColumns::Pair(x, y),
                projection: projection()?,
            });
        }
        Ok(Self {
            sources,
            decimal: if params.decimal == ',' {
                Decimal::Comma
            } else {
                Decimal::Point
            },
            sentinels: std::iter::once([0.0, 0.0])
                .chain(params.sentinels.iter().copied())
                .collect(),
            bbox: params.bbox.map(Bbox::new).transpose()?,
            polygons: params.polygon.as_ref().map(Polygons::new).transpose()?,
        })
    }

    /// Longitude and latitude of a row that lies where the filters want it.
    #[inline]
    pub(crate) fn locate(&self, row: &Row<'_>) -> Result<(f64, f64), Fault> {
        let (lon, lat) = self.anywhere(row)?;
        if self.bbox.is_some_and(|bbox| !bbox.contains(lon, lat)) {
            return Err(Fault::row(Reason::OutsideBbox));
        }
        if self
            .polygons
            .as_ref()
            .is_some_and(|polygons| !polygons.contains(lon, lat))
        {
            return Err(Fault::row(Reason::OutsidePolygon));
        }
        Ok((lon, lat))
    }

    /// Longitude and latitude of a row, filters aside.
    #[inline]
    pub(crate) fn anywhere(&self, row: &Row<'_>) -> Result<(f64, f64), Fault> {
        let mut missing = Fault::row(Reason::MissingCoordinates);
        for source in &self.sources {
            match self.read(source.columns, row) {
                Ok((a, b)) => return self.check(source, a, b),
                Err(fault) if fault.reason == Reason::MissingCoordinates => missing = fault,
                Err(fault) => return Err(fault),
            }
        }
        Err(missing)
    }

    fn read(&self, columns: PlaceColumns, row: &Row<'_>) -> Result<(f64, f64), Fault> {
        match columns {
            PlaceColumns::Pair(a, b) => Ok((self.number(row, a)?, self.number(row, b)?)),
            PlaceColumns::Point(at) => {
                let text = field::value(row.raw(at));
                if text.is_empty() {
                    return Err(Fault::field(Reason::MissingCoordinates, at));
                }
                point(&text).ok_or(Fault::field(Reason::UnparsableCoordinates, at))
            }
        }
    }

    #[inline]
    fn number(&self, row: &Row<'_>, at: usize) -> Result<f64, Fault> {
        let text = field::value(row.raw(at));
        if text.is_empty() {
            return Err(Fault::field(Reason::MissingCoordinates, at));
        }
        self.decimal
            .parse(&text)
            .ok_or(Fault::field(Reason::UnparsableCoordinates, at))
    }

    fn check(&self, source: &Source, a: f64, b: f64) -> Result<(f64, f64), Fault> {
        let (first, second) = source.columns.positions();
        let near = |s: &[f64; 2]| {
            (s[0] - a).abs() <= SENTINEL_TOLERANCE && (s[1] - b).abs() <= SENTINEL_TOLERANCE
        };
        if self.sentinels.iter().any(near) {
            return Err(Fault::field(Reason::SentinelCoordinates, second));
        }
        let (lon, lat) = match &source.projection {
            None => (a, b),
            Some(projection) => projection
                .to_lon_lat(a, b)
                .ok_or(Fault::field(Reason::CoordinatesOutOfRange, first))?,
        };
        if lat.abs() > 90.0 {
            return Err(Fault::field(Reason::CoordinatesOutOfRange, second));
        }
        if lon.abs() > 180.0 {
            return Err(Fault::field(Reason::CoordinatesOutOfRange, first));
        }
        Ok((lon, lat))
    }
}

impl PlaceColumns {
    fn positions(self) -> (usize, usize) {
        match self {
            Self::Pair(a, b) => (a, b),
            Self::Point(at) => (at, at),
        }
    }
}

/// Longitude and latitude of `POINT (lon lat)` or of the last `(lat, lon)` in the text, which may be an address before it.
pub(crate) fn point(text: &[u8]) -> Option<(f64, f64)> {
    let wkt = text
        .get(..5)
        .is_some_and(|head| head.eq_ignore_ascii_case(b"POINT"));
    let open = text.iter().rposition(|&b| b == b'(').map_or(0, |at| at + 1);
    let close = text[open..]
        .iter()
        .position(|&b| b == b')')
        .map_or(text.len(), |at| open + at);
    let mut numbers = text[open..close]
        .split(|&b| b == b',' || b == b' ')
        .filter(|part| !part.is_empty())
        .map(|part| Decimal::Point.parse(part));
    let (first, second) = (numbers.next()??, numbers.next()??);
    if numbers.next().is_some_and(|_| !wkt) {
        return None;
    }
    Some(if wkt {
        (first, second)
    } else {
        (second, first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_in_the_order_of_their_notation() {
        for (text, expected) in [
            ("(41.9, -87.6)", Some((-87.6, 41.9))),
            ("POINT (-87.6 41.9)", Some((-87.6, 41.9))),
            ("100 Main St (rear)\n(41.9, -87.6)", Some((-87.6, 41.9))),
            ("41.9,-87.6", Some((-87.6, 41.9))),
            ("(41.9)", None),
            ("somewhere", None),
        ] {
            assert_eq!(point(text.as_bytes()), expected, "{text}");
        }
    }
}
