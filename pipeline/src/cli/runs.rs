//! `hotcast runs`: lists past runs, or replays the log of one.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::json;

use super::answer::answer;
use super::exit::Exit;
use super::human::duration;
use super::project::store;
use super::run_log::{RunLog, run_ids};
use super::sink_lines::Lines;
use hotcast_runner::run::Outcome;

/// List past runs, or show one.
#[derive(Debug, Args)]
pub(crate) struct RunsArgs {
    /// Run to show: its name, the beginning of its name, or `last`
    #[arg(value_name = "RUN")]
    run: Option<String>,

    /// Number of latest runs to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    last: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &RunsArgs) -> anyhow::Result<ExitCode> {
    let store = store()?;
    if let Some(name) = &args.run {
        let log = RunLog::find(&store, name)?;
        if args.json {
            answer!("{}", serde_json::to_string_pretty(&log.events)?);
        } else {
            // As `hotcast run` showed it, from the same events.
            let mut lines = Lines::default();
            log.events
                .iter()
                .flat_map(|event| lines.of(&event.event))
                .for_each(|line| answer!("{line}"));
        }
        return Ok(Exit::Done.into());
    }
    let ids = run_ids(&store)?;
    let mut logs = Vec::new();
    for id in ids.iter().rev().take(args.last) {
        logs.push(RunLog::read(&store, id)?);
    }
    if args.json {
        let listed: Vec<_> = logs.iter().map(summary).collect();
        answer!("{}", serde_json::to_string_pretty(&listed)?);
    } else {
        logs.iter().for_each(print);
    }
    Ok(Exit::Done.into())
}

fn summary(log: &RunLog) -> serde_json::Value {
    let (outcome, elapsed_ms) = log.end().unzip();
    json!({
        "run": log.id,
        "workflow": log.workflow(),
        "started_ms": log.started_ms(),
        "outcome": outcome,
        "elapsed_ms": elapsed_ms,
    })
}

fn print(log: &RunLog) {
    let started = log
        .started_ms()
        .and_then(|ms| DateTime::<Utc>::from_timestamp_millis(i64::try_from(ms).ok()?));
    let started = started
        .map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default();
    let ended = log.end().map_or_else(
        || "did not finish".to_owned(),
        |(outcome, ms)| format!("{} in {}", word(outcome), duration(ms)),
    );
    answer!(
        "{}  {started}  {}  {ended}",
        log.id,
        log.workflow().unwrap_or_default()
    );
}

pub(super) fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Reused => "nothing to do",
        Outcome::Ran => "done",
        Outcome::Failed => "failed",
        Outcome::Skipped => "not tried",
        Outcome::Interrupted => "interrupted",
    }
}
