use std::sync::{Arc, Mutex};

use super::{Event, Stamped};
use crate::step::Progress;

/// Somewhere that events go.
pub(crate) trait Sink: Send {
    /// An event happened.
    fn event(&mut self, event: &Stamped);

    /// A step started; its progress can be watched from now on.
    fn watch(&mut self, _step: &str, _progress: &Arc<Progress>) {}

    /// A tenth of a second has passed.
    fn tick(&mut self) {}
}

/// Hands events to all sinks, in one order for all.
#[derive(Default)]
pub(crate) struct Reporter {
    sinks: Mutex<Vec<Box<dyn Sink>>>,
}

impl Reporter {
    pub(crate) fn new(sinks: Vec<Box<dyn Sink>>) -> Self {
        Self {
            sinks: Mutex::new(sinks),
        }
    }

    pub(crate) fn emit(&self, event: Event) {
        let stamped = Stamped::now(event);
        self.each(|sink| sink.event(&stamped));
    }

    pub(crate) fn watch(&self, step: &str, progress: &Arc<Progress>) {
        self.each(|sink| sink.watch(step, progress));
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
