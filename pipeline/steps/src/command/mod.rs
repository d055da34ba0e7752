//! `uses: command`: any program, with declared inputs and outputs.

mod arguments;
mod disclosed;
mod lines;
mod params;
mod process;
mod shell;
mod step;
mod supervisor;
mod tree;
mod variable;
mod word;

pub use params::{Command, CommandInput};
pub use process::adopt_orphans;
pub use supervisor::supervise;
pub use variable::{CallerVariable, Variable};
pub use word::{CommandLine, Word};
