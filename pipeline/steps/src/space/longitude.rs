//! Longitudes around the globe: 180° E and 180° W are one meridian.

/// The same meridian within [-180, 180). Values that are there already keep their bits.
///
/// ```
/// use hotcast_steps::space::wrapped;
/// assert_eq!(wrapped(180.5), -179.5);
/// assert_eq!(wrapped(-87.6), -87.6);
/// ```
#[inline]
pub fn wrapped(lon: f64) -> f64 {
    if (-180.0..180.0).contains(&lon) {
        lon
    } else {
        (lon + 180.0).rem_euclid(360.0) - 180.0
    }
}

/// Degrees from one meridian to another, to the east where positive, the shorter way round.
///
/// ```
/// use hotcast_steps::space::eastward;
/// assert_eq!(eastward(179.5, -179.5), 1.0);
/// ```
#[inline]
pub fn eastward(from: f64, to: f64) -> f64 {
    wrapped(to - from)
}
