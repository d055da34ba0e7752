//! The degrees of two numbers, unless these cannot be a place.

use super::{Place, PlaceReader};
use crate::convert::fault::Fault;
use crate::convert::reach::Reach;
use crate::convert::reject::Reason;
use crate::crs::Reprojection;
use crate::space::wrapped;

/// The distance from a sentinel that counts as equal, in the unit of the coordinates.
const SENTINEL_TOLERANCE: f64 = 1e-9;

impl PlaceReader {
    /// The place of two numbers, each with the column that it is from.
    pub(super) fn check(
        &self,
        system: Option<&Reprojection>,
        (a, first): (f64, usize),
        (b, second): (f64, usize),
    ) -> Result<Place, Fault> {
        let near = |s: &[f64; 2]| {
            (s[0] - a).abs() <= SENTINEL_TOLERANCE && (s[1] - b).abs() <= SENTINEL_TOLERANCE
        };
        if self.sentinels.iter().any(near) {
            return Err(Fault::field(Reason::SentinelCoordinates, second));
        }
        let is_plane = system.is_some_and(|system| !system.is_degrees());
        let a = if self.to_the_west && !is_plane { -a } else { a };
        // Some sources count degrees from 0 to 360 to the east.
        let a = if !is_plane && a > 180.0 && a <= 360.0 {
            wrapped(a)
        } else {
            a
        };
        let beyond_lat = !is_plane && b.abs() > 90.0;
        let beyond_lon = !is_plane && a.abs() > 180.0;
        if beyond_lat || beyond_lon {
            let at = if beyond_lat { second } else { first };
            return Err(Fault::field(Reason::CoordinatesOutOfRange, at));
        }
        let Some(system) = system else {
            return Ok(Place {
                lon: a,
                lat: b,
                reach: Reach::Inside,
            });
        };
        let out_of_range = Fault::field(Reason::CoordinatesOutOfRange, first);
        let (lon, lat) = system.to_lon_lat(a, b).ok_or(out_of_range)?;
        if lat.abs() > 90.0 || lon.abs() > 180.0 {
            let at = if lat.abs() > 90.0 { second } else { first };
            return Err(Fault::field(Reason::CoordinatesOutOfRange, at));
        }
        let reach = system
            .area()
            .map_or(Reach::Inside, |area| Reach::of(area, lon, lat));
        Ok(Place { lon, lat, reach })
    }
}
