//! Turns events into lines for people.

use std::io::Write as _;

use super::human::{bytes, count, duration};
use hotcast_runner::Stream;
use hotcast_runner::run::{Cause, Event, Outcome, Sink, Stamped, StepFinished, Units};

/// The most causes that are shown of a step; the rest are counted.
const MAX_CAUSES: usize = 5;

/// Turns events into lines; the display decides where the lines go.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    width: usize,
}

impl Lines {
    /// The lines for an event; none if it says nothing new to a person.
    pub(crate) fn of(&mut self, event: &Event) -> Vec<String> {
        match event {
            // Names are padded to the longest, so that the lines of all steps are aligned.
            Event::RunStarted { steps, .. } => {
                self.width = steps
                    .iter()
                    .map(|step| step.name.chars().count())
                    .max()
                    .unwrap_or(0);
                Vec::new()
            }
            Event::StepStarted { step, causes, .. } => self.started(step, causes),
            Event::StepRetried {
                step,
                attempt,
                attempts,
                error,
            } => vec![format!(
                "{}  attempt {attempt} of {attempts} failed, trying again: {error}",
                self.name(step)
            )],
            Event::StepFinished(end) => self.finished(end),
            Event::Damaged { path, what } => vec![format!(
                "warning: `{path}` is damaged: {what}; moved it to quarantine, computing it again"
            )],
            Event::Published {
                step,
                to,
                changed: true,
            } => vec![format!("{}  published to {to}", self.name(step))],
            // The place already had this result.
            Event::Published { .. } => Vec::new(),
            Event::RunFinished {
                outcome,
                elapsed_ms,
                ran,
                reused,
                failed,
                skipped,
            } => vec![summary(
                *outcome,
                *elapsed_ms,
                *ran,
                *reused,
                *failed,
                *skipped,
            )],
        }
    }

    /// The line to show for one that the program of a step has printed.
    pub(crate) fn printed(&self, step: &str, line: &str) -> String {
        format!("{} │ {line}", self.name(step))
    }

    fn name(&self, step: &str) -> String {
        format!("{step:<width$}", width = self.width)
    }

    fn started(&self, step: &str, causes: &[Cause]) -> Vec<String> {
        let mut lines: Vec<String> = causes
            .iter()
            .take(MAX_CAUSES)
            .map(|cause| format!("{}  runs: {cause}", self.name(step)))
            .collect();
        if causes.len() > MAX_CAUSES {
            lines.push(format!(
                "{}  and {} more reasons",
                self.name(step),
                causes.len() - MAX_CAUSES
            ));
        }
        lines
    }

    fn finished(&self, end: &StepFinished) -> Vec<String> {
        let StepFinished {
            step,
            outcome,
            elapsed_ms,
            units,
            rows,
            counts,
            findings,
            max_rss_bytes,
            error,
            hint,
            ..
        } = end;
        let name = self.name(step);
        match outcome {
            Outcome::Reused => vec![format!("{name}  up to date")],
            Outcome::Ran => {
                let mut facts = vec![format!("done in {}", duration(*elapsed_ms))];
                facts.extend(units.as_ref().map(|Units { computed, reused }| {
                    format!("{} computed, {} reused", count(*computed), count(*reused))
                }));
                facts.extend(rows.map(|rows| format!("{} rows", count(rows))));
                facts.extend(
                    counts
                        .iter()
                        .map(|(name, n)| format!("{} {}", name.replace('_', " "), count(*n))),
                );
                facts.extend(max_rss_bytes.map(|n| format!("peak {}", bytes(n))));
                let said = findings.iter().map(|finding| format!("{name}  {finding}"));
                std::iter::once(format!("{name}  {}", facts.join(" · ")))
                    .chain(said)
                    .collect()
            }
            Outcome::Failed => {
                let mut lines = vec![format!(
                    "{name}  failed: {}",
                    error.as_deref().unwrap_or("unknown reason")
                )];
                lines.extend(hint.as_ref().map(|hint| format!("{name}  hint: {hint}")));
                lines
            }
            Outcome::Skipped => vec![format!("{name}  not tried")],
            Outcome::Interrupted => vec![format!("{name}  interrupted")],
        }
    }
}

fn summary(
    outcome: Outcome,
    elapsed_ms: u64,
    ran: usize,
    reused: usize,
    failed: usize,
    skipped: usize,
) -> String {
    let time = duration(elapsed_ms);
    let mut parts = vec![format!("{ran} ran"), format!("{reused} up to date")];
    parts.extend((failed > 0).then(|| format!("{failed} failed")));
    parts.extend((skipped > 0).then(|| format!("{skipped} not tried")));
    match outcome {
        Outcome::Reused => format!("nothing to do: all {reused} steps are up to date ({time})"),
        Outcome::Ran => format!("done in {time}: {}", parts.join(", ")),
        Outcome::Interrupted => format!("interrupted after {time}: {}", parts.join(", ")),
        Outcome::Failed | Outcome::Skipped => format!("failed after {time}: {}", parts.join(", ")),
    }
}

/// Prints the lines as they come, for files and pipes.
#[derive(Debug, Default)]
pub(crate) struct PlainSink {
    lines: Lines,
}

impl Sink for PlainSink {
    fn event(&mut self, event: &Stamped) {
        for line in self.lines.of(&event.event) {
            // A reader that has seen enough, such as `head`, does not stop the run.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
    }
    fn printed(&mut self, step: &str, _stream: Stream, line: &str) {
        let _ = writeln!(std::io::stdout(), "{}", self.lines.printed(step, line));
    }
}
