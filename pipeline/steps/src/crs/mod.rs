//! Coordinate reference systems: their names, where they are used, and their way to WGS 84 and back.

mod areas;
mod esri;
mod reprojection;
mod system;
mod tables;

pub use reprojection::{Reprojection, ReprojectionError};
pub use system::{System, SystemError};
