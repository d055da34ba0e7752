//! Two things at the same time, for hashing beside other work.

use std::{io, thread};

/// Runs `here` on this thread and `beside` on another, and returns both results.
///
/// Hashing keeps one core busy while the disk or another core does the rest.
pub(super) fn at_once<A, B: Send>(
    here: impl FnOnce() -> A,
    beside: impl FnOnce() -> io::Result<B> + Send,
) -> (A, io::Result<B>) {
    thread::scope(|scope| {
        let beside = scope.spawn(beside);
        let here = here();
        let beside = beside
            .join()
            // A panic of the other thread becomes an error, so that a run fails with a message.
            .unwrap_or_else(|_| Err(io::Error::other("a thread panicked")));
        (here, beside)
    })
}
