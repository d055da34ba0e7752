//! The memory of this process while each step runs. Steps that run at the same time see each other's.

use std::collections::BTreeMap;
use std::sync::Mutex;

const PAGE_BYTES: u64 = 4096;

/// The largest resident set seen while each step was running.
#[derive(Debug, Default)]
pub(crate) struct MemoryWatch {
    peaks: Mutex<BTreeMap<String, u64>>,
}

impl MemoryWatch {
    pub(crate) fn start(&self, step: &str) {
        let now = resident_bytes();
        if let Ok(mut peaks) = self.peaks.lock() {
            peaks.insert(step.to_owned(), now);
        }
    }

    pub(crate) fn sample(&self) {
        let now = resident_bytes();
        if let Ok(mut peaks) = self.peaks.lock() {
            peaks.values_mut().for_each(|peak| *peak = now.max(*peak));
        }
    }

    /// The peak of a step up to now.
    pub(crate) fn peak(&self, step: &str) -> u64 {
        self.sample();
        self.peaks
            .lock()
            .ok()
            .and_then(|peaks| peaks.get(step).copied())
            .unwrap_or(0)
    }

    /// The peak of a step, which is no longer watched.
    pub(crate) fn finish(&self, step: &str) -> u64 {
        self.sample();
        self.peaks
            .lock()
            .ok()
            .and_then(|mut peaks| peaks.remove(step))
            .unwrap_or(0)
    }
}

/// The resident set of this process; 0 where the system does not tell.
fn resident_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages
        .as_deref()
        .and_then(|text| text.split_ascii_whitespace().nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * PAGE_BYTES
}
