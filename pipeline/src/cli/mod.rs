//! The command line: one file a subcommand, each with a `…Args` (`clap::Args`) and a `run(args) -> anyhow::Result<ExitCode>`, listed in `command.rs`.

mod command;
mod exit;
mod fit;
mod forecast;
mod human;
mod project;
mod run;
mod sample;
mod schema;
mod serve;
mod single;
mod sink_bars;
mod sink_json;
mod sink_lines;
mod status;
mod validate;

pub use command::main;
