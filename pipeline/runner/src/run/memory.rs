//! The memory of this process while each step runs. Steps that run at the same time count each
//! other's.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// The size of a page, in which `/proc/self/statm` counts; the standard library does not tell it,
/// and 4096 is that of most Linux systems.
const PAGE_BYTES: u64 = 4096;

/// The largest resident set seen while each step was running.
#[derive(Debug, Default)]
pub(crate) struct MemoryWatch {
    peaks: Mutex<BTreeMap<String, u64>>,
}

impl MemoryWatch {
    /// Begins to watch a step.
    pub(crate) fn start(&self, step: &str) {
        let now = resident_bytes();
        if let Ok(mut peaks) = self.peaks.lock() {
            peaks.insert(step.to_owned(), now);
        }
    }

    /// Takes the current size into account for all watched steps.
    pub(crate) fn sample(&self) {
        let now = resident_bytes();
        if let Ok(mut peaks) = self.peaks.lock() {
            peaks.values_mut().for_each(|peak| *peak = now.max(*peak));
        }
    }

    /// The peak of a step so far.
    pub(crate) fn peak(&self, step: &str) -> u64 {
        self.sample();
        self.peaks
            .lock()
            .ok()
            .and_then(|peaks| peaks.get(step).copied())
            .unwrap_or(0)
    }

    /// Returns the peak of a step and stops watching it.
    pub(crate) fn finish(&self, step: &str) -> u64 {
        self.sample();
        self.peaks
            .lock()
            .ok()
            .and_then(|mut peaks| peaks.remove(step))
            .unwrap_or(0)
    }
}

/// The resident set of this process; 0 if the system does not tell it.
fn resident_bytes() -> u64 {
    // The kernel's own peak, `VmHWM`, is that of the whole process and does not go down after a
    // step.
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages
        .as_deref()
        .and_then(|text| text.split_ascii_whitespace().nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * PAGE_BYTES
}
