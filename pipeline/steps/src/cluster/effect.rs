//! The parameters that have no effect with the method of a step.

use super::params::Cluster;
use super::rule::Method::{self, Dbscan, Grid, Hdbscan, Kmeans, MultiDensity};
use hotcast_runner::NoEffect;

/// The parameters that not all methods read, the methods that do, and the same in words.
const READ_BY: [(&str, &[Method], &str); 8] = [
    (
        "quantile",
        &[Grid, Dbscan, Kmeans, MultiDensity],
        "with `grid`, `dbscan`, `kmeans` and `multi_density`",
    ),
    ("merge", &[Grid], "with `method: grid`"),
    (
        "eps_m",
        &[Dbscan, MultiDensity],
        "with `method: dbscan` and `multi_density`",
    ),
    (
        "min_incidents",
        &[Dbscan, Hdbscan, MultiDensity],
        "with `method: dbscan`, `hdbscan` and `multi_density`",
    ),
    ("selection", &[Hdbscan], "with `method: hdbscan`"),
    ("clusters", &[Kmeans], "with `method: kmeans`"),
    ("seed", &[Kmeans], "with `method: kmeans`"),
    ("levels", &[MultiDensity], "with `method: multi_density`"),
];

/// The parameters that the method does not read.
pub(super) fn without_effect(step: &Cluster) -> Vec<NoEffect> {
    let unread = READ_BY
        .iter()
        .filter(|(_, methods, _)| !methods.contains(&step.method));
    let mut found: Vec<NoEffect> = unread
        .map(|&(field, _, only)| NoEffect {
            field,
            decided_by: &["method"],
            only,
        })
        .collect();
    // A number of incidents takes the place of the quantile.
    if matches!(step.method, Dbscan | MultiDensity) && step.min_incidents.is_some() {
        found.push(NoEffect {
            field: "quantile",
            decided_by: &["method", "min_incidents"],
            only: "without `min_incidents`",
        });
    }
    found
}
