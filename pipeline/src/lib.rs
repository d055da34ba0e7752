//! Hotcast turns a CSV of geo-tagged incidents into a map of hotspots and a forecast for each of them, by a declarative workflow of
//! which only what changed is run again.
//!
//! This library is what the `hotcast` binary is made of; it is public so that tests and benchmarks reach it, and promises no stability.

mod cache;
pub mod calendar;
mod cli;
mod code;
pub mod crs;
mod decimal;
pub mod forecasting;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod holidays;
pub mod incidents;
mod malformed;
mod own_file;
mod parquet_io;
mod paths;
mod registry;
mod run;
pub mod sample;
pub mod scan;
pub mod space;
mod step;
pub mod steps;
mod workflow;

pub use cli::main;
pub use registry::KINDS;
pub use step::{
    Cancelled, Context, FilePattern, FileWork, FromCaller, FromStep, Hint, Input, InputFile,
    NoEffect, Output, OutputForm, Printed, Problem, Progress, Publish, RecordSet, RecordWork,
    Secret, Source, Step, StepKind, StepRef, Stream, WholeWork, Work,
};
