//! The place of a row: the columns that state it, their coordinate system, and the filters.

mod checked;
mod stated;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::bbox::bbox;
use super::columns::Positions;
use super::error::ConvertError;
use super::fault::Fault;
use super::number::Decimal;
use super::params::{Convert, Longitudes};
use super::polygons::Polygons;
use super::reach::Reach;
use super::reject::Reason;
use super::row::Row;
use super::systems::Systems;
use crate::crs::Reprojection;
use crate::space::Bounds;

/// Reads the place of a row, brings it to degrees and filters it.
pub(crate) struct PlaceReader {
    stated: Vec<Coordinates>,
    decimal: Decimal,
    sentinels: Vec<[f64; 2]>,
    /// `true` if degrees count to the west.
    to_the_west: bool,
    bbox: Option<Bounds>,
    polygons: Option<Polygons>,
    /// The area of use of the projected coordinates.
    area: Option<Bounds>,
    systems: Systems,
}

/// Columns that may state the place of a row; of several, the first that is not blank is used.
struct Coordinates {
    columns: CoordinateColumns,
    system: Option<Arc<Reprojection>>,
    /// `true` for degrees beside projected coordinates, which are tried where the degrees are out
    /// of range.
    doubtful: bool,
}

#[derive(Clone, Copy)]
enum CoordinateColumns {
    /// Two columns: longitude or easting, latitude or northing.
    Pair(usize, usize),
    Point(usize),
}

/// A place, with its position relative to the area where its coordinate system is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) reach: Reach,
}

impl PlaceReader {
    pub(crate) fn new(params: &Convert, at: &Positions) -> Result<Self, ConvertError> {
        let system = (params.epsg.as_ref())
            .map(|system| Reprojection::of(system).map(Arc::new))
            .transpose()?;
        let plane = at.x.zip(at.y);
        let mut stated = Vec::new();
        // With projected coordinates beside them, degrees are WGS 84 and `epsg` is the projected
        // system.
        let beside = if plane.is_some() {
            None
        } else {
            system.clone()
        };
        let mut add = |columns, system, doubtful| {
            stated.push(Coordinates {
                columns,
                system,
                doubtful,
            });
        };
        if let Some((lon, lat)) = at.lon.zip(at.lat) {
            add(
                CoordinateColumns::Pair(lon, lat),
                beside.clone(),
                plane.is_some(),
            );
        }
        if let Some(point) = at.point {
            add(CoordinateColumns::Point(point), beside, plane.is_some());
        }
        let area = (system.as_ref())
            .filter(|system| !system.is_degrees())
            .and_then(|system| system.area());
        if let Some((x, y)) = plane {
            add(CoordinateColumns::Pair(x, y), system, false);
        }
        Ok(Self {
            stated,
            decimal: Decimal::of(params.decimal),
            sentinels: std::iter::once([0.0, 0.0])
                .chain(params.sentinels.iter().copied())
                .collect(),
            to_the_west: params.longitudes == Longitudes::West,
            bbox: params.bbox.map(bbox).transpose()?,
            polygons: params.polygon.as_ref().map(Polygons::new).transpose()?,
            area,
            systems: Systems::default(),
        })
    }

    /// The same with the other decimal mark and without filters.
    pub(crate) fn with_other_mark(params: &Convert, at: &Positions) -> Result<Self, ConvertError> {
        let other = if params.decimal == ',' { '.' } else { ',' };
        let params = Convert {
            decimal: other,
            bbox: None,
            polygon: None,
            ..params.clone()
        };
        Self::new(&params, at)
    }

    /// The place of a row, if the filters let it pass.
    #[inline]
    pub(crate) fn locate(&self, row: &Row<'_>) -> Result<Place, Fault> {
        let place = self.anywhere(row)?;
        let Place { lon, lat, .. } = place;
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
        Ok(place)
    }

    /// The place of a row, whatever the filters.
    #[inline]
    pub(crate) fn anywhere(&self, row: &Row<'_>) -> Result<Place, Fault> {
        let mut missing = Fault::row(Reason::MissingCoordinates);
        let mut doubted = None;
        for coordinates in &self.stated {
            match self.read(coordinates, row) {
                Ok(place) if doubted.is_none() || self.is_plausible(place) => return Ok(place),
                Ok(_) => {}
                Err(fault) if fault.reason == Reason::MissingCoordinates => missing = fault,
                Err(fault)
                    if coordinates.doubtful && fault.reason == Reason::CoordinatesOutOfRange =>
                {
                    doubted = doubted.or(Some(fault));
                }
                Err(fault) => return Err(doubted.unwrap_or(fault)),
            }
        }
        Err(doubted.unwrap_or(missing))
    }

    /// `true` if the area of use or `bbox` confirms the place: numbers that are not degrees can be
    /// projected anywhere.
    fn is_plausible(&self, Place { lon, lat, .. }: Place) -> bool {
        let inside = |bounds: Bounds| bounds.contains(lon, lat);
        self.area.is_some_and(inside) || self.bbox.is_some_and(inside)
    }
}
