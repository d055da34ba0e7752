//! `hotcast query`: the process that computes a `query` step.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::exit::Exit;

/// Compute a query; `hotcast run` starts this by itself.
#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    /// Query and its files
    request: PathBuf,

    /// File to write the answer to
    answer: PathBuf,
}

pub(crate) fn run(args: &QueryArgs) -> anyhow::Result<ExitCode> {
    hotcast_query::answer(&args.request, &args.answer)?;
    Ok(Exit::Done.into())
}
