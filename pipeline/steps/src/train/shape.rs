//! Groups of hotspots whose seasons have the same shape.
//!
//! # References
//! Sakoe, Chiba (1978), Dynamic programming algorithm optimization for spoken word recognition,
//! IEEE Transactions on Acoustics, Speech, and Signal Processing 26; Ester, Kriegel, Sander, Xu
//! (1996), A density-based algorithm for discovering clusters in large spatial databases with
//! noise, KDD-96.

use augurs::clustering::{DbscanCluster, DbscanClusterer};
use augurs::dtw::Dtw;

/// The most hotspots that form the groups, since their distances are compared pair by pair; the
/// others join the nearest group.
const FOUNDERS: usize = 1000;

/// The least number of hotspots in a group.
const LEAST: usize = 5;

/// The points to which a season is resampled, so that the noise of weeks does not hide its shape.
const POINTS: usize = 13;

/// The most points by which a point may move along the season to match another.
const WINDOW: usize = 2;

/// The group of each series; `None` for one that resembles no others.
///
/// Shapes are mean seasons, scaled to mean 0 and spread 1, compared by dynamic time warping and
/// grouped by DBSCAN at the distance within which half of the founders have enough neighbours.
/// The founders are the series with most incidents.
pub(super) fn shape_groups(series: &[Vec<f64>], season: usize) -> Vec<Option<u32>> {
    let shapes: Vec<Option<Vec<f64>>> = series.iter().map(|values| shape(values, season)).collect();
    let mut founders: Vec<usize> = (0..series.len()).filter(|&i| shapes[i].is_some()).collect();
    let incidents = |i: usize| series[i].iter().filter(|n| !n.is_nan()).sum::<f64>();
    founders.sort_by(|&a, &b| incidents(b).total_cmp(&incidents(a)).then(a.cmp(&b)));
    founders.truncate(FOUNDERS);
    if founders.len() <= LEAST {
        return vec![None; series.len()];
    }
    let dtw = Dtw::euclidean().with_window(WINDOW);
    let of_founders: Vec<&[f64]> = founders
        .iter()
        .filter_map(|&i| shapes[i].as_deref())
        .collect();
    let matrix = dtw.distance_matrix(&of_founders);
    let mut reach: Vec<f64> = matrix.iter().map(|row| nth_smallest(row, LEAST)).collect();
    let eps = nth_smallest(&std::mem::take(&mut reach), founders.len() / 2);
    let clusters = DbscanClusterer::new(eps, LEAST).fit(&matrix);
    let group = |c: &DbscanCluster| c.is_cluster().then(|| c.as_i32().unsigned_abs());
    let groups: Vec<Option<u32>> = clusters.iter().map(group).collect();
    let nearest = |shape: &[f64]| {
        let distances = of_founders
            .iter()
            .zip(&groups)
            .map(|(other, group)| (dtw.distance(shape, other), *group));
        distances
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(d, _)| *d <= eps)
            .and_then(|(_, group)| group)
    };
    shapes
        .iter()
        .map(|shape| nearest(shape.as_deref()?))
        .collect()
}

fn nth_smallest(values: &[f64], n: usize) -> f64 {
    let mut values = values.to_vec();
    let at = n.min(values.len() - 1);
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}

/// The mean season at [`POINTS`] points or fewer, scaled; `None` for a series without a season.
fn shape(values: &[f64], season: usize) -> Option<Vec<f64>> {
    let points = season.min(POINTS);
    let (mut sums, mut counts) = (vec![0.0; points], vec![0.0; points]);
    for (t, n) in values.iter().enumerate().filter(|(_, n)| !n.is_nan()) {
        let at = (t % season) * points / season;
        sums[at] += n;
        counts[at] += 1.0;
    }
    let means: Vec<f64> = sums.iter().zip(&counts).map(|(s, c)| s / c).collect();
    let mean = means.iter().sum::<f64>() / points as f64;
    let spread = (means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / points as f64).sqrt();
    (points > 1 && spread > 1e-9 && spread.is_finite())
        .then(|| means.iter().map(|m| (m - mean) / spread).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_places_are_two_groups() {
        let season = |k: usize, peak: usize| -> Vec<f64> {
            (0..36)
                .map(|t| {
                    10.0 + ((t * 7 + k * 13) % 5) as f64 * 0.2
                        + if (t + 12 - peak) % 12 < 3 { 8.0 } else { 0.0 }
                })
                .collect()
        };
        let series: Vec<Vec<f64>> = (0..24)
            .map(|k| season(k, if k % 2 == 0 { 5 } else { 11 }))
            .collect();
        let groups = shape_groups(&series, 12);
        let of = |parity: usize| {
            groups
                .iter()
                .skip(parity)
                .step_by(2)
                .flatten()
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert!(!of(0).is_empty() && !of(1).is_empty());
        assert!(of(0).is_disjoint(&of(1)));
    }

    #[test]
    fn flat_and_few_series_have_no_group() {
        assert_eq!(shape_groups(&vec![vec![1.0; 30]; 9], 12), vec![None; 9]);
        assert!(shape_groups(&[], 12).is_empty());
    }
}
