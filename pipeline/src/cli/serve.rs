//! `hotcast serve`: the server, with the page that is built into this program.

use std::process::ExitCode;

use clap::Args;

use super::exit::Exit;
use hotcast_runner::Hint;

/// Serve published hotspots, forecasts and the page.
// Without a group of its own: it would have the same name as that of the flattened arguments.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    server: hotcast_server::ServeArgs,
}

pub(crate) fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    hotcast_server::run(args.server, hotcast_page::FILES).map_err(|error| match error.hint() {
        Some(hint) => anyhow::Error::new(Hint::new(error.to_string(), hint)),
        None => error.into(),
    })?;
    Ok(Exit::Done.into())
}
