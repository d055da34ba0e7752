use std::ffi::OsString;
use std::process::ExitCode;

use clap::Args;

use super::exit::Exit;
use hotcast_steps::command::supervise;

/// Run a program for a run of a workflow, which starts this by itself.
#[derive(Debug, Args)]
pub(crate) struct SuperviseArgs {
    /// The most bytes of memory that the program may take with everything that it has started
    #[arg(long, value_name = "BYTES")]
    memory: Option<u64>,

    /// The program and its arguments
    #[arg(required = true, last = true, value_name = "PROGRAM")]
    command: Vec<OsString>,
}

pub(crate) fn run(args: &SuperviseArgs) -> anyhow::Result<ExitCode> {
    supervise(&args.command, args.memory)?;
    Ok(Exit::Done.into())
}
