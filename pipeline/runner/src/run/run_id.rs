//! Names and times of runs.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};

/// Returns the milliseconds since 1970, for records that people read; nothing depends on them.
pub fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| {
            u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
        })
}

/// Returns a name for a run that sorts by time.
pub fn run_id() -> String {
    format!(
        // The process id tells apart two runs that begin in the same millisecond.
        "{}-{}",
        DateTime::<Utc>::from(SystemTime::now()).format("%Y%m%dT%H%M%S%3f"),
        std::process::id()
    )
}
