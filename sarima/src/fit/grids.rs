//! Grids of first-order factors.
//!
//! Each entry is a pair of reflection coefficients, autoregressive then moving-average, in the
//! internal sign: a negative autoregressive one means positive autocorrelation.

use super::basin::Memory::{self, Alternating, Long, Short};
use super::objective::Objective;
use crate::order::{Order, SeasonalOrder};

/// First reflection coefficients of an autoregressive and a moving-average factor.
pub(super) type Pair = (f64, f64);

/// A pair of the coarse grid, and the memory it stands for.
pub(super) type Start = (Pair, Memory);

const MIXED_LEVELS: [Start; 7] = [
    ((-0.99, -0.9), Long),
    ((-0.97, -0.6), Long),
    ((-0.99, -0.97), Long),
    ((-0.8, -0.6), Short),
    ((-0.3, -0.1), Short),
    ((0.5, -0.6), Short),
    ((0.94, 0.97), Alternating),
];

const MIXED_DIFFERENCES: [Start; 4] = [
    ((-0.2, -0.93), Long),
    ((-0.8, -0.6), Short),
    ((-0.3, -0.1), Short),
    ((0.5, -0.6), Short),
];

// A factor of one kind has one maximum nearly always: its starts share a basin.
const AUTOREGRESSIVE: [Start; 3] = [((-0.9, 0.0), Long), ((-0.4, 0.0), Long), ((0.3, 0.0), Long)];

const MOVING_AVERAGE: [Start; 3] = [((0.0, -0.9), Long), ((0.0, -0.5), Long), ((0.0, 0.2), Long)];

const SEASONAL_MIXED_LEVELS: [Start; 3] = [
    ((-0.97, -0.8), Long),
    ((-0.5, -0.1), Short),
    ((-0.1, -0.1), Short),
];

const SEASONAL_MIXED_DIFFERENCES: [Start; 2] = [((0.2, -0.8), Long), ((0.2, -0.3), Long)];

const SEASONAL_AUTOREGRESSIVE: [Start; 3] =
    [((-0.3, 0.0), Long), ((-0.9, 0.0), Long), ((0.4, 0.0), Long)];

const SEASONAL_MOVING_AVERAGE: [Start; 3] = [
    ((0.0, -0.95), Long),
    ((0.0, -0.5), Long),
    ((0.0, 0.2), Long),
];

const NO_FACTORS: [Start; 1] = [((0.0, 0.0), Long)];

/// A wider grid, for rough values and for a second look from a maximum.
const MIXED: [Pair; 13] = [
    (-0.99, -0.9),
    (-0.97, -0.6),
    (-0.2, -0.93),
    (-0.8, -0.6),
    (-0.6, -0.85),
    (-0.5, -0.1),
    (-0.3, -0.1),
    (0.5, -0.6),
    (0.8, 0.2),
    (-0.6, 0.6),
    (0.6, 0.85),
    (0.9, 0.8),
    (0.94, 0.97),
];

const ONE: [Pair; 4] = [(-0.9, -0.9), (-0.4, -0.5), (0.3, 0.2), (0.85, 0.8)];

const SEASONAL_MIXED: [Pair; 6] = [
    (0.2, -0.8),
    (-0.3, 0.4),
    (-0.97, -0.8),
    (-0.5, -0.1),
    (-0.6, -0.85),
    (0.8, 0.3),
];

const SEASONAL_ONE: [Pair; 4] = [(-0.3, -0.8), (0.4, 0.2), (-0.9, -0.95), (0.85, -0.4)];

const NONE: [Pair; 1] = [(0.0, 0.0)];

/// Edge pairs for seasonal factors: a cycle or a level that hardly changes, of either sign.
pub(super) const EDGES: [Pair; 2] = [(-0.99, -0.98), (0.97, 0.99)];

/// Edge pairs for a series in levels: besides these, one differenced once too often by its moving
/// average.
pub(super) const LEVELS: [Pair; 3] = [(-0.8, -1.0), EDGES[0], EDGES[1]];

/// Edge pairs for a differenced series: an autoregression of the level, a trend, and an alternation
/// that never changes.
pub(super) const DIFFERENCES: [Pair; 3] = [(-0.8, -1.0), (-0.97, -1.0), (0.97, 1.0)];

/// The coarse grid's non-seasonal pairs for these orders.
pub(super) fn plain(order: Order) -> &'static [Start] {
    match (order.p > 0, order.q > 0, order.d > 0) {
        (true, true, false) => &MIXED_LEVELS,
        (true, true, true) => &MIXED_DIFFERENCES,
        (true, false, _) => &AUTOREGRESSIVE,
        (false, true, _) => &MOVING_AVERAGE,
        (false, false, _) => &NO_FACTORS,
    }
}

/// The coarse grid's seasonal pairs for these orders.
pub(super) fn seasonal(order: SeasonalOrder) -> &'static [Start] {
    match (order.p > 0, order.q > 0, order.d > 0) {
        (true, true, false) => &SEASONAL_MIXED_LEVELS,
        (true, true, true) => &SEASONAL_MIXED_DIFFERENCES,
        (true, false, _) => &SEASONAL_AUTOREGRESSIVE,
        (false, true, _) => &SEASONAL_MOVING_AVERAGE,
        (false, false, _) => &NO_FACTORS,
    }
}

/// The wider grid's non-seasonal and seasonal pairs for the factors that there are.
pub(super) fn wide(objective: &Objective<'_>) -> [&'static [Pair]; 2] {
    let mut there = [false; 4];
    for (factor, _) in objective.first_lags() {
        there[factor] = true;
    }
    let choose = |ar: bool, ma: bool, mixed: &'static [Pair], one: &'static [Pair]| match (ar, ma) {
        (true, true) => mixed,
        (false, false) => &NONE,
        _ => one,
    };
    [
        choose(there[0], there[1], &MIXED, &ONE),
        choose(there[2], there[3], &SEASONAL_MIXED, &SEASONAL_ONE),
    ]
}
