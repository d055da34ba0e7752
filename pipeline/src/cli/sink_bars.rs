//! Progress bars for a terminal: one per running step, with its speed and the time left.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::sink_lines::Lines;
use hotcast_runner::run::{Event, Sink, Stamped};
use hotcast_runner::{Progress, Stream};

const SPINNER: &str = "{spinner} {prefix}  {elapsed}";
const UNBOUNDED: &str = "{spinner} {prefix}  {elapsed}  {human_pos} {msg}  {per_sec}";
const COUNTED: &str =
    "{spinner} {prefix}  [{bar:30}] {human_pos}/{human_len} {msg}  {per_sec}  {eta} left";

/// Draws on standard error and prints finished lines above the bars.
#[derive(Debug)]
pub(crate) struct BarsSink {
    lines: Lines,
    bars: MultiProgress,
    /// The bar of each running step, its progress, and its current template.
    running: BTreeMap<String, (ProgressBar, Arc<Progress>, &'static str)>,
}

impl Default for BarsSink {
    fn default() -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        Self {
            lines: Lines::default(),
            bars,
            running: BTreeMap::new(),
        }
    }
}

impl Sink for BarsSink {
    fn event(&mut self, event: &Stamped) {
        if let Event::StepFinished(end) = &event.event
            && let Some((bar, ..)) = self.running.remove(&end.step)
        {
            bar.finish_and_clear();
            self.bars.remove(&bar);
        }
        // Suspended, as a line would otherwise be printed into the bars.
        let lines = self.lines.of(&event.event);
        self.bars
            .suspend(|| lines.iter().for_each(|line| show(line)));
    }

    fn printed(&mut self, step: &str, _stream: Stream, line: &str) {
        let line = self.lines.printed(step, line);
        self.bars.suspend(|| show(&line));
    }

    fn watch(&mut self, step: &str, progress: &Arc<Progress>) {
        let bar = self
            .bars
            .add(ProgressBar::new_spinner().with_prefix(step.to_owned()));
        bar.enable_steady_tick(Duration::from_millis(100));
        self.running
            .insert(step.to_owned(), (bar, progress.clone(), ""));
    }

    fn tick(&mut self) {
        for (bar, progress, shown) in self.running.values_mut() {
            let template = match (progress.total(), progress.unit()) {
                (Some(_), _) => COUNTED,
                (None, "") => SPINNER,
                (None, _) => UNBOUNDED,
            };
            // Ten times a second for each bar: a template is parsed only when it changes.
            if *shown != template
                && let Ok(style) = ProgressStyle::with_template(template)
            {
                *shown = template;
                bar.set_style(style);
            }
            if let Some(total) = progress.total() {
                bar.set_length(total);
            }
            bar.set_position(progress.done());
            bar.set_message(progress.unit());
        }
    }
}

/// Prints a line; a terminal that has gone does not stop the run.
fn show(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
