//! HDBSCAN* on weighted points.

mod condense;
mod core_distance;
mod kd_tree;
mod labels;
mod spanning_tree;

pub use labels::{Hdbscan, Selection, hdbscan};
