//! The caller's side of a conversion: threads, progress and interruption.

/// The caller's side of a conversion.
pub struct Hooks<'a> {
    /// Threads that do the work, at least 1.
    pub workers: usize,
    /// Called with the number of rows that were just written.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Called between chunks; `true` stops the conversion.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    /// Called with a sentence about each oddity that does not stop the conversion.
    pub finding: &'a (dyn Fn(String) + Sync),
}
