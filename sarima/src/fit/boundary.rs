//! Searches that end on the boundary of the region, or close to it.

use super::minimum::Minimum;
use super::objective::Objective;
use super::optimise::minimise;
use super::tuning::WIDE;

/// An autoregressive coordinate beyond this (a reflection coefficient of 0.9993) may be on its way
/// to the bound. The likelihood is too flat there to be followed, so the bound itself is tried.
pub(super) const BEYOND: f64 = 4.0;

/// A moving-average coordinate this close to its bound counts as on it: its gradient vanishes
/// there.
const CLOSE: f64 = 3e-4;

/// Shares of the bound at which the inside is tried, and the shares in between, tried when one of
/// the first is better than the bound.
const INSIDE: [f64; 2] = [0.998, 0.95];
const BETWEEN: [f64; 2] = [0.995, 0.99];

/// Restarts from the bound when an autoregressive coordinate ended close to it.
pub(super) fn reach_boundary(
    objective: &mut Objective<'_>,
    mut end: Minimum,
    decrement: f64,
) -> Minimum {
    let bounds = objective.bounds();
    for i in 0..end.x.len() {
        let here = end.x[i].abs();
        if !objective.autoregressive()[i] || here < BEYOND || here >= bounds[i] {
            continue;
        }
        let mut x = end.x.clone();
        x[i] = bounds[i].copysign(x[i]);
        if let Some(found) = minimise(objective, &x, decrement, None) {
            end.keep_better(found);
        }
    }
    end
}

/// Restarts from inside when a moving-average coordinate ended on its bound, but a point inside is
/// better.
pub(super) fn leave_boundary(
    objective: &mut Objective<'_>,
    mut end: Minimum,
    decrement: f64,
) -> Minimum {
    let bounds = objective.bounds();
    for i in 0..end.x.len() {
        if end.x[i].abs() < bounds[i] - CLOSE || objective.autoregressive()[i] {
            continue;
        }
        let mut best = (end.value, None);
        let mut look = |shares: &[f64]| {
            for share in shares {
                let mut x = end.x.clone();
                x[i] *= share;
                let value = objective.value(&x);
                if value < best.0 {
                    best = (value, Some(x));
                }
            }
            best.1.is_some()
        };
        if look(&INSIDE) && WIDE {
            look(&BETWEEN);
        }
        if let (_, Some(x)) = best
            && let Some(found) = minimise(objective, &x, decrement, None)
        {
            end.keep_better(found);
        }
    }
    end
}
