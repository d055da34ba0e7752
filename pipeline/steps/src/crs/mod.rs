//! Coordinate reference systems: their names, their areas of use, and conversion to WGS 84 and
//! back.

mod areas;
mod esri;
mod reprojection;
mod system;
mod tables;

/// Every code that is used at a place, in degrees, with the width of its area of use.
pub(crate) fn codes_at(place: [f64; 2]) -> Vec<(System, f64)> {
    tables::codes_at(place)
}

pub use reprojection::{Reprojection, ReprojectionError};
pub use system::{System, SystemError};
