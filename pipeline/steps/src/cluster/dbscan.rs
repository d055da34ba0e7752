//! DBSCAN on weighted points.

use rayon::prelude::*;

use crate::space::Points;

/// Labels points by density.
///
/// A point is a *core* point when the points within `eps_m` of it, itself included, weigh at least
/// `min_weight`.
/// Core points within `eps_m` of each other share a label; another point gets the label of a core
/// point within `eps_m`, or none.
///
/// Labels count from 0 in the order of each group's first core point, and a point within reach of
/// several groups belongs to the first of them, so that the labels equal those of scikit-learn's
/// `DBSCAN(eps, min_samples).fit_predict(X, sample_weight)`, with `None` for its -1.
///
/// # References
/// Ester, Kriegel, Sander, Xu (1996), A density-based algorithm for discovering clusters in large
/// spatial databases with noise, KDD-96.
///
/// ```
/// use hotcast_steps::{cluster::dbscan, space::Points};
/// let places = [[0.0, 0.0], [60.0, 0.0], [500.0, 0.0]];
/// let points = Points::new(&places, &[4.0, 1.0, 2.0], 100.0);
/// assert_eq!(dbscan(&points, 100.0, 5.0), [Some(0), Some(0), None]);
/// ```
pub fn dbscan(points: &Points, eps_m: f64, min_weight: f64) -> Vec<Option<u32>> {
    let weights = neighbourhood_weights(points, eps_m);
    let core: Vec<bool> = weights.iter().map(|&w| w >= min_weight).collect();
    label(points, eps_m, &core)
}

/// The weight within `eps_m` of each point.
pub(super) fn neighbourhood_weights(points: &Points, eps_m: f64) -> Vec<f64> {
    (0..points.len())
        .into_par_iter()
        .with_min_len(512)
        .map(|i| points.weight_within(i, eps_m))
        .collect()
}

/// The labels of points, given the core points.
pub(super) fn label(points: &Points, eps_m: f64, core: &[bool]) -> Vec<Option<u32>> {
    let mut labels: Vec<Option<u32>> = vec![None; points.len()];
    let mut next = 0;
    let mut open = Vec::new();
    for seed in 0..points.len() {
        if !core[seed] || labels[seed].is_some() {
            continue;
        }
        labels[seed] = Some(next);
        open.push(seed);
        while let Some(point) = open.pop() {
            points.within(point, eps_m, |other, _, _| {
                if labels[other].is_none() {
                    labels[other] = Some(next);
                    if core[other] {
                        open.push(other);
                    }
                }
            });
        }
        next += 1;
    }
    labels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(places: &[[f64; 2]], weights: &[f64], eps: f64, min: f64) -> Vec<Option<u32>> {
        dbscan(&Points::new(places, weights, eps), eps, min)
    }

    proptest! {
        #[test]
        fn a_weight_is_the_same_as_that_many_points(
            places in prop::collection::vec([0u8..40, 0u8..40], 1..40),
            weights in prop::collection::vec(1u8..4, 40),
            min in 1u8..9,
        ) {
            let place = |p: &[u8; 2]| [f64::from(p[0]), f64::from(p[1])];
            let places: Vec<[f64; 2]> = places.iter().map(place).collect();
            let weights = &weights[..places.len()];
            let as_weights: Vec<f64> = weights.iter().map(|&w| f64::from(w)).collect();
            let repeated: Vec<[f64; 2]> = places.iter().zip(weights)
                .flat_map(|(p, &w)| std::iter::repeat_n(*p, usize::from(w))).collect();
            let first = |at: &mut usize, &w: &u8| Some(std::mem::replace(at, *at + usize::from(w)));
            let firsts: Vec<usize> = weights.iter().scan(0, first).collect();
            let weighted = labels(&places, &as_weights, 5.0, f64::from(min));
            let single = labels(&repeated, &vec![1.0; repeated.len()], 5.0, f64::from(min));
            let picked: Vec<_> = firsts.iter().map(|&i| single[i]).collect();
            prop_assert_eq!(weighted, picked);
        }
    }
}
