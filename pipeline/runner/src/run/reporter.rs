//! Hands the events of a run to everything that shows or keeps them.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::{Event, Redactor, Stamped};
use crate::step::{Progress, Stream};

/// A receiver of events.
pub trait Sink: Send {
    /// Takes an event that has just happened.
    fn event(&mut self, event: &Stamped);

    /// Takes the progress of a step that has started.
    fn watch(&mut self, _step: &str, _progress: &Arc<Progress>) {}

    /// Takes a line that the program of a step has printed, without control codes.
    fn printed(&mut self, _step: &str, _stream: Stream, _line: &str) {}

    /// Called at short, regular intervals, to draw progress.
    fn tick(&mut self) {}
}

/// Hands events to all sinks, in one order for all. Clones share the sinks.
#[derive(Clone, Default)]
pub struct Reporter {
    sinks: Arc<Mutex<Vec<Box<dyn Sink>>>>,
    live: bool,
    redactor: Redactor,
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reporter")
    }
}

impl Reporter {
    /// A reporter for `sinks`. If it is `live`, they get the lines that programs print too.
    pub fn new(sinks: Vec<Box<dyn Sink>>, live: bool) -> Self {
        Self {
            sinks: Arc::new(Mutex::new(sinks)),
            live,
            redactor: Redactor::default(),
        }
    }

    /// Hides values in events, and gives the redactor to those who pass on lines.
    pub fn redacting(mut self, redactor: Redactor) -> Self {
        self.redactor = redactor;
        self
    }

    /// The redactor for secret values.
    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Returns `true` if printed lines are shown as they come.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// Hands an event to all sinks, stamped with the current time.
    pub fn emit(&self, mut event: Event) {
        // Here rather than in each sink, so that no sink can forget it.
        event.redact(&self.redactor);
        let stamped = Stamped::now(event);
        self.each(|sink| sink.event(&stamped));
    }

    pub(crate) fn watch(&self, step: &str, progress: &Arc<Progress>) {
        self.each(|sink| sink.watch(step, progress));
    }

    pub(crate) fn printed(&self, step: &str, stream: Stream, line: &str) {
        self.each(|sink| sink.printed(step, stream, line));
    }

    pub(crate) fn tick(&self) {
        self.each(|sink| sink.tick());
    }

    /// Calls `f` on every sink, under one lock: events of two steps reach all sinks in the same
    /// order.
    fn each(&self, mut f: impl FnMut(&mut dyn Sink)) {
        if let Ok(mut sinks) = self.sinks.lock() {
            sinks.iter_mut().for_each(|sink| f(sink.as_mut()));
        }
    }
}
