//! The event at the end of a step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Outcome, Units};
use crate::cache::{Action, Digest, parts_digest};

/// The end of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepFinished {
    /// The step's name.
    pub step: String,
    /// The outcome of the step.
    pub outcome: Outcome,
    /// The key of its result; `None` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Digest>,
    /// The milliseconds since its beginning.
    pub elapsed_ms: u64,
    /// The numbers of files or records, for a step that is divided into them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<Units>,
    /// The number of rows in its tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// The size of its outputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Named counts, such as `rows_rejected`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// Remarks on the result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// The largest memory of the process during the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_rss_bytes: Option<u64>,
    /// The milliseconds that the step waited for the cache, summed over threads.
    #[serde(default)]
    pub cache_ms: f64,
    /// Digests of the outputs, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, Digest>,
    /// The reason of the failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The way out of the failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl StepFinished {
    /// The end of a step that has no result.
    pub(super) fn new(step: &str, outcome: Outcome) -> Self {
        Self {
            step: step.to_owned(),
            outcome,
            key: None,
            elapsed_ms: 0,
            units: None,
            rows: None,
            bytes: None,
            counts: BTreeMap::new(),
            findings: Vec::new(),
            max_rss_bytes: None,
            cache_ms: 0.0,
            outputs: BTreeMap::new(),
            error: None,
            hint: None,
        }
    }

    /// The end of a step whose result is `action`.
    pub(super) fn with_result(
        step: &str,
        outcome: Outcome,
        action: &Action,
        units: Option<Units>,
    ) -> Self {
        let outputs = action.outputs.iter();
        Self {
            key: Some(action.key),
            units,
            rows: action.rows(),
            bytes: Some(action.bytes()),
            counts: action.counts.clone(),
            findings: action.findings.clone(),
            outputs: outputs
                .map(|(name, parts)| (name.clone(), parts_digest(parts)))
                .collect(),
            ..Self::new(step, outcome)
        }
    }
}
