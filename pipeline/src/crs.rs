//! Projected coordinates and longitude/latitude, through an EPSG code.

use proj4rs::Proj;
use proj4rs::transform::transform;
use thiserror::Error;

/// A projection that cannot be used.
#[derive(Debug, Error)]
pub enum ProjectionError {
    /// The code is not in the EPSG table, or names a system this build cannot invert.
    #[error("unknown or unsupported EPSG code `{code}`: {reason}")]
    Unsupported {
        /// The code asked for.
        code: u16,
        /// What the projection library says.
        reason: String,
    },
}

/// A coordinate reference system named by an EPSG code, and its way to WGS 84 degrees and back.
///
/// Coordinates are in the system's own unit (metres, US survey feet, …); the code decides. Geographic
/// systems (EPSG:4269, say) take and give degrees.
///
/// ```
/// use hotcast::crs::Projection;
///
/// // Illinois East, US survey feet: what Chicago's portal publishes as X and Y.
/// let illinois = Projection::from_epsg(3435)?;
/// let (lon, lat) = illinois.to_lon_lat(1_174_694.0, 1_901_831.0).ok_or("outside the projection")?;
/// assert!((lon - -87.633937881).abs() < 1e-6);
/// assert!((lat - 41.886018055).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Projection {
    projected: Proj,
    wgs84: Proj,
}

impl Projection {
    /// Looks the code up in the EPSG table.
    ///
    /// # Errors
    /// [`ProjectionError::Unsupported`] for a code that is not there or a projection that is not implemented.
    pub fn from_epsg(code: u16) -> Result<Self, ProjectionError> {
        let unsupported = |e: proj4rs::errors::Error| ProjectionError::Unsupported {
            code,
            reason: e.to_string(),
        };
        Ok(Self {
            projected: Proj::from_epsg_code(code).map_err(unsupported)?,
            wgs84: Proj::from_epsg_code(4326).map_err(unsupported)?,
        })
    }

    /// Longitude and latitude in degrees of a projected point; `None` where the projection is not defined.
    #[must_use]
    pub fn to_lon_lat(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let mut point = if self.projected.is_latlong() {
            (x.to_radians(), y.to_radians(), 0.0)
        } else {
            (x, y, 0.0)
        };
        transform(&self.projected, &self.wgs84, &mut point).ok()?;
        finite(point.0.to_degrees(), point.1.to_degrees())
    }

    /// The projected point of a longitude and latitude in degrees; `None` where the projection is not defined.
    #[must_use]
    pub fn from_lon_lat(&self, lon: f64, lat: f64) -> Option<(f64, f64)> {
        let mut point = (lon.to_radians(), lat.to_radians(), 0.0);
        transform(&self.wgs84, &self.projected, &mut point).ok()?;
        if self.projected.is_latlong() {
            return finite(point.0.to_degrees(), point.1.to_degrees());
        }
        finite(point.0, point.1)
    }
}

fn finite(x: f64, y: f64) -> Option<(f64, f64)> {
    (x.is_finite() && y.is_finite()).then_some((x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points of Chicago's own export, which publishes both forms of the same place.
    #[test]
    fn illinois_east_feet_agree_with_the_portal_to_a_metre() {
        let illinois = Projection::from_epsg(3435).unwrap();
        let (x, y, lat, lon) = (1_174_694.0, 1_901_831.0, 41.886018055, -87.633937881);
        let (got_lon, got_lat) = illinois.to_lon_lat(x, y).unwrap();
        assert!((got_lon - lon).abs() < 1e-6, "{got_lon}");
        assert!((got_lat - lat).abs() < 1e-6, "{got_lat}");
        let (back_x, back_y) = illinois.from_lon_lat(got_lon, got_lat).unwrap();
        assert!((back_x - x).abs() < 1e-3 && (back_y - y).abs() < 1e-3);
    }

    #[test]
    fn degrees_stay_degrees_in_a_geographic_system() {
        let (lon, lat) = Projection::from_epsg(4326)
            .unwrap()
            .to_lon_lat(-87.6, 41.9)
            .unwrap();
        assert!((lon + 87.6).abs() < 1e-9 && (lat - 41.9).abs() < 1e-9);
    }

    #[test]
    fn a_code_that_does_not_exist_is_an_error_naming_it() {
        let Err(error) = Projection::from_epsg(1) else {
            panic!("accepted")
        };
        assert!(error.to_string().contains("`1`"));
    }
}
