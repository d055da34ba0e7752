//! `uses: command`: any program, with declared inputs and outputs.

mod arguments;
mod params;
mod process;
mod step;

pub use params::{Command, CommandInput, CommandLine, Word};
