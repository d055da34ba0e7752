//! Paths of the project: the place that a path leads to, and the files that a pattern names.

mod expand;
mod pattern;
mod place;
mod reach;

pub use expand::expand;
pub(crate) use place::ignores_case;
pub use place::resolved;
pub(crate) use reach::{Reach, Target};
