//! The kinds of steps that turn incidents into hotspots and forecasts.
//!
//! Each kind is a module with its parameters: [`convert`], [`cluster`], [`series`], [`train`],
//! [`evaluate`], [`export`] and [`command`]. The other modules are what they share. A step is a pure
//! function of its parameters and of the files that a [`Context`](hotcast_runner::Context) hands it;
//! `hotcast-runner` caches and orders them. [`code`] has a fingerprint of what each kind is compiled from.

pub mod calendar;
mod categories;
pub mod cluster;
pub mod code;
pub mod command;
pub mod convert;
pub mod crs;
pub mod evaluate;
pub mod export;
pub mod exposure;
pub mod forecasting;
pub mod holidays;
pub mod incidents;
pub mod init;
mod malformed;
pub mod matching;
mod parquet_io;
mod ranks;
pub mod sample;
pub mod scan;
pub mod series;
pub mod space;
pub mod train;
pub mod word;
