use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};

/// Milliseconds since 1970, for records that people read; nothing is decided by it.
pub fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| {
            u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
        })
}

/// A name for a run that sorts by time.
pub fn run_id() -> String {
    format!(
        "{}-{}",
        DateTime::<Utc>::from(SystemTime::now()).format("%Y%m%dT%H%M%S%3f"),
        std::process::id()
    )
}
