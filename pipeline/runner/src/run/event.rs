use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Cause, Redactor, now_ms};
use crate::cache::Digest;

/// What happens in a run, as `runs/<id>.jsonl` keeps it and `--json` prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    RunStarted {
        run: String,
        workflow: String,
        file: String,
        params: Value,
        jobs: usize,
        steps: Vec<StepInfo>,
    },
    StepStarted {
        step: String,
        key: Digest,
        causes: Vec<Cause>,
    },
    /// An attempt has failed, and the step is tried again.
    StepRetried {
        step: String,
        /// The attempt that failed, counted from 1, and how many there are at most.
        attempt: u32,
        attempts: u32,
        error: String,
    },
    StepFinished {
        step: String,
        outcome: Outcome,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Digest>,
        elapsed_ms: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        units: Option<Units>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rows: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes: Option<u64>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        counts: BTreeMap<String, u64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_rss_bytes: Option<u64>,
        /// The time that the step waited for the cache, added up over threads.
        #[serde(default)]
        cache_ms: f64,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        outputs: BTreeMap<String, Digest>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    Damaged {
        path: String,
        what: String,
    },
    Published {
        step: String,
        to: String,
        changed: bool,
    },
    RunFinished {
        outcome: Outcome,
        elapsed_ms: u64,
        ran: usize,
        reused: usize,
        failed: usize,
        skipped: usize,
    },
}

impl Event {
    /// Hides values in what steps and their programs say.
    pub(super) fn redact(&mut self, redactor: &Redactor) {
        match self {
            Self::StepRetried { error, .. } => redactor.text(error),
            Self::StepFinished {
                findings,
                error,
                hint,
                ..
            } => {
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
    pub name: String,
    pub kind: String,
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
    pub computed: u64,
    pub reused: u64,
}
