//! Selects the branches that are clusters, and labels the points.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condense::{Branch, condense};
use super::core_distance::core_distances;
use super::spanning_tree::spanning_tree;

/// The branches of the hierarchy that become clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Selection {
    /// The branches that do not divide any further: many small, dense groups, as a map needs.
    #[default]
    Leaf,
    /// The set of branches with the greatest excess of mass: few, large groups.
    Eom,
}

/// The parameters of [`hdbscan`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hdbscan {
    /// The weight whose distance measures density at a point, itself included.
    pub min_weight: f64,
    /// The least weight of a cluster.
    pub min_cluster_weight: f64,
    /// The branches that become clusters.
    pub selection: Selection,
}

/// Labels weighted points by HDBSCAN*.
///
/// It is single linkage of the mutual reachability distance, condensed to branches of at least
/// `min_cluster_weight`, of which `selection` takes some.
/// A point of weight w counts as w points in one place.
/// Labels count from 0 in the order of each cluster's first point.
/// The root is a cluster only if it does not divide at all.
///
/// # References
/// Campello, Moulavi, Sander (2013), Density-based clustering based on hierarchical density
/// estimates; Campello, Moulavi, Zimek, Sander (2015), Hierarchical density estimates for data
/// clustering, visualization, and outlier detection; McInnes, Healy (2017), Accelerated hierarchical
/// density based clustering.
///
/// ```
/// use hotcast_steps::cluster::{Hdbscan, Selection, hdbscan};
/// let start = |i: i32| if i < 10 { 0.0 } else { 900.0 };
/// let place = |i: i32| [start(i) + f64::from(i % 10) * 5.0, 0.0];
/// let places: Vec<[f64; 2]> = (0..20).map(place).collect();
/// let parameters = Hdbscan {
///     min_weight: 3.0,
///     min_cluster_weight: 5.0,
///     selection: Selection::Leaf,
/// };
/// let labels = hdbscan(&places, &[1.0; 20], parameters);
/// assert_eq!(labels[0], Some(0));
/// assert_eq!(labels[19], Some(1));
/// ```
pub fn hdbscan(places: &[[f64; 2]], weights: &[f64], parameters: Hdbscan) -> Vec<Option<u32>> {
    let cores = core_distances(places, weights, parameters.min_weight);
    let edges = spanning_tree(places, &cores);
    let branches = condense(weights, &edges, parameters.min_cluster_weight);
    let chosen = select(&branches, parameters.selection);
    number(places.len(), &branches, &chosen)
}

fn select(branches: &[Branch], selection: Selection) -> Vec<bool> {
    let mut chosen: Vec<bool> = branches.iter().map(|b| b.children.is_empty()).collect();
    if selection == Selection::Leaf || branches.len() == 1 {
        return chosen;
    }
    // Children follow their parents, so that going backwards meets them first; the root is left out.
    let mut best: Vec<f64> = branches.iter().map(|b| b.stability).collect();
    for at in (1..branches.len())
        .rev()
        .filter(|&at| !branches[at].children.is_empty())
    {
        let below: f64 = branches[at]
            .children
            .iter()
            .map(|&c| best[c as usize])
            .sum();
        if best[at] < below {
            best[at] = below;
        } else {
            chosen[at] = true;
        }
    }
    // A chosen branch covers all below it.
    for at in 1..branches.len() {
        let covered = branches[at]
            .parent
            .is_some_and(|p| chosen_or_covered(branches, &chosen, p));
        if covered {
            chosen[at] = false;
        }
    }
    chosen
}

fn chosen_or_covered(branches: &[Branch], chosen: &[bool], mut at: u32) -> bool {
    loop {
        if chosen[at as usize] {
            return true;
        }
        match branches[at as usize].parent {
            Some(parent) => at = parent,
            None => return false,
        }
    }
}

/// The label of each point: the chosen branch that it left last, numbered by first points.
fn number(n: usize, branches: &[Branch], chosen: &[bool]) -> Vec<Option<u32>> {
    let mut cluster: Vec<Option<u32>> = vec![None; branches.len()];
    for at in 0..branches.len() {
        let inherited = branches[at].parent.and_then(|p| cluster[p as usize]);
        cluster[at] = if chosen[at] {
            Some(at as u32)
        } else {
            inherited
        };
    }
    let mut of_point = vec![None; n];
    for (branch, cluster) in branches.iter().zip(&cluster) {
        for &point in &branch.points {
            of_point[point as usize] = *cluster;
        }
    }
    let mut numbers: Vec<Option<u32>> = vec![None; branches.len()];
    let mut next = 0;
    let mut label = |branch: u32| {
        *numbers[branch as usize].get_or_insert_with(|| {
            next += 1;
            next - 1
        })
    };
    of_point
        .into_iter()
        .map(|branch| branch.map(&mut label))
        .collect()
}
