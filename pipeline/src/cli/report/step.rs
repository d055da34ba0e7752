//! A step of a run as the report sees it.

use std::collections::BTreeMap;

use super::super::run_log::RunLog;
use hotcast_runner::run::{Event, Outcome, StepInfo, Units};

/// A step, when it ran and what came of it.
pub(super) struct Step<'a> {
    pub(super) info: &'a StepInfo,
    /// `None` for a step that was still running when the process ended, or was not reached.
    pub(super) outcome: Option<Outcome>,
    pub(super) started_ms: Option<u64>,
    pub(super) elapsed_ms: u64,
    pub(super) units: Option<Units>,
    pub(super) rows: Option<u64>,
    pub(super) bytes: Option<u64>,
    pub(super) max_rss_bytes: Option<u64>,
    pub(super) counts: BTreeMap<&'a str, u64>,
    pub(super) findings: &'a [String],
    pub(super) causes: Vec<String>,
    pub(super) error: Option<&'a str>,
    pub(super) hint: Option<&'a str>,
}

impl<'a> Step<'a> {
    pub(super) fn all(log: &'a RunLog) -> Vec<Self> {
        log.steps()
            .into_iter()
            .map(|info| Self::of(log, info))
            .collect()
    }

    fn of(log: &'a RunLog, info: &'a StepInfo) -> Self {
        let mut found = Self {
            info,
            outcome: None,
            started_ms: None,
            elapsed_ms: 0,
            units: None,
            rows: None,
            bytes: None,
            max_rss_bytes: None,
            counts: BTreeMap::new(),
            findings: &[],
            causes: Vec::new(),
            error: None,
            hint: None,
        };
        for stamped in &log.events {
            match &stamped.event {
                Event::StepStarted { step, causes, .. } if *step == info.name => {
                    found.started_ms = Some(stamped.at_ms);
                    found.causes = causes.iter().map(ToString::to_string).collect();
                }
                Event::StepFinished {
                    step,
                    outcome,
                    elapsed_ms,
                    units,
                    rows,
                    bytes,
                    counts,
                    findings,
                    max_rss_bytes,
                    error,
                    hint,
                    ..
                } if *step == info.name => {
                    found.outcome = Some(*outcome);
                    found.elapsed_ms = *elapsed_ms;
                    (found.units, found.rows, found.bytes) = (*units, *rows, *bytes);
                    found.max_rss_bytes = *max_rss_bytes;
                    found.counts = counts.iter().map(|(name, n)| (name.as_str(), *n)).collect();
                    found.findings = findings;
                    (found.error, found.hint) = (error.as_deref(), hint.as_deref());
                }
                _ => {}
            }
        }
        found
    }

    /// The class of the report's colours.
    pub(super) fn class(&self) -> &'static str {
        match self.outcome {
            Some(Outcome::Ran) => "ran",
            Some(Outcome::Reused) => "reused",
            Some(Outcome::Failed) => "failed",
            Some(Outcome::Skipped) => "skipped",
            Some(Outcome::Interrupted) | None => "interrupted",
        }
    }

    pub(super) fn word(&self) -> &'static str {
        match self.outcome {
            Some(Outcome::Ran) => "ran",
            Some(Outcome::Reused) => "up to date",
            Some(Outcome::Failed) => "failed",
            Some(Outcome::Skipped) => "not tried",
            Some(Outcome::Interrupted) => "interrupted",
            None => "did not end",
        }
    }

    /// A mark for those who do not see colours.
    pub(super) fn mark(&self) -> &'static str {
        match self.outcome {
            Some(Outcome::Ran) => "✓",
            Some(Outcome::Reused) => "↺",
            Some(Outcome::Failed) => "✕",
            Some(Outcome::Skipped) => "–",
            Some(Outcome::Interrupted) | None => "!",
        }
    }
}

/// Text in HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
