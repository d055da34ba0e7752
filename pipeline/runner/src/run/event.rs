//! The events of a run, as its log and `--json` have them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Cause, Redactor, StepFinished, now_ms};
use crate::cache::Digest;

/// An event of a run, as `runs/<id>.jsonl` keeps it and `--json` prints it.
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
        /// The number of threads, and of steps at the same time.
        jobs: usize,
        /// The steps of the run, each after those it reads.
        steps: Vec<StepInfo>,
    },
    /// The computation of a step has begun.
    StepStarted {
        /// The step's name.
        step: String,
        /// The key that its result will have.
        key: Digest,
        /// The reasons for which no cached result serves.
        causes: Vec<Cause>,
    },
    /// An attempt has failed, and the step is tried again.
    StepRetried {
        /// The step's name.
        step: String,
        /// The attempt that failed, counted from 1.
        attempt: u32,
        /// The largest number of attempts.
        attempts: u32,
        /// The reason of the failure.
        error: String,
    },
    /// A step has ended.
    StepFinished(Box<StepFinished>),
    /// A file of the cache was damaged and has been set aside.
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
        /// `true` if something else, or nothing, was there before.
        changed: bool,
    },
    /// The run has ended.
    RunFinished {
        /// The outcome of the run.
        outcome: Outcome,
        /// The milliseconds since its beginning.
        elapsed_ms: u64,
        /// The number of computed steps.
        ran: usize,
        /// The number of cached steps.
        reused: usize,
        /// The number of failed steps.
        failed: usize,
        /// The number of steps that were not tried.
        skipped: usize,
    },
}

impl Event {
    /// Hides secret values in the texts that steps and their programs give.
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
            // These hold names, paths and digests only. Listed one by one, so that a new event with
            // a text cannot be forgotten here.
            Self::RunStarted { .. }
            | Self::StepStarted { .. }
            | Self::Damaged { .. }
            | Self::Published { .. }
            | Self::RunFinished { .. } => {}
        }
    }
}

/// An event with its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// The time in milliseconds since 1970.
    pub at_ms: u64,
    /// The event.
    #[serde(flatten)]
    pub event: Event,
}

impl Stamped {
    /// Stamps an event with the current time.
    pub fn now(event: Event) -> Self {
        Self {
            at_ms: now_ms(),
            event,
        }
    }
}

/// A step in the graph of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepInfo {
    /// The step's name.
    pub name: String,
    /// The name of its kind.
    pub kind: String,
    /// The names of the steps that it reads.
    pub reads: Vec<String>,
}

/// The outcome of a step or a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The result was cached.
    Reused,
    /// The result was computed.
    Ran,
    /// The step failed.
    Failed,
    /// The step was not tried, because something it reads failed or the run stopped.
    Skipped,
    /// The run was interrupted.
    Interrupted,
}

/// The parts of a step that is cached by file or by record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// The number of computed parts.
    pub computed: u64,
    /// The number of cached parts.
    pub reused: u64,
}
