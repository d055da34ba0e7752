//! The place of a row beside the area that its coordinate system is used in.

use crate::space::Bounds;

/// How far outside a system's area of use, in degrees, its coordinates may still be meant: neighbours are sometimes published in one zone.
const NEAR_AREA_DEG: f64 = 3.0;

/// Where a place lies with regard to the area of use of the system that its coordinates are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Inside, or nothing is known of the area, or the coordinates were degrees.
    Inside,
    /// Outside, by so little that it may be meant.
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
