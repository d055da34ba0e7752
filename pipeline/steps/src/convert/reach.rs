//! The distance of a place from the area that its coordinate system is used in.

use crate::space::Bounds;

/// Degrees outside its area of use within which a system's coordinates may still be meant: a place
/// is sometimes published in its neighbour's zone.
const NEAR_AREA_DEG: f64 = 3.0;

/// The position of a place relative to the area of use of its coordinate system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Inside; or the area is unknown, or the coordinates were degrees.
    Inside,
    /// Outside by so little that it may be meant.
    Beside,
    /// So far outside that the code must be wrong.
    Far,
}

impl Reach {
    /// The reach of a place for a system with this area of use.
    #[inline]
    pub(crate) fn of(area: Bounds, lon: f64, lat: f64) -> Self {
        if area.contains(lon, lat) {
            Self::Inside
        } else if area.grown(NEAR_AREA_DEG).contains(lon, lat) {
            Self::Beside
        } else {
            Self::Far
        }
    }
}
