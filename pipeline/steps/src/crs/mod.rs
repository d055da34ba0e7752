//! Coordinate reference systems: their names, their areas of use, and conversion to WGS 84 and
//! back.

mod areas;
mod esri;
mod reprojection;
mod system;
mod tables;

/// Every code of the tables with its area of use, in degrees.
pub(crate) fn codes() -> Vec<(System, crate::space::Bounds)> {
    tables::codes()
}

pub use reprojection::{Reprojection, ReprojectionError};
pub use system::{System, SystemError};
