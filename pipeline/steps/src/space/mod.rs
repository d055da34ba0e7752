//! Places: cells of a fixed grid, distances in metres, neighbours, outlines.

mod bounds;
mod cell;
mod longitude;
mod outline;
mod points;
mod projection;
mod wkb;

pub use bounds::Bounds;
pub use cell::{Cell, CellGrid, CellSizeError};
pub use longitude::{eastward, wrapped};
pub use outline::{Polygon, Ring, outline};
pub use points::Points;
pub use projection::{EARTH_RADIUS_M, Projection};
pub use wkb::{WkbError, from_wkb, to_wkb};
