//! The steps, one module a kind. Each is listed in [`crate::registry`].

pub mod cluster;
pub mod series;
