//! `uses: command`: any program, with declared inputs and outputs.

mod arguments;
mod params;
mod process;
mod step;
mod word;

pub use params::{Command, CommandInput};
pub use word::{CommandLine, Word};
