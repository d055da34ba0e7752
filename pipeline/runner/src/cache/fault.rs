//! Points between two steps of the commit protocol, at which a test can kill the process.

#[cfg(feature = "faults")]
pub(crate) use injected::fault_point;

/// Names a place between two steps of the commit protocol.
#[cfg(not(feature = "faults"))]
pub(crate) fn fault_point(_point: &str) {}

#[cfg(feature = "faults")]
mod injected {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Where and when this process is to be killed: `HOTCAST_FAULT=point:n` means at the n-th time that `point` is reached, counted from 1.
    struct Fault {
        point: String,
        at: u64,
        seen: AtomicU64,
    }

    static FAULT: OnceLock<Option<Fault>> = OnceLock::new();

    /// Names a place between two steps of the commit protocol. Where a test has set
    /// `HOTCAST_FAULT`, the process kills itself there, as a power cut would.
    pub(crate) fn fault_point(point: &str) {
        let fault = FAULT.get_or_init(|| {
            let text = std::env::var("HOTCAST_FAULT").ok()?;
            let (point, at) = text.split_once(':')?;
            Some(Fault {
                point: point.to_owned(),
                at: at.parse().ok()?,
                seen: AtomicU64::new(0),
            })
        });
        if let Some(fault) = fault
            && (fault.point == "*" || fault.point == point)
            && fault.seen.fetch_add(1, Ordering::SeqCst) + 1 == fault.at
        {
            kill_this_process(point);
        }
    }

    fn kill_this_process(point: &str) {
        eprintln!("fault: killed at {point}");
        let kill = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("kill -KILL {}", std::process::id()))
            .status();
        // Unreachable unless there is no shell; then end as abruptly as possible.
        drop(kill);
        std::process::abort();
    }
}
