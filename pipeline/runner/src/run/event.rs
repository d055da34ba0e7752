use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Cause, Redactor, StepFinished, now_ms};
use crate::cache::Digest;

/// What happens in a run, as `runs/<id>.jsonl` keeps it and `--json` prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The run has begun.
    RunStarted {
        /// The run's name.
        run: String,
        /// The workflow's name.
        workflow: String,
        /// The workflow's file.
        file: String,
        /// The parameters that the workflow publishes.
        params: Value,
        /// Threads, and steps at the same time.
        jobs: usize,
        /// The steps of the run, each after those it reads.
        steps: Vec<StepInfo>,
    },
    /// A step is computed.
    StepStarted {
        /// The step's name.
        step: String,
        /// The key that its result will have.
        key: Digest,
        /// The reasons why no earlier result serves.
        causes: Vec<Cause>,
    },
    /// An attempt has failed, and the step is tried again.
    StepRetried {
        /// The step's name.
        step: String,
        /// The attempt that failed, counted from 1.
        attempt: u32,
        /// How many attempts there are at most.
        attempts: u32,
        /// The reason of the failure.
        error: String,
    },
    /// A step has ended.
    StepFinished(Box<StepFinished>),
    /// A file of the cache is damaged and was set aside.
    Damaged {
        /// The file.
        path: String,
        /// The damage.
        what: String,
    },
    /// A result was placed outside the cache.
    Published {
        /// The step's name.
        step: String,
        /// The place.
        to: String,
        /// Whether something else, or nothing, was there before.
        changed: bool,
    },
    /// The run has ended.
    RunFinished {
        /// How it ended.
        outcome: Outcome,
        /// Milliseconds from its beginning.
        elapsed_ms: u64,
        /// Steps that were computed.
        ran: usize,
        /// Steps that were up to date.
        reused: usize,
        /// Steps that failed.
        failed: usize,
        /// Steps that were not tried.
        skipped: usize,
    },
}

impl Event {
    /// Hides values in what steps and their programs say.
    pub(super) fn redact(&mut self, redactor: &Redactor) {
        match self {
            Self::StepRetried { error, .. } => redactor.text(error),
            Self::StepFinished(finished) => {
                let StepFinished {
                    findings,
                    error,
                    hint,
                    ..
                } = finished.as_mut();
                let said = findings.iter_mut().chain(error).chain(hint);
                said.for_each(|text| redactor.text(text));
            }
            Self::RunStarted { .. }
            | Self::StepStarted { .. }
            | Self::Damaged { .. }
            | Self::Published { .. }
            | Self::RunFinished { .. } => {}
        }
    }
}

/// An event and when it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// Milliseconds since 1970.
    pub at_ms: u64,
    /// The event.
    #[serde(flatten)]
    pub event: Event,
}

impl Stamped {
    /// An event that happens now.
    pub fn now(event: Event) -> Self {
        Self {
            at_ms: now_ms(),
            event,
        }
    }
}

/// A step as the graph of a run shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepInfo {
    /// The step's name.
    pub name: String,
    /// The name of its kind.
    pub kind: String,
    /// The names of the steps that it reads.
    pub reads: Vec<String>,
}

/// How a step or a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its result was there already.
    Reused,
    /// It was computed.
    Ran,
    /// It failed.
    Failed,
    /// It was not tried, because something it reads failed.
    Skipped,
    /// It was interrupted.
    Interrupted,
}

/// The parts of a step that is cached by file or by series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// Those that were computed.
    pub computed: u64,
    /// Those that were found.
    pub reused: u64,
}
