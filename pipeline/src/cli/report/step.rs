//! A step of a run as the report sees it.

use super::super::run_log::RunLog;
use hotcast_runner::run::{Event, Outcome, StepFinished, StepInfo};

/// A step, when it ran and what came of it.
pub(super) struct Step<'a> {
    pub(super) info: &'a StepInfo,
    pub(super) started_ms: Option<u64>,
    pub(super) causes: Vec<String>,
    /// `None` for a step that was still running when the process ended, or was not reached.
    pub(super) end: Option<&'a StepFinished>,
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
            started_ms: None,
            causes: Vec::new(),
            end: None,
        };
        for stamped in &log.events {
            match &stamped.event {
                Event::StepStarted { step, causes, .. } if *step == info.name => {
                    found.started_ms = Some(stamped.at_ms);
                    found.causes = causes.iter().map(ToString::to_string).collect();
                }
                Event::StepFinished(end) if end.step == info.name => found.end = Some(end),
                _ => {}
            }
        }
        found
    }

    pub(super) fn outcome(&self) -> Option<Outcome> {
        self.end.map(|end| end.outcome)
    }

    pub(super) fn elapsed_ms(&self) -> u64 {
        self.end.map_or(0, |end| end.elapsed_ms)
    }

    pub(super) fn count(&self, name: &str) -> Option<u64> {
        self.end?.counts.get(name).copied()
    }

    /// The class of the report's colours.
    pub(super) fn class(&self) -> &'static str {
        match self.outcome() {
            Some(Outcome::Ran) => "ran",
            Some(Outcome::Reused) => "reused",
            Some(Outcome::Failed) => "failed",
            Some(Outcome::Skipped) => "skipped",
            Some(Outcome::Interrupted) | None => "interrupted",
        }
    }

    pub(super) fn word(&self) -> &'static str {
        match self.outcome() {
            Some(Outcome::Ran) => "ran",
            Some(Outcome::Reused) => "up to date",
            Some(Outcome::Failed) => "failed",
            Some(Outcome::Skipped) => "not tried",
            Some(Outcome::Interrupted) => "interrupted",
            None => "did not finish",
        }
    }

    /// A mark for those who do not see colours.
    pub(super) fn mark(&self) -> &'static str {
        match self.outcome() {
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
