//! `method: multi_density`: cells that are dense for their surroundings.
//!
//! One threshold for a whole city finds hotspots in its centre only.
//! Here the cells are first divided into levels by the density of their wider surroundings, then
//! each level gets the threshold that follows from its own cells, as the City Hotspot Detector does
//! with levels of point density.
//!
//! # References
//! Cesario, Uchubilo, Vinci, Zhu (2022), Multi-density urban hotspots detection in smart cities: a
//! data-driven approach and experiments, Pervasive and Mobile Computing 86.

use super::dbscan::{label, neighbourhood_weights};
use super::kmeans::kmeans;
use super::quantile::quantile;
use crate::space::Points;

/// The reach of the surroundings of a cell, in reaches of its neighbourhood.
const SURROUNDINGS: f64 = 10.0;

/// Labels cells by density-based clustering within each of at most `levels` levels of surrounding
/// density.
///
/// A cell is dense when more incidents lie within `eps_m` than the quantile `q` of its level, or at
/// least `min_weight` where that is given.
pub(super) fn multi_density(
    places: &[[f64; 2]],
    weights: &[f64],
    eps_m: f64,
    q: f64,
    min_weight: Option<f64>,
    levels: usize,
) -> Vec<Option<u32>> {
    let near = neighbourhood_weights(&Points::new(places, weights, eps_m), eps_m);
    let level_of = levels_of(places, weights, eps_m * SURROUNDINGS, levels);
    let mut labels = vec![None; places.len()];
    let mut next = 0;
    for level in 0..levels as u32 {
        let members: Vec<usize> = (0..places.len())
            .filter(|&i| level_of[i] == level)
            .collect();
        let values: Vec<f64> = members.iter().map(|&i| near[i]).collect();
        let Some(threshold) = quantile(&values, q) else {
            continue;
        };
        let core: Vec<bool> = values
            .iter()
            .map(|&n| min_weight.map_or(n > threshold, |min| n >= min))
            .collect();
        let pick = |of: &[f64]| -> Vec<f64> { members.iter().map(|&i| of[i]).collect() };
        let member_places: Vec<[f64; 2]> = members.iter().map(|&i| places[i]).collect();
        let points = Points::new(&member_places, &pick(weights), eps_m);
        let found = label(&points, eps_m, &core);
        for (&member, group) in members.iter().zip(&found) {
            labels[member] = group.map(|g| next + g);
        }
        next += found.iter().flatten().max().map_or(0, |g| g + 1);
    }
    labels
}

/// The level of each cell: its group among `levels` groups by the logarithm of the incidents in its
/// surroundings.
fn levels_of(places: &[[f64; 2]], weights: &[f64], reach_m: f64, levels: usize) -> Vec<u32> {
    // A reach of a kilometre covers thousands of fine cells, so they are first gathered into coarse
    // ones, which are fine enough for levels.
    let coarse = Coarse::new(places, weights, reach_m / 4.0);
    let around = neighbourhood_weights(
        &Points::new(&coarse.places, &coarse.weights, reach_m),
        reach_m,
    );
    let logs: Vec<[f64; 2]> = coarse
        .of_place
        .iter()
        .map(|&c| [around[c as usize].max(1e-9).ln(), 0.0])
        .collect();
    kmeans(&logs, &vec![1.0; logs.len()], levels, 1)
}

/// Places gathered into square cells.
struct Coarse {
    places: Vec<[f64; 2]>,
    weights: Vec<f64>,
    of_place: Vec<u32>,
}

impl Coarse {
    fn new(places: &[[f64; 2]], weights: &[f64], size_m: f64) -> Self {
        let key = |p: &[f64; 2]| {
            (
                (p[1] / size_m).floor() as i64,
                (p[0] / size_m).floor() as i64,
            )
        };
        let mut keys: Vec<(i64, i64)> = places.iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        let of_place: Vec<u32> = places
            .iter()
            .map(|p| keys.partition_point(|k| *k < key(p)) as u32)
            .collect();
        let mut sums = vec![0.0; keys.len()];
        for (&c, w) in of_place.iter().zip(weights) {
            sums[c as usize] += w;
        }
        let centre =
            |&(row, col): &(i64, i64)| [(col as f64 + 0.5) * size_m, (row as f64 + 0.5) * size_m];
        Self {
            places: keys.iter().map(centre).collect(),
            weights: sums,
            of_place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparse_suburb_has_hotspots_beside_a_dense_centre() {
        let mut places = Vec::new();
        let mut weights = Vec::new();
        for (offset, base, peak) in [(0.0, 1000.0, 5000.0), (20_000.0, 2.0, 20.0)] {
            for i in 0..400 {
                places.push([offset + f64::from(i % 20) * 50.0, f64::from(i / 20) * 50.0]);
                weights.push(if i % 20 < 2 && i < 40 { peak } else { base });
            }
        }
        let labels = multi_density(&places, &weights, 60.0, 0.98, None, 2);
        assert!(labels[0].is_some(), "the centre's peak");
        assert!(labels[400].is_some(), "the suburb's peak");
        assert_ne!(labels[0], labels[400]);
        assert!(labels[210].is_none(), "the centre's ordinary streets");
    }
}
