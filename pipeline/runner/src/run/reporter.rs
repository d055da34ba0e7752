use std::fmt;
use std::sync::{Arc, Mutex};

use super::{Event, Redactor, Stamped};
use crate::step::{Progress, Stream};

/// Somewhere that events go.
pub trait Sink: Send {
    /// An event happened.
    fn event(&mut self, event: &Stamped);

    /// A step started; its progress can be watched from now on.
    fn watch(&mut self, _step: &str, _progress: &Arc<Progress>) {}

    /// The program of a step has printed a line, which is clean enough for a terminal.
    fn printed(&mut self, _step: &str, _stream: Stream, _line: &str) {}

    /// A tenth of a second has passed.
    fn tick(&mut self) {}
}

/// Hands events to all sinks, in one order for all. Its copies hand them to the same ones.
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
    /// Hands events to `sinks`, and what programs print too if it is `live`.
    pub fn new(sinks: Vec<Box<dyn Sink>>, live: bool) -> Self {
        Self {
            sinks: Arc::new(Mutex::new(sinks)),
            live,
            redactor: Redactor::default(),
        }
    }

    /// Hides values in events, and lets those who hand on lines hide them too.
    pub fn redacting(mut self, redactor: Redactor) -> Self {
        self.redactor = redactor;
        self
    }

    /// Hides the values that nobody may see.
    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Whether what programs print is shown as it comes.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// Hands an event, which happens now, to all sinks.
    pub fn emit(&self, mut event: Event) {
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

    fn each(&self, mut f: impl FnMut(&mut dyn Sink)) {
        if let Ok(mut sinks) = self.sinks.lock() {
            sinks.iter_mut().for_each(|sink| f(sink.as_mut()));
        }
    }
}
