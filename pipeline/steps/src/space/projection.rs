//! Distances in metres within an area the size of a city.

use super::longitude::eastward;

/// Mean radius of the earth in metres (IUGG).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A local equirectangular projection: x = R (λ − λ₀) cos φ₀, y = R (φ − φ₀).
///
/// Within 50 km of the reference latitude, distances are off by less than 0.8 % at 45°, which is
/// far below the error of geocoding.
///
/// # References
/// J. P. Snyder, "Map projections: a working manual", USGS Professional Paper 1395, 1987, p. 90.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    origin: [f64; 2],
    m_per_deg_lon: f64,
    m_per_deg_lat: f64,
}

impl Projection {
    /// A projection whose origin is at `[lon, lat]` degrees.
    pub fn at(origin: [f64; 2]) -> Self {
        let m_per_deg_lat = EARTH_RADIUS_M.to_radians();
        Self {
            origin,
            m_per_deg_lon: m_per_deg_lat * origin[1].to_radians().cos().max(1e-6),
            m_per_deg_lat,
        }
    }

    /// Metres east and north of the origin, the shorter way round the globe.
    ///
    /// ```
    /// use hotcast_steps::space::Projection;
    /// let [x, y] = Projection::at([-87.0, 60.0]).project([-86.999, 60.001]);
    /// assert!((x - 55.6).abs() < 0.01 && (y - 111.2).abs() < 0.01);
    /// ```
    pub fn project(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [
            eastward(self.origin[0], lon) * self.m_per_deg_lon,
            (lat - self.origin[1]) * self.m_per_deg_lat,
        ]
    }
}
