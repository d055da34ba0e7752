//! `hotcast logs`: the output of the programs of a run.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::exit::{Exit, UsageError};
use super::project::store;
use super::run_log::{RunLog, run_ids};
use hotcast_runner::cache::Store;
use hotcast_runner::run::{LogLine, Outcome, StepLog, for_terminal, read_step_log};

/// The interval at which `--follow` looks for new lines.
const LOOK: Duration = Duration::from_millis(200);

/// Show the output of the programs of a run.
#[derive(Debug, Args)]
pub(crate) struct LogsArgs {
    /// Run: its name, the beginning of its name, or `last`, the default
    #[arg(value_name = "RUN")]
    run: Option<String>,

    /// Step; all by default
    #[arg(value_name = "STEP")]
    step: Option<String>,

    /// Keep showing lines as they come, until the run ends
    #[arg(long)]
    follow: bool,

    /// Print every byte of the output, including control codes
    #[arg(long, conflicts_with = "json")]
    raw: bool,

    /// Print lines as JSON, one per line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &LogsArgs) -> anyhow::Result<ExitCode> {
    let store = store()?;
    let (run, step) = chosen(&store, args)?;
    let mut log = RunLog::read(&store, &run)?;
    let mut shown = Shown::new(args, &log, step)?;
    loop {
        // Asked before the lines are read, so that the last ones are not missed.
        let over = !args.follow || log.end().is_some() || !is_running(&run);
        if !shown.more(&store, &log)? || over {
            return Ok(Exit::Done.into());
        }
        std::thread::sleep(LOOK);
        log = RunLog::read(&store, &run)?;
    }
}

/// The run and the step to show; a single name may be either.
fn chosen(store: &Store, args: &LogsArgs) -> anyhow::Result<(String, Option<String>)> {
    let ids = run_ids(store)?;
    let last = || {
        let none = || UsageError("this project has no runs".to_owned());
        ids.last().cloned().ok_or_else(none)
    };
    match (&args.run, &args.step) {
        (None, _) => Ok((last()?, None)),
        // A step can be asked for without its run; ids of runs begin with a date, names rarely do.
        (Some(name), None) if name != "last" && !ids.iter().any(|id| id.starts_with(name)) => {
            Ok((last()?, Some(name.clone())))
        }
        (Some(name), step) => Ok((RunLog::find(store, name)?.id, step.clone())),
    }
}

/// `true` if the process whose id the name of the run ends with is alive.
///
/// A run that was killed has no end in its log, and would be followed forever.
fn is_running(run: &str) -> bool {
    let pid = run.rsplit('-').next().and_then(|pid| pid.parse().ok());
    let pid = pid.and_then(rustix::process::Pid::from_raw);
    pid.is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

/// The lines that have been shown so far.
struct Shown<'a> {
    args: &'a LogsArgs,
    steps: Vec<String>,
    width: usize,
    /// The number of the last line that was shown of each step.
    last: BTreeMap<String, u64>,
}

impl<'a> Shown<'a> {
    fn new(args: &'a LogsArgs, log: &RunLog, step: Option<String>) -> anyhow::Result<Self> {
        let mut steps: Vec<String> = log.steps().iter().map(|step| step.name.clone()).collect();
        if let Some(name) = &step {
            let repeated = format!("{name}/");
            steps.retain(|step| step == name || step.starts_with(&repeated));
            if steps.is_empty() {
                let message = format!("run `{}` has no step `{name}`", log.id);
                return Err(UsageError(message).into());
            }
        }
        let alone = step.is_some() && steps.len() == 1;
        let widths = steps.iter().map(|step| step.chars().count());
        let width = widths.max().filter(|_| !alone).unwrap_or(0);
        Ok(Self {
            args,
            steps,
            width,
            last: BTreeMap::new(),
        })
    }

    /// Shows new lines in the order of their times; `false` if the reader has gone.
    fn more(&mut self, store: &Store, log: &RunLog) -> anyhow::Result<bool> {
        let mut new: Vec<(&str, LogLine)> = Vec::new();
        for step in &self.steps {
            let last = self.last.get(step).copied().unwrap_or(0);
            let lines = read_step_log(&origin(store, log, step)?)?;
            new.extend(
                (lines.into_iter().filter(|line| line.number > last))
                    .map(|line| (step.as_str(), line)),
            );
        }
        new.sort_by_key(|(_, line)| line.at_ms);
        let mut out = std::io::stdout().lock();
        for (step, line) in new {
            let last = self.last.entry(step.to_owned()).or_default();
            // The middle of a long log is removed, which leaves a gap in the numbers.
            let gap = line.number - *last - 1;
            *last = line.number;
            // The reader may have seen enough and gone, such as `head`.
            if self.show(&mut out, step, &line, gap).is_err() {
                return Ok(false);
            }
        }
        Ok(out.flush().is_ok())
    }

    fn show(
        &self,
        out: &mut impl std::io::Write,
        step: &str,
        line: &LogLine,
        gap: u64,
    ) -> std::io::Result<()> {
        let prefix = match self.width {
            0 => String::new(),
            width => format!("{step:<width$} │ "),
        };
        if self.args.json {
            let text = for_terminal(&line.text);
            let (number, at_ms, stream) = (line.number, line.at_ms, line.stream);
            let line = json!({
                "step": step,
                "line": number,
                "at_ms": at_ms,
                "stream": stream,
                "text": text,
            });
            return writeln!(out, "{line}");
        }
        if gap > 0 {
            writeln!(out, "{prefix}… {gap} lines omitted …")?;
        }
        if self.args.raw {
            out.write_all(prefix.as_bytes())?;
            out.write_all(&line.text)?;
            return out.write_all(b"\n");
        }
        writeln!(out, "{prefix}{}", for_terminal(&line.text))
    }
}

/// The log of a step; for a reused result, that of the step and run that computed it.
fn origin(store: &Store, log: &RunLog, step: &str) -> anyhow::Result<PathBuf> {
    let base = |run: &str, step: &str| StepLog::base(&store.logs_dir().join(run), step);
    if let Some(end) = log.step(step)
        && end.outcome == Outcome::Reused
        && let Some(key) = end.key
    {
        for id in run_ids(store)?.iter().rev().filter(|id| **id < log.id) {
            let before = RunLog::read(store, id)?;
            if let Some(name) = before.computed(key) {
                return Ok(base(id, name));
            }
        }
    }
    Ok(base(&log.id, step))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use hotcast_runner::Stream;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: LogsArgs,
    }

    /// The text that these options make of a line of the step `s` after `gap` omitted ones.
    fn shown(options: &[&str], width: usize, gap: u64) -> String {
        let Line { args } = Line::parse_from([&["logs"], options].concat());
        let shown = Shown {
            args: &args,
            steps: vec!["s".to_owned()],
            width,
            last: BTreeMap::new(),
        };
        let line = LogLine {
            number: 3,
            at_ms: 5,
            stream: Stream::Stderr,
            text: b"\x1b[31mred\x1b[0m".to_vec(),
        };
        let mut out = Vec::new();
        shown.show(&mut out, "s", &line, gap).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn control_codes_are_shown_only_when_asked_for() {
        assert!(!shown(&[], 0, 0).contains('\x1b'));
        assert_eq!(shown(&["--raw"], 0, 0), "\x1b[31mred\x1b[0m\n");
    }

    #[test]
    fn steps_are_aligned_and_omitted_lines_counted() {
        let text = shown(&["--raw"], 3, 2);
        assert!(
            text.starts_with("s   │ … 2 lines omitted …\ns   │ \x1b"),
            "{text}"
        );
    }

    #[test]
    fn json_has_the_number_in_place_of_the_gap() {
        let line: serde_json::Value = serde_json::from_str(&shown(&["--json"], 3, 2)).unwrap();
        assert_eq!(
            (&line["line"], &line["stream"]),
            (&json!(3), &json!("stderr"))
        );
    }

    #[test]
    fn a_run_is_followed_while_its_process_lives() {
        assert!(is_running(&format!(
            "20240101T000000-{}",
            std::process::id()
        )));
        for run in ["20240101T000000-0", "20240101T000000-x", ""] {
            assert!(!is_running(run), "{run}");
        }
    }
}
