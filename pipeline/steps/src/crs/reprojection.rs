//! Converts the coordinates of a system to longitude and latitude, and back.

use proj4rs::Proj;
use proj4rs::transform::transform;
use thiserror::Error;

use super::system::System;
use super::tables;
use crate::space::Bounds;

/// A coordinate system that cannot be used.
#[derive(Debug, Error)]
pub enum ReprojectionError {
    /// The code is in neither table, or its projection is not implemented.
    #[error("unknown or unsupported coordinate system `{system}`: {reason}")]
    Unsupported {
        /// The system asked for.
        system: System,
        /// The projection library's error.
        reason: String,
    },
}

/// Converts coordinates of a reference system to WGS 84 degrees and back.
///
/// Coordinates are in the system's own unit (metres, US survey feet, …); the code decides.
/// Geographic systems (EPSG:4269, say) take and give degrees.
///
/// ```
/// use hotcast_steps::crs::Reprojection;
///
/// // Illinois East, US survey feet: what Chicago's portal publishes as X and Y.
/// let illinois = Reprojection::from_epsg(3435)?;
/// let (lon, lat) = illinois.to_lon_lat(1_174_694.0, 1_901_831.0).ok_or("outside the projection")?;
/// assert!((lon - -87.633937881).abs() < 1e-6);
/// assert!((lat - 41.886018055).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Reprojection {
    projected: Proj,
    wgs84: Proj,
    code: Option<u32>,
    area: Option<Bounds>,
}

impl Reprojection {
    /// Looks a number up in the EPSG table, then in Esri's.
    ///
    /// # Errors
    /// [`ReprojectionError::Unsupported`] for a code that is not there or a projection that is not
    /// implemented.
    pub fn from_epsg(code: u32) -> Result<Self, ReprojectionError> {
        Self::of(&System::Code(code))
    }

    /// The conversion for a system.
    ///
    /// # Errors
    /// [`ReprojectionError::Unsupported`] for a code that is not there or a projection that is not
    /// implemented.
    pub fn of(system: &System) -> Result<Self, ReprojectionError> {
        let unsupported = |reason: String| ReprojectionError::Unsupported {
            system: system.clone(),
            reason,
        };
        let proj =
            |text: &str| Proj::from_proj_string(text).map_err(|e| unsupported(e.to_string()));
        let esri = |code: u32| match tables::esri_definition(code) {
            Some(text) => Ok((proj(&text)?, tables::area(code, true))),
            None => Err(unsupported(
                "neither EPSG's table nor Esri's has it; \
                     a proj string defines any system: `+proj=…`"
                    .to_owned(),
            )),
        };
        let (projected, area) = match system {
            System::Code(code) => match u16::try_from(*code).map(Proj::from_epsg_code) {
                Ok(Ok(known)) => (known, tables::area(*code, false)),
                Ok(Err(e)) if !matches!(e, proj4rs::errors::Error::ProjectionNotFound) => {
                    return Err(unsupported(e.to_string()));
                }
                _ => esri(*code)?,
            },
            System::Esri(code) => esri(*code)?,
            System::Proj(text) => (proj(text)?, None),
        };
        let code = match system {
            System::Code(code) | System::Esri(code) => Some(*code),
            System::Proj(_) => None,
        };
        Ok(Self {
            projected,
            wgs84: proj("+proj=longlat +datum=WGS84 +no_defs")?,
            code,
            area,
        })
    }

    /// The number of the system, EPSG's or Esri's; `None` for a proj string.
    #[must_use]
    pub fn code(&self) -> Option<u32> {
        self.code
    }

    /// `true` if the coordinates are degrees.
    #[must_use]
    pub fn is_degrees(&self) -> bool {
        self.projected.is_latlong()
    }

    /// The area of use of the system; `None` if the tables do not have it.
    #[must_use]
    pub fn area(&self) -> Option<Bounds> {
        self.area
    }

    /// Longitude and latitude in degrees of a projected point; `None` where the projection is not
    /// defined.
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

    /// The projected point of a longitude and latitude in degrees; `None` where the projection is
    /// not defined.
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

    const MISSOURI: (f64, f64) = (-90.260_110_207, 38.658_851_128);

    /// Points of Chicago's own export, which publishes both forms of the same place.
    #[test]
    fn illinois_east_feet_agree_with_the_portal_to_a_metre() {
        let illinois = Reprojection::from_epsg(3435).unwrap();
        let (x, y, lat, lon) = (1_174_694.0, 1_901_831.0, 41.886018055, -87.633937881);
        let (got_lon, got_lat) = illinois.to_lon_lat(x, y).unwrap();
        assert!((got_lon - lon).abs() < 1e-6, "{got_lon}");
        assert!((got_lat - lat).abs() < 1e-6, "{got_lat}");
        let (back_x, back_y) = illinois.from_lon_lat(got_lon, got_lat).unwrap();
        assert!((back_x - x).abs() < 1e-3 && (back_y - y).abs() < 1e-3);
    }

    #[test]
    fn degrees_stay_degrees_in_a_geographic_system() {
        let (lon, lat) = Reprojection::from_epsg(4326)
            .unwrap()
            .to_lon_lat(-87.6, 41.9)
            .unwrap();
        assert!((lon + 87.6).abs() < 1e-9 && (lat - 41.9).abs() < 1e-9);
    }

    /// Every ninth of Esri's definitions, and the first of each projection, against PROJ.
    #[test]
    fn esri_codes_agree_with_proj_to_two_metres() {
        let text = include_str!("../../tests/fixtures/crs/esri.json");
        let reference: serde_json::Value = serde_json::from_str(text).unwrap();
        let rows = reference["esri"].as_array().unwrap();
        assert!(rows.len() > 150);
        for row in rows {
            let number = |at: usize| row[at].as_f64().unwrap();
            let code = number(0) as u32;
            let projection = Reprojection::of(&System::Esri(code)).unwrap();
            let (lon, lat) = projection.to_lon_lat(number(3), number(4)).unwrap();
            let south_north = (lat - number(2)) * 111_195.0;
            let west_east = (lon - number(1)) * 111_195.0 * lat.to_radians().cos();
            assert!(
                south_north.hypot(west_east) < 2.0,
                "{code}: {lon} {lat}, expected {row}"
            );
            assert!(projection.area().unwrap().contains(lon, lat), "{code}");
        }
    }

    #[test]
    fn every_spelling_gives_the_same_place() {
        // Missouri East in US survey feet; the figure is PROJ's.
        let place = |system: &str| {
            let system: System = system.parse().unwrap();
            let projection = Reprojection::of(&system).unwrap();
            projection.to_lon_lat(888_708.3, 1_028_833.0).unwrap()
        };
        for system in [
            "102696",
            "ESRI:102696",
            "+proj=tmerc +lat_0=35.8333333333333 +lon_0=-90.5 +k=0.999933333333333 \
             +x_0=250000 +datum=NAD83 +units=us-ft",
        ] {
            let (lon, lat) = place(system);
            assert!((lon - MISSOURI.0).abs() < 1e-7, "{system}: {lon}");
            assert!((lat - MISSOURI.1).abs() < 1e-7, "{system}: {lat}");
        }
    }

    #[test]
    fn the_area_of_use_is_known() {
        let area = |code| Reprojection::from_epsg(code).unwrap().area().unwrap();
        assert!(area(3435).contains(-87.63, 41.88));
        assert!(!area(3436).contains(-87.63, 41.88));
        assert!(area(102_696).contains(-90.2, 38.6));
        // Fiji's grid lies across 180°.
        assert!(area(3460).contains(179.5, -17.0) && area(3460).contains(-179.5, -17.0));
    }

    #[test]
    fn a_code_that_does_not_exist_is_an_error_naming_it() {
        let Err(error) = Reprojection::from_epsg(1) else {
            panic!("accepted")
        };
        assert!(error.to_string().contains("`1`"));
    }
}
