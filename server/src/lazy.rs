//! `Lazy`: a value that is read at its first use.

use std::sync::{Arc, Mutex, PoisonError};

/// A value read at most once, at its first use.
#[derive(Debug)]
pub(crate) struct Lazy<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Lazy<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Lazy<T> {
    /// The value, from `read` when there is none yet.
    ///
    /// # Errors
    /// That of `read`. It is not kept: the next call tries again.
    pub(crate) fn get<E>(&self, read: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = slot.as_ref() {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(read()?);
        *slot = Some(Arc::clone(&value));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_once_and_a_failure_is_tried_again() {
        let lazy = Lazy::default();
        assert_eq!(lazy.get(|| Err("absent")), Err("absent"));
        assert_eq!(lazy.get(|| Ok::<_, &str>(1)).as_deref(), Ok(&1));
        assert_eq!(lazy.get(|| Ok::<_, &str>(2)).as_deref(), Ok(&1));
    }
}
