//! The place that a text states, before its coordinate system is known.

/// The place that a text states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stated {
    /// No place: an empty geometry.
    Nothing,
    /// Two numbers without names, as `(lat, lon)` or, in a projected system, `(x, y)`.
    Pair(f64, f64),
    /// Easting or longitude first, as geometry formats have it, perhaps with the number of its
    /// system.
    Geometry { x: f64, y: f64, srid: Option<u32> },
    /// Degrees that the text names as such.
    Degrees { lon: f64, lat: f64 },
}
