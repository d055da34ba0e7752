//! The command line: one file a subcommand, each with a `…Args` (`clap::Args`) and a `run(args) -> anyhow::Result<ExitCode>`, listed in `command.rs`.

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
mod interrupt;
mod logs;
mod project;
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
