//! Runs a declarative workflow of steps: caches every result by its content, and computes only what changed.
//!
//! The runner knows no kinds of steps by itself. A program hands it a [`Registry`] of its own kinds, each a type that
//! implements [`Step`], and gets the workflow language, the cache and the running of them.

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
pub use paths::resolved;
pub use step::{
    Cancelled, Context, FilePattern, FileWork, FromCaller, FromStep, Hint, Host, Input, InputFile,
    NoEffect, Output, OutputForm, Printed, Problem, Progress, Publish, RecordSet, RecordWork,
    Registry, Secret, Source, Step, StepKind, StepRef, Stream, Timeout, WholeWork, Work,
};
