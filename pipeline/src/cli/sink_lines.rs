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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn lines(of: &mut Lines, event: Value) -> Vec<String> {
        of.of(&serde_json::from_value(event).unwrap())
    }

    /// Lines of a run with the steps `a` and `long`.
    fn begun() -> Lines {
        let step = |name: &str| json!({ "name": name, "kind": "command", "reads": [] });
        let mut of = Lines::default();
        let started = json!({ "event": "run_started", "run": "r", "workflow": "w",
            "file": "w.yaml", "params": {}, "jobs": 1, "steps": [step("a"), step("long")] });
        assert!(lines(&mut of, started).is_empty());
        of
    }

    #[test]
    fn a_step_that_ran_is_one_line_of_facts_then_its_findings() {
        let end = json!({ "event": "step_finished", "step": "a", "outcome": "ran",
            "elapsed_ms": 1500, "units": { "computed": 1000, "reused": 2 }, "rows": 12345,
            "counts": { "rows_kept": 3 }, "findings": ["half are new"], "max_rss_bytes": 2_000_000 });
        assert_eq!(
            lines(&mut begun(), end),
            [
                "a     done in 1.5 s · 1,000 computed, 2 reused · 12,345 rows · rows kept 3 · peak 2.0 MB",
                "a     half are new"
            ]
        );
    }

    #[test]
    fn a_failure_has_its_hint_and_many_reasons_are_counted() {
        let failed = json!({ "event": "step_finished", "step": "a", "outcome": "failed",
            "elapsed_ms": 1, "error": "no rows", "hint": "add some" });
        assert_eq!(
            lines(&mut begun(), failed),
            ["a     failed: no rows", "a     hint: add some"]
        );
        let of = begun();
        let causes = vec![Cause::Code; MAX_CAUSES + 2];
        let said = of.started("long", &causes);
        assert_eq!(said.len(), MAX_CAUSES + 1);
        assert_eq!(said[MAX_CAUSES], "long  and 2 more reasons");
        assert_eq!(of.started("a", &causes[..MAX_CAUSES]).len(), MAX_CAUSES);
    }

    #[test]
    fn the_last_line_names_what_failed_and_was_not_tried() {
        assert_eq!(
            summary(Outcome::Failed, 2_000, 1, 2, 1, 3),
            "failed after 2.0 s: 1 ran, 2 up to date, 1 failed, 3 not tried"
        );
        assert_eq!(
            summary(Outcome::Ran, 20, 1, 0, 0, 0),
            "done in 20 ms: 1 ran, 0 up to date"
        );
    }
}
