//! Points with their likelihood, from which a search may begin.

use super::basin::Basin;
use super::grids::Pair;
use super::objective::Objective;

/// A point where the likelihood exists.
pub(super) struct Probe {
    pub(super) x: Vec<f64>,
    pub(super) value: f64,
    pub(super) basin: Basin,
}

/// Inserts in order, best first. There are too few for a sort to pay, and the small module saves
/// its code.
pub(super) fn insert(points: &mut Vec<Probe>, probe: Probe) {
    let worse = points.iter().position(|p| p.value > probe.value);
    points.insert(worse.unwrap_or(points.len()), probe);
}

/// `x` with the two factors from `first_factor` on replaced by a pair of first-order ones; `None`
/// when the model does not have them.
pub(super) fn replaced(
    objective: &Objective<'_>,
    x: &[f64],
    pair: Pair,
    first_factor: usize,
) -> Option<Vec<f64>> {
    let mut x = x.to_vec();
    let mut any = false;
    for (factor, at) in objective.first_lags() {
        let Some(k) = factor
            .checked_sub(first_factor)
            .and_then(|i| [pair.0, pair.1].get(i).copied())
        else {
            continue;
        };
        let n = objective.order_of(factor);
        x[at..at + n].fill(0.0);
        x[at] = objective.coordinate(at, k);
        any = true;
    }
    any.then_some(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_best_comes_first() {
        let mut points = Vec::new();
        for (number, value) in (0..).zip([3.0, 1.0, 2.0, 1.0]) {
            let (x, basin) = (Vec::new(), Basin::Scattered(number));
            insert(&mut points, Probe { x, value, basin });
        }
        let order: Vec<Basin> = points.iter().map(|point| point.basin).collect();
        assert_eq!(order, [1, 3, 2, 0].map(Basin::Scattered));
    }
}
