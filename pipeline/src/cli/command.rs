//! The subcommands and what they have in common.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::schema;

/// From a CSV of incidents to hotspots and forecasts, rerunning only what changed.
#[derive(Debug, Parser)]
#[command(name = "hotcast", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Schema(schema::SchemaArgs),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Schema(args) => schema::run(&args),
    };
    result.unwrap_or_else(|error| report(&error))
}

/// Prints an error with its causes and its hint.
fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    if let Some(hint) = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<crate::step::Hint>())
    {
        eprintln!("hint: {}", hint.hint);
    }
    ExitCode::FAILURE
}
