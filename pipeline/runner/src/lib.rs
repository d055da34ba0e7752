#![doc = include_str!("../README.md")]

pub mod cache;
mod decimal;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod node;
mod own_file;
mod paths;
pub mod run;
mod step;
#[cfg(test)]
mod toy;
pub mod workflow;

pub use node::WRITTEN;
pub use own_file::{NotAFile, own_file};
pub use paths::{expand, resolved};
pub use step::{
    Cancelled, Context, FilePattern, FileWork, FromCaller, FromStep, Hint, Host, Input, InputFile,
    NoEffect, Output, OutputForm, Printed, Problem, Progress, Publish, RecordSet, RecordWork,
    Registry, Secret, Source, Step, StepKind, StepRef, Stream, Timeout, WholeWork, Work,
};
