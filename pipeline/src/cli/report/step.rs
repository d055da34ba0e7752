//! A step of a run, gathered from the events of its log.

use super::super::run_log::RunLog;
use hotcast_runner::run::{Event, Outcome, StepFinished, StepInfo};

/// A step, with its start, its causes and its end.
pub(super) struct Step<'a> {
    pub(super) info: &'a StepInfo,
    pub(super) started_ms: Option<u64>,
    pub(super) causes: Vec<String>,
    /// `None` for a step that was running when the process was killed, or that was not reached.
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

    /// The CSS class of the outcome.
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

    /// A mark for the outcome, for readers who do not see colours.
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

/// Escapes text for HTML.
pub(super) fn escape(text: &str) -> String {
    // `&` first, or the other escapes would be escaped.
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
