use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far a step has come, for the live display. Cheap enough to be called for each batch of rows or each fit.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    unit: Mutex<&'static str>,
}

impl Progress {
    /// Says what is counted (`rows`, `fits`, `bytes`) and how much there is, where that is known; what was expected before stays where it is not.
    pub fn start(&self, unit: &'static str, total: Option<u64>) {
        if let Ok(mut slot) = self.unit.lock() {
            *slot = unit;
        }
        if let Some(total) = total {
            self.total.store(total, Ordering::Relaxed);
        }
    }

    /// Replaces what is expected by a better estimate.
    pub(crate) fn estimate(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// Adds to what is expected, for work that becomes known as it goes.
    pub fn expect(&self, more: u64) {
        self.total.fetch_add(more, Ordering::Relaxed);
    }

    /// Adds to what is done.
    pub fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }

    /// What is done.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// What is expected, where it is known.
    pub fn total(&self) -> Option<u64> {
        Some(self.total.load(Ordering::Relaxed)).filter(|&total| total > 0)
    }

    /// What is counted; empty before [`Progress::start`].
    pub fn unit(&self) -> &'static str {
        self.unit.lock().map_or("", |unit| *unit)
    }
}
