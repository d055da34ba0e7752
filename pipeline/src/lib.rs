//! Hotcast turns a CSV of geo-tagged incidents into a map of hotspots and a forecast for each of them, by a declarative workflow of
//! which only what changed is run again.
//!
//! This library is what the `hotcast` binary is made of; it is public so that tests and benchmarks reach it, and promises no stability.

mod cli;
mod code;
mod registry;
mod step;
mod steps;
mod workflow;

pub use cli::main;
pub use registry::KINDS;
pub use step::{
    Cancelled, Context, FilePattern, FileWork, Hint, Input, InputFile, Output, OutputForm, Problem,
    Progress, Publish, RecordSet, RecordWork, Source, Step, StepKind, StepRef, WholeWork, Work,
};
