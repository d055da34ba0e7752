//! Handles Ctrl-C and SIGTERM: asks the steps to stop, and ends the process if they take too long.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// The time that steps have to stop by themselves and to write what they have finished.
const GRACE: Duration = Duration::from_millis(700);

/// Work to do right before the process is ended.
type Last = Box<dyn FnOnce() + Send>;

/// The state of interruption that the run and the signal handler share.
#[derive(Clone, Default)]
pub(crate) struct Interrupt {
    pub(crate) cancel: Arc<AtomicBool>,
    /// Taken by the signal thread when the time is over.
    last: Arc<Mutex<Option<Last>>>,
}

impl Interrupt {
    /// Sets the work to do if the process has to be ended while steps still run.
    pub(crate) fn at_last(&self, last: impl FnOnce() + Send + 'static) {
        if let Ok(mut slot) = self.last.lock() {
            *slot = Some(Box::new(last));
        }
    }
}

/// Watches for Ctrl-C and SIGTERM on a thread of its own, for as long as the process lives.
///
/// # Errors
/// When the handlers cannot be set up.
pub(crate) fn on_interrupt(interrupt: &Interrupt) -> io::Result<()> {
    let interrupt = interrupt.clone();
    let runtime = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let (mut int, mut term) = {
        let _guard = runtime.enter();
        (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        )
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                tokio::select! { _ = int.recv() => {}, _ = term.recv() => {} }
                interrupt.cancel.store(true, Ordering::Relaxed);
                tokio::select! {
                    _ = int.recv() => {},
                    _ = term.recv() => {},
                    () = tokio::time::sleep(GRACE) => {}
                }
            });
            let last = interrupt.last.lock().ok().and_then(|mut last| last.take());
            if let Some(last) = last {
                last();
            }
            // `eprintln!` would panic if standard error is closed, and the process would not end.
            let _ = writeln!(io::stderr(), "interrupted");
            std::process::exit(130);
        })?;
    Ok(())
}
