//! The command line, with one file per subcommand.
//!
//! Each has a `…Args` (`clap::Args`) and a `run(args) -> anyhow::Result<ExitCode>`; `command.rs`
//! lists them.

mod answer;
mod cache;
mod command;
mod diff;
mod engine;
mod exit;
mod explain;
mod fit;
mod forecast;
mod graph;
mod human;
mod init;
mod interrupt;
mod logs;
mod project;
mod query;
mod questions;
mod rejects;
mod report;
mod run;
mod run_log;
mod runs;
mod sample;
mod schema;
mod serve;
mod single;
mod sink_bars;
mod sink_json;
mod sink_lines;
mod status;
mod supervise;
mod validate;

pub use command::main;
