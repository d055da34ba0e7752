//! The buffers of chunks, used again and again.

use std::sync::{Condvar, Mutex, PoisonError};

/// A fixed number of buffers that threads take and give back. A thread waits if there is none,
/// which bounds the memory and how far one can run ahead.
///
/// The buffer given back last is taken first, because it is likeliest to be in the processor's
/// cache.
pub(crate) struct Pool {
    free: Mutex<Free>,
    given: Condvar,
}

struct Free {
    buffers: Vec<Vec<u8>>,
    closed: bool,
}

impl Pool {
    pub(crate) fn new(buffers: usize) -> Self {
        let free = Free {
            buffers: vec![Vec::new(); buffers],
            closed: false,
        };
        Self {
            free: Mutex::new(free),
            given: Condvar::new(),
        }
    }

    /// A buffer, as soon as there is one; `None` once the pool is closed.
    pub(crate) fn take(&self) -> Option<Vec<u8>> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self
            .given
            .wait_while(free, |free| free.buffers.is_empty() && !free.closed)
            .unwrap_or_else(PoisonError::into_inner);
        if free.closed {
            None
        } else {
            free.buffers.pop()
        }
    }

    pub(crate) fn give(&self, buffer: Vec<u8>) {
        self.change(|free| free.buffers.push(buffer));
        self.given.notify_one();
    }

    /// Closes the pool when the guard is dropped, which ends all waiting.
    pub(crate) fn closing(&self) -> Closing<'_> {
        Closing(self)
    }

    fn change(&self, change: impl FnOnce(&mut Free)) {
        change(&mut self.free.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// See [`Pool::closing`].
pub(crate) struct Closing<'a>(&'a Pool);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.change(|free| free.closed = true);
        self.0.given.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_given_back_last_is_taken_first_and_closing_ends_the_waiting() {
        let pool = Pool::new(2);
        let (mut first, second) = (pool.take().unwrap(), pool.take().unwrap());
        first.push(1);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.take());
            pool.give(first);
            assert_eq!(waiting.join().unwrap(), Some(vec![1]));
            let waiting = scope.spawn(|| pool.take());
            drop(pool.closing());
            assert_eq!(waiting.join().unwrap(), None);
        });
        pool.give(second);
        assert_eq!(pool.take(), None);
    }
}
