//! Hotcast turns a CSV of geo-tagged incidents into a map of hotspots and a forecast for each of them, by a declarative workflow of
//! which only what changed is run again.
//!
//! This is the command line. The steps are in `hotcast-steps`, and what orders, runs and caches them is `hotcast-runner`.

mod cli;
mod registry;

pub use cli::main;
pub use registry::REGISTRY;
