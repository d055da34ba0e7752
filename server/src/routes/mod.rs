//! The handlers: one module for each family of paths.

pub(crate) mod artifacts;
pub(crate) mod docs;
pub(crate) mod evaluation;
pub(crate) mod forecast;
pub(crate) mod health;
pub(crate) mod hotspots;
pub(crate) mod models;
pub(crate) mod page;
pub(crate) mod runs;
pub(crate) mod series;
pub(crate) mod workflows;
