//! `hotcast supervise`: the process between a run and the program of a `command` step.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Args;

use super::exit::Exit;
use hotcast_steps::command::supervise;

/// Run a program under supervision; `hotcast run` starts this by itself.
#[derive(Debug, Args)]
pub(crate) struct SuperviseArgs {
    /// Memory limit in bytes, for the program and everything that it starts
    #[arg(long, value_name = "BYTES")]
    memory: Option<u64>,

    /// Program and its arguments
    #[arg(required = true, last = true, value_name = "PROGRAM")]
    command: Vec<OsString>,
}

pub(crate) fn run(args: &SuperviseArgs) -> anyhow::Result<ExitCode> {
    // A process of its own, so that the program ends even if the run is killed.
    supervise(&args.command, args.memory)?;
    Ok(Exit::Done.into())
}
