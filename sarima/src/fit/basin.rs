//! Basins of attraction, as far as they are known before a search.

/// The length of memory that a pair of first-order factors describes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Memory {
    /// An autoregressive root near 1, nearly cancelled by the moving average.
    Long,
    /// Roots away from the circle.
    Short,
    /// Roots near -1 that nearly cancel: an alternation.
    Alternating,
}

/// The basin that a start belongs to. One search for each is enough.
///
/// Numbers are bytes because comparing them takes less code in the small module.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Basin {
    /// Of the coarse grid: the memory of the non-seasonal pair and that of the seasonal one.
    Grid(Memory, Memory),
    /// Of the points where roots nearly cancel, by their number: each has its own.
    Cancelling(u8),
    /// Of the wider grid, likewise.
    Promising(u8),
    /// Of the points scattered over the region, likewise.
    Scattered(u8),
    /// Unknown: a maximum with some of its factors replaced.
    Replaced,
}
