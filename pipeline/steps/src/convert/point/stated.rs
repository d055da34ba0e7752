//! The place that a text states, before its coordinate system is known.

/// What a text states of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stated {
    /// No place: the text says that it is empty.
    Nothing,
    /// Two numbers without names, as `(lat, lon)` or, in a projected system, `(x, y)`.
    Pair(f64, f64),
    /// Easting or longitude first, as geometry formats have it, perhaps with the number of its system.
    Geometry { x: f64, y: f64, srid: Option<u32> },
    /// Degrees that are named as such.
    Degrees { lon: f64, lat: f64 },
}
