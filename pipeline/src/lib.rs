//! Hotcast turns a CSV of geo-tagged incidents into a map of hotspots and a forecast for each of
//! them, with a declarative workflow that reruns only what changed.
//!
//! This crate is the command line. `hotcast-steps` has the steps; `hotcast-runner` orders, runs and
//! caches them.

mod cli;
mod registry;

pub use cli::main;
pub use registry::REGISTRY;
