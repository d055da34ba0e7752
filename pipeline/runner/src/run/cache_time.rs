//! The share of a step's time that goes to the cache: digests, lookups, commits.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The time that steps have waited for the cache.
///
/// If several threads of a step wait at once, their times are added up. Work of the cache beside
/// the step's own, which does not make it wait, is not included.
#[derive(Debug, Default)]
pub(crate) struct CacheTime {
    spent: Mutex<BTreeMap<String, Duration>>,
}

impl CacheTime {
    /// Runs `work` for the cache on behalf of a step.
    pub(super) fn of<T>(&self, step: &str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        if let Ok(mut spent) = self.spent.lock() {
            *spent.entry(step.to_owned()).or_default() += started.elapsed();
        }
        done
    }

    /// The time spent for a step so far, in milliseconds.
    pub(super) fn of_step_ms(&self, step: &str) -> f64 {
        let spent = self
            .spent
            .lock()
            .ok()
            .and_then(|spent| spent.get(step).copied());
        // One decimal: many lookups take less than a millisecond.
        (spent.unwrap_or_default().as_secs_f64() * 1e4).round() / 10.0
    }
}
