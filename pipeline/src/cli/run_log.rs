//! Reads the logs of runs, `runs/<id>.jsonl`.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::exit::UsageError;
use super::sink_json::LogSink;
use hotcast_runner::cache::{CacheError, Digest, Store};
use hotcast_runner::run::{Event, Outcome, Sink, Stamped, StepFinished};

/// The events of one run.
#[derive(Debug)]
pub(crate) struct RunLog {
    pub(crate) id: String,
    pub(crate) events: Vec<Stamped>,
}

/// The ids of all runs, oldest first.
pub(crate) fn run_ids(store: &Store) -> anyhow::Result<Vec<String>> {
    let dir = store.runs_dir();
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let mut ids = Vec::new();
    for entry in fs::read_dir(&dir).map_err(CacheError::io("read", &dir))? {
        let name = entry?.file_name();
        ids.extend(
            name.to_str()
                .and_then(|name| name.strip_suffix(".jsonl"))
                .map(str::to_owned),
        );
    }
    // Ids begin with the time of the run in UTC.
    ids.sort();
    Ok(ids)
}

/// Appends the end of a run to its log at `path`, if the run is cut off while steps still run.
///
/// The run ends even if the log cannot be written.
pub(super) fn cut_off(path: &Path, elapsed_ms: u64) {
    if let (Ok(log), Ok(mut sink)) = (RunLog::read_file(path, ""), LogSink::create(path)) {
        sink.event(&Stamped::now(Event::RunFinished {
            outcome: Outcome::Interrupted,
            elapsed_ms,
            ran: log.count(Outcome::Ran),
            reused: log.count(Outcome::Reused),
            failed: log.count(Outcome::Failed),
            skipped: log.count(Outcome::Skipped),
        }));
    }
}

impl RunLog {
    /// Reads a run, without a last line that was cut off when the process was killed.
    pub(crate) fn read(store: &Store, id: &str) -> anyhow::Result<Self> {
        Self::read_file(&store.runs_dir().join(format!("{id}.jsonl")), id)
    }

    fn read_file(path: &Path, id: &str) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).map_err(CacheError::io("read", path))?;
        let lines: Vec<&str> = text.lines().collect();
        let mut events = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            match serde_json::from_str(line) {
                Ok(event) => events.push(event),
                // Half a line: the process was killed while it wrote, or is writing right now.
                Err(_) if index + 1 == lines.len() => {}
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("`{}`, line {}", path.display(), index + 1));
                }
            }
        }
        Ok(Self {
            id: id.to_owned(),
            events,
        })
    }

    /// Reads the run whose id is, or begins with, `name`; `last` is the newest.
    pub(crate) fn find(store: &Store, name: &str) -> anyhow::Result<Self> {
        let ids = run_ids(store)?;
        let matching: Vec<&String> = if name == "last" {
            ids.last().into_iter().collect()
        } else {
            ids.iter().filter(|id| id.starts_with(name)).collect()
        };
        match matching.as_slice() {
            [id] => Self::read(store, id),
            [] => Err(UsageError(format!("unknown run `{name}`")).into()),
            several => {
                Err(UsageError(format!("{} runs begin with `{name}`", several.len())).into())
            }
        }
    }

    /// The newest run of a workflow.
    pub(crate) fn last_of(store: &Store, workflow: &str) -> anyhow::Result<Option<Self>> {
        for id in run_ids(store)?.iter().rev() {
            let log = Self::read(store, id)?;
            if log.workflow() == Some(workflow) {
                return Ok(Some(log));
            }
        }
        Ok(None)
    }

    pub(crate) fn workflow(&self) -> Option<&str> {
        self.events.iter().find_map(|stamped| match &stamped.event {
            Event::RunStarted { workflow, .. } => Some(workflow.as_str()),
            _ => None,
        })
    }

    pub(crate) fn started_ms(&self) -> Option<u64> {
        self.events.first().map(|event| event.at_ms)
    }

    /// The outcome and the time in milliseconds; `None` if the run was killed or is still going on.
    pub(crate) fn end(&self) -> Option<(Outcome, u64)> {
        self.events.iter().find_map(|stamped| match &stamped.event {
            Event::RunFinished {
                outcome,
                elapsed_ms,
                ..
            } => Some((*outcome, *elapsed_ms)),
            _ => None,
        })
    }

    /// The number of steps with this outcome.
    fn count(&self, outcome: Outcome) -> usize {
        self.ends().filter(|end| end.outcome == outcome).count()
    }

    /// The end of a step.
    pub(crate) fn step(&self, name: &str) -> Option<&StepFinished> {
        self.ends().find(|end| end.step == name)
    }

    fn ends(&self) -> impl Iterator<Item = &StepFinished> {
        self.events
            .iter()
            .filter_map(|stamped| match &stamped.event {
                Event::StepFinished(end) => Some(end.as_ref()),
                _ => None,
            })
    }

    /// The step that computed the result with this key.
    pub(crate) fn computed(&self, wanted: Digest) -> Option<&str> {
        self.ends()
            .find(|end| end.outcome == Outcome::Ran && end.key == Some(wanted))
            .map(|end| end.step.as_str())
    }

    /// The steps, each after those that it reads.
    pub(crate) fn steps(&self) -> Vec<&hotcast_runner::run::StepInfo> {
        self.events
            .iter()
            .find_map(|stamped| match &stamped.event {
                Event::RunStarted { steps, .. } => Some(steps.iter().collect()),
                _ => None,
            })
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTED: &str = r#"{"at_ms":5,"event":"run_started","run":"r","workflow":"w","file":"w.yaml","params":{},"jobs":1,"steps":[]}"#;
    const RAN: &str =
        r#"{"at_ms":6,"event":"step_finished","step":"a","outcome":"ran","elapsed_ms":1}"#;

    /// A store with the logs of these runs.
    fn store(runs: &[(&str, &str)]) -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        fs::create_dir_all(store.runs_dir()).unwrap();
        for (id, text) in runs {
            fs::write(store.runs_dir().join(format!("{id}.jsonl")), text).unwrap();
        }
        (dir, store)
    }

    #[test]
    fn half_a_last_line_is_left_out_and_half_a_line_before_it_is_an_error() {
        let half = &RAN[..20];
        let (_dir, store) = store(&[
            ("cut", &format!("{STARTED}\n{RAN}\n{half}")),
            ("broken", &format!("{STARTED}\n{half}\n{RAN}\n")),
        ]);
        let log = RunLog::read(&store, "cut").unwrap();
        assert_eq!((log.events.len(), log.started_ms()), (2, Some(5)));
        assert_eq!((log.workflow(), log.end()), (Some("w"), None));
        let error = RunLog::read(&store, "broken").unwrap_err();
        assert!(format!("{error:#}").contains("line 2"), "{error:#}");
    }

    #[test]
    fn a_run_is_found_by_the_beginning_of_its_name_if_it_is_the_only_one() {
        let runs = ["20240101-1", "20240102-1", "20240102-2"].map(|id| (id, STARTED));
        let (_dir, store) = store(&runs);
        let find = |name: &str| RunLog::find(&store, name).map(|log| log.id);
        assert_eq!(find("20240101").unwrap(), "20240101-1");
        assert_eq!(find("last").unwrap(), "20240102-2");
        let message = |name: &str| find(name).unwrap_err().to_string();
        assert_eq!(message("20240102"), "2 runs begin with `20240102`");
        assert_eq!(message("2023"), "unknown run `2023`");
    }

    #[test]
    fn a_run_that_is_cut_off_ends_with_what_it_has_done() {
        let (_dir, store) = store(&[("r", &format!("{STARTED}\n{RAN}\n"))]);
        cut_off(&store.runs_dir().join("r.jsonl"), 7);
        let log = RunLog::read(&store, "r").unwrap();
        assert_eq!(log.end(), Some((Outcome::Interrupted, 7)));
        let last = &log.events[2].event;
        assert!(
            matches!(
                last,
                Event::RunFinished {
                    ran: 1,
                    reused: 0,
                    ..
                }
            ),
            "{last:?}"
        );
    }
}
