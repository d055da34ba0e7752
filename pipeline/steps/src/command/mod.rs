//! `uses: command`: any program, with declared inputs and outputs.
//!
//! The run starts the program under a *supervisor*, a process between the two: whatever ends first,
//! nothing that the program started is left over.

mod arguments;
mod check;
mod command_line;
mod disclosed;
mod failure;
mod lines;
mod params;
mod process;
mod shell;
mod step;
mod streams;
mod supervised;
mod supervisor;
mod tree;
mod variable;

pub use crate::word::Word;
pub use command_line::CommandLine;
pub use params::{Command, CommandInput};
pub use process::{adopt_orphans, run_to_end};
pub use supervisor::supervise;
pub use variable::{CallerVariable, Variable};
