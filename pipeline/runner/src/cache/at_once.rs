use std::{io, thread};

/// Does two things at the same time, the second on a thread of its own.
pub(super) fn at_once<A, B: Send>(
    here: impl FnOnce() -> A,
    beside: impl FnOnce() -> io::Result<B> + Send,
) -> (A, io::Result<B>) {
    thread::scope(|scope| {
        let beside = scope.spawn(beside);
        let here = here();
        let beside = beside
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("a thread panicked")));
        (here, beside)
    })
}
