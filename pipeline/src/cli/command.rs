//! The list of subcommands, the options they share, and the entry point.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::exit::{Exit, report};
use super::{
    cache, diff, explain, fit, forecast, graph, init, logs, query, rejects, run, runs, sample,
    schema, serve, status, supervise, validate,
};

/// Turn a CSV of incidents into hotspots and forecasts, rerunning only what changed.
///
/// Exit codes: 0 success; 1 a step failed; 2 wrong usage or a mistake in the workflow;
/// 3 changes are pending (with --detailed-exitcode); 4 another run holds the cache;
/// 5 the cache is damaged; 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "hotcast", version, max_term_width = 100)]
struct Cli {
    /// Project directory, to which paths are relative
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    directory: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::InitArgs),
    Run(run::RunArgs),
    Status(status::StatusArgs),
    Explain(explain::ExplainArgs),
    Graph(graph::GraphArgs),
    Validate(validate::ValidateArgs),
    Schema(schema::SchemaArgs),
    Cache(cache::CacheArgs),
    Runs(runs::RunsArgs),
    Logs(logs::LogsArgs),
    Diff(diff::DiffArgs),
    Rejects(rejects::RejectsArgs),
    Sample(sample::SampleArgs),
    Serve(serve::ServeArgs),
    // Boxed, as its many options would make every other variant as large.
    Fit(Box<fit::FitArgs>),
    Forecast(forecast::ForecastArgs),
    // Hidden, as only `hotcast run` has a use for it.
    #[command(hide = true)]
    Supervise(supervise::SuperviseArgs),
    #[command(hide = true)]
    Query(query::QueryArgs),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Before anything else, as paths in the other options are relative to it as well.
    if let Some(directory) = &cli.directory
        && let Err(error) = std::env::set_current_dir(directory)
    {
        eprintln!(
            "error: cannot change to directory `{}`: {error}",
            directory.display()
        );
        return Exit::Usage.into();
    }
    let result = match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Graph(args) => graph::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Cache(args) => cache::run(&args),
        Command::Runs(args) => runs::run(&args),
        Command::Logs(args) => logs::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Rejects(args) => rejects::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Fit(args) => fit::run(&args),
        Command::Forecast(args) => forecast::run(&args),
        Command::Supervise(args) => supervise::run(&args),
        Command::Query(args) => query::run(&args),
    };
    result.unwrap_or_else(|error| report(&error))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use clap::error::ErrorKind;

    use super::*;

    #[test]
    fn the_definition_of_the_command_line_has_no_contradiction() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_that_contradict_or_need_each_other_are_refused() {
        for (line, expected) in [
            (
                "run w.yaml --no-cache --force a",
                ErrorKind::ArgumentConflict,
            ),
            (
                "run w.yaml --detailed-exitcode",
                ErrorKind::MissingRequiredArgument,
            ),
            ("run w.yaml --jobs 0", ErrorKind::ValueValidation),
            ("run w.yaml --set name", ErrorKind::ValueValidation),
            ("logs --raw --json", ErrorKind::ArgumentConflict),
            (
                "graph w.yaml --json --format dot",
                ErrorKind::ArgumentConflict,
            ),
            ("cache gc --max-age 30", ErrorKind::ValueValidation),
        ] {
            let words = ["hotcast"].into_iter().chain(line.split(' '));
            let error = Cli::try_parse_from(words).unwrap_err();
            assert_eq!(error.kind(), expected, "{line}: {error}");
        }
    }
}
