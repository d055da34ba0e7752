//! Trend, season and remainder of a series.

mod loess;
mod stl;

pub use stl::{DecomposeError, Decomposition, decompose};
