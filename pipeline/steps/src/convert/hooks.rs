//! The caller's side of a conversion: threads, progress, interruption.

/// What the caller lends to a conversion.
pub struct Hooks<'a> {
    /// Threads that do the work, at least 1.
    pub workers: usize,
    /// Hears of rows as they are written: how many more.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Asked between chunks whether to stop.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    /// Hears in a sentence what is odd about a file that is converted all the same.
    pub finding: &'a (dyn Fn(String) + Sync),
}
