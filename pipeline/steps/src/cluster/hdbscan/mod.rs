//! HDBSCAN* on weighted points (Campello, Moulavi, Sander 2013).
//!
//! The steps are those of the paper: core distances, a minimum spanning tree of mutual
//! reachability, its dendrogram condensed to branches, and a selection of branches.

mod condense;
mod core_distance;
mod kd_tree;
mod labels;
mod spanning_tree;

pub use labels::{Hdbscan, Selection, hdbscan};
