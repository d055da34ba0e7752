//! Ctrl-C: asks the steps to stop, and stops without them if they take too long.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// How long steps have to stop by themselves, and to write what they have.
const GRACE: Duration = Duration::from_millis(700);

/// The state of interruption that the run and the signal handler share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt {
    pub(crate) cancel: Arc<AtomicBool>,
    /// What to remove when the process has to end at once.
    pub(crate) tmp: Arc<Mutex<Option<PathBuf>>>,
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
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            tokio::select! { _ = int.recv() => {}, _ = term.recv() => {} }
            interrupt.cancel.store(true, Ordering::Relaxed);
            tokio::select! { _ = int.recv() => {}, _ = term.recv() => {}, () = tokio::time::sleep(GRACE) => {} }
        });
        if let Ok(tmp) = interrupt.tmp.lock()
            && let Some(dir) = tmp.as_ref()
        {
            // What cannot be removed now is removed by the next run.
            let _ = std::fs::remove_dir_all(dir);
        }
        eprintln!("interrupted");
        std::process::exit(130);
    })?;
    Ok(())
}
