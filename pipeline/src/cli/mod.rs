//! The command line: one file a subcommand, each with a `…Args` (`clap::Args`) and a `run(args) -> anyhow::Result<ExitCode>`, listed in `command.rs`.

mod command;
mod schema;

pub use command::main;
