//! The steps, one module a kind. Each is listed in `registry.rs`.

pub mod cluster;
pub mod command;
pub mod convert;
pub mod evaluate;
pub mod export;
pub mod series;
pub mod train;
