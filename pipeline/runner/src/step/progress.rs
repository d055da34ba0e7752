//! Progress of a step, for the live display.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// The amount of work that a step has done, for the live display. Cheap enough to be updated for
/// each batch of rows or each fit.
#[derive(Debug, Default)]
pub struct Progress {
    // Relaxed everywhere: the numbers are only shown, and none depends on another.
    done: AtomicU64,
    total: AtomicU64,
    unit: Mutex<&'static str>,
}

impl Progress {
    /// Sets the unit (`rows`, `fits`, `bytes`) and the total. A total of `None` leaves the earlier
    /// expectation.
    pub fn start(&self, unit: &'static str, total: Option<u64>) {
        if let Ok(mut slot) = self.unit.lock() {
            *slot = unit;
        }
        if let Some(total) = total {
            self.total.store(total, Ordering::Relaxed);
        }
    }

    /// Replaces the expected total by a better estimate.
    pub(crate) fn estimate(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// Adds to the expected total, for work that becomes known as it goes.
    pub fn expect(&self, more: u64) {
        self.total.fetch_add(more, Ordering::Relaxed);
    }

    /// Adds to the work done.
    pub fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }

    /// The work done.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// The expected total; `None` if it is not known.
    pub fn total(&self) -> Option<u64> {
        Some(self.total.load(Ordering::Relaxed)).filter(|&total| total > 0)
    }

    /// The unit of the work; empty before [`Progress::start`].
    pub fn unit(&self) -> &'static str {
        self.unit.lock().map_or("", |unit| *unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_that_is_not_stated_leaves_the_expectation() {
        let progress = Progress::default();
        assert_eq!((progress.total(), progress.unit()), (None, ""));
        progress.expect(3);
        progress.expect(4);
        progress.start("fits", None);
        assert_eq!((progress.total(), progress.unit()), (Some(7), "fits"));
        progress.start("rows", Some(10));
        progress.add(4);
        assert_eq!((progress.done(), progress.total()), (4, Some(10)));
    }
}
