//! How much of a step's time goes to the cache: digests, lookups, commits.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The time that steps have waited for the cache. Where several threads of a step wait at the same time, their times are added up. What the cache does beside the work,
/// which goes on meanwhile, is not in it.
#[derive(Debug, Default)]
pub(crate) struct CacheTime {
    spent: Mutex<BTreeMap<String, Duration>>,
}

impl CacheTime {
    /// Does something for the cache on behalf of a step.
    pub(super) fn of<T>(&self, step: &str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        if let Ok(mut spent) = self.spent.lock() {
            *spent.entry(step.to_owned()).or_default() += started.elapsed();
        }
        done
    }

    /// The time spent for a step up to now, in milliseconds.
    pub(super) fn of_step_ms(&self, step: &str) -> f64 {
        let spent = self
            .spent
            .lock()
            .ok()
            .and_then(|spent| spent.get(step).copied());
        (spent.unwrap_or_default().as_secs_f64() * 1e4).round() / 10.0
    }
}
