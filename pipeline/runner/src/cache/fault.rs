//! Points between two steps of the commit protocol, at which a test can kill the process.

#[cfg(feature = "faults")]
pub(crate) use injected::fault_point;

/// Names a point between two steps of the commit protocol.
#[cfg(not(feature = "faults"))]
pub(crate) fn fault_point(_point: &str) {}

#[cfg(feature = "faults")]
mod injected {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// The point at which to kill this process: `HOTCAST_FAULT=point:n` kills it when `point` is
    /// reached for the n-th time, counted from 1; `*` stands for any point.
    struct Fault {
        point: String,
        at: u64,
        seen: AtomicU64,
    }

    static FAULT: OnceLock<Option<Fault>> = OnceLock::new();

    /// Names a point between two steps of the commit protocol. If a test has set `HOTCAST_FAULT` to
    /// it, the process kills itself there, as a power cut would.
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
        // SIGKILL, because it runs no destructor and flushes no buffer. The shell sends it, since
        // the standard library cannot, and the crate forbids `unsafe`.
        let kill = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("kill -KILL {}", std::process::id()))
            .status();
        // Reached only if there is no shell; then end as abruptly as possible.
        drop(kill);
        std::process::abort();
    }
}
