//! Coordinate reference systems: their names, their areas of use, and conversion to WGS 84 and
//! back.

mod areas;
mod esri;
mod reprojection;
mod system;
mod tables;

pub use reprojection::{Reprojection, ReprojectionError};
pub use system::{System, SystemError};
