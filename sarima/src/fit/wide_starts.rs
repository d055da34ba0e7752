//! Starts of models with several lags: a wider grid, and points scattered over the region.

use super::basin::Basin;
use super::grids::{self, Pair};
use super::objective::Objective;
use super::probe::{Probe, insert, replaced};
use super::tuning::TUNING;
use crate::distribution::Rng;

/// Adds the best of points scattered over the stationary and invertible region.
pub(super) fn scattered(objective: &mut Objective<'_>, points: &mut Vec<Probe>) {
    // The seed is fixed, so that a fit is reproducible.
    let mut random = Rng::new(1);
    let mut list = Vec::new();
    for number in (0..).take(TUNING.everywhere.scatter) {
        let kappa: Vec<f64> = (0..objective.len())
            .map(|_| TUNING.everywhere.radius * (2.0 * random.uniform() - 1.0))
            .collect();
        let x = objective.coordinates(&kappa);
        let value = objective.value(&x);
        if value.is_finite() {
            let basin = Basin::Scattered(number);
            insert(&mut list, Probe { x, value, basin });
        }
    }
    for point in list.into_iter().take(TUNING.everywhere.kept) {
        insert(points, point);
    }
}

/// Adds the points of the wider grid with the smallest conditional sums of squares: all
/// non-seasonal pairs with two seasonal ones, then the other seasonal pairs with the best.
pub(super) fn promising(objective: &mut Objective<'_>, points: &mut Vec<Probe>) {
    let [plain, seasons] = grids::wide(objective);
    let origin = vec![0.0; objective.len()];
    let mut list: Vec<Probe> = Vec::with_capacity(2 * plain.len() + seasons.len());
    let mut best = (f64::INFINITY, plain[0]);
    let mut rough = |objective: &mut Objective<'_>, pairs: &[Pair], seasons: &[Pair]| {
        let factors = || {
            pairs
                .iter()
                .flat_map(|pair| seasons.iter().map(move |s| (*pair, *s)))
        };
        let point = |(pair, season): (Pair, Pair)| {
            let x = replaced(objective, &origin, pair, 0).unwrap_or_else(|| origin.clone());
            replaced(objective, &x, season, 2).unwrap_or(x)
        };
        let points: Vec<Vec<f64>> = factors().map(point).collect();
        let values = objective.conditionals(&points);
        for ((x, value), (pair, _)) in points.into_iter().zip(values).zip(factors()) {
            if value < best.0 {
                best = (value, pair);
            }
            if value.is_finite() {
                let basin = Basin::Promising(list.len() as u8);
                insert(&mut list, Probe { x, value, basin });
            }
        }
        best.1
    };
    let (first, others) = seasons.split_at(2.min(seasons.len()));
    let pair = rough(objective, plain, first);
    rough(objective, &[pair], others);
    for point in list.into_iter().take(TUNING.grid.promising) {
        let value = objective.value(&point.x);
        if value.is_finite() {
            insert(points, Probe { value, ..point });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::{prepared, spec};

    #[test]
    fn scattered_points_are_the_same_every_time() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let mut scatter = || {
            let mut points = Vec::new();
            scattered(&mut objective, &mut points);
            points
        };
        let (points, again) = (scatter(), scatter());
        assert_eq!(points.len(), TUNING.everywhere.kept);
        assert!(points.iter().zip(&again).all(|(a, b)| a.x == b.x));
        for point in points {
            let kappa = objective.reflections(&point.x);
            assert!(kappa.iter().all(|k| k.abs() <= TUNING.everywhere.radius));
        }
    }
}
