//! From counted cells to regions, by any method.

use super::count_cells::CellCounts;
use super::dbscan::{label, neighbourhood_weights};
use super::grid::{dense_cells, merge_neighbours};
use super::hdbscan::{Hdbscan, hdbscan};
use super::kmeans::kmeans;
use super::multi_density::multi_density;
use super::quantile::quantile;
use super::rule::{HotspotRule, Method};
use crate::space::{Cell, Points, Projection};

/// The default least weight of a group of `hdbscan`, as a share of all incidents.
const HDBSCAN_SHARE: f64 = 1.0 / 10_000.0;

/// The least value of that default, so that a small data set does not become groups of a few
/// incidents each.
const HDBSCAN_LEAST: f64 = 50.0;

/// The cells of a hotspot.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its cells, sorted.
    pub cells: Vec<Cell>,
    /// Its densest cell, the first of them where several tie.
    pub anchor: Cell,
    /// Its incidents.
    pub weight: f64,
}

/// The regions among the counted cells, those with most incidents first.
///
/// They depend on the cells and their counts only, not on the order of the incidents.
pub fn find_regions(rule: &HotspotRule, counts: &CellCounts) -> Vec<Region> {
    let groups = match rule.method {
        Method::Grid => {
            let dense = dense_cells(counts, rule.quantile);
            if rule.merge {
                merge_neighbours(counts, &dense)
            } else {
                dense.into_iter().map(|i| vec![i]).collect()
            }
        }
        Method::Kmeans => kmeans_groups(rule, counts),
        _ => groups_of(&density_labels(rule, counts)),
    };
    let mut regions: Vec<Region> = groups.iter().map(|group| region(counts, group)).collect();
    regions.retain(|r| r.weight >= rule.min_hotspot_incidents.unwrap_or(0.0));
    regions.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.anchor.cmp(&b.anchor)));
    regions.truncate(rule.max_hotspots.unwrap_or(usize::MAX));
    regions
}

fn density_labels(rule: &HotspotRule, counts: &CellCounts) -> Vec<Option<u32>> {
    let places = places_m(counts);
    let weights: Vec<f64> = counts.cells.iter().map(|(_, n)| *n).collect();
    match rule.method {
        Method::Hdbscan => {
            let least = rule
                .min_hotspot_incidents
                .unwrap_or((counts.total() * HDBSCAN_SHARE).max(HDBSCAN_LEAST));
            let parameters = Hdbscan {
                min_weight: rule.min_incidents.unwrap_or(least),
                min_cluster_weight: least,
                selection: rule.selection,
            };
            hdbscan(&places, &weights, parameters)
        }
        Method::MultiDensity => multi_density(
            &places,
            &weights,
            rule.eps_m,
            rule.quantile,
            rule.min_incidents,
            rule.levels,
        ),
        _ => {
            let points = Points::new(&places, &weights, rule.eps_m);
            let near = neighbourhood_weights(&points, rule.eps_m);
            let threshold = quantile(&near, rule.quantile).unwrap_or(0.0);
            let core: Vec<bool> = near
                .iter()
                .map(|&n| rule.min_incidents.map_or(n > threshold, |min| n >= min))
                .collect();
            label(&points, rule.eps_m, &core)
        }
    }
}

fn kmeans_groups(rule: &HotspotRule, counts: &CellCounts) -> Vec<Vec<u32>> {
    let dense = dense_cells(counts, rule.quantile);
    let all = places_m(counts);
    let places: Vec<[f64; 2]> = dense.iter().map(|&i| all[i as usize]).collect();
    let weights: Vec<f64> = dense.iter().map(|&i| counts.cells[i as usize].1).collect();
    let labels = kmeans(&places, &weights, rule.clusters, rule.seed);
    let labels: Vec<Option<u32>> = labels.into_iter().map(Some).collect();
    groups_of(&labels)
        .into_iter()
        .map(|group| group.into_iter().map(|i| dense[i as usize]).collect())
        .collect()
}

/// The cells' centres in metres around the middle of the occupied rows.
fn places_m(counts: &CellCounts) -> Vec<[f64; 2]> {
    let centres: Vec<[f64; 2]> = counts
        .cells
        .iter()
        .map(|&(cell, _)| counts.grid.centre(cell))
        .collect();
    let Some(middle) = centres.get(centres.len() / 2) else {
        return Vec::new();
    };
    // Rounded, so that a few more incidents do not move the projection and with it every distance.
    let tenth = |degrees: f64| (degrees * 10.0).round() / 10.0;
    let projection = Projection::at([tenth(middle[0]), tenth(middle[1])]);
    centres
        .into_iter()
        .map(|centre| projection.project(centre))
        .collect()
}

/// The members of each label, in order.
fn groups_of(labels: &[Option<u32>]) -> Vec<Vec<u32>> {
    let n = labels.iter().flatten().max().map_or(0, |&l| l as usize + 1);
    let mut groups = vec![Vec::new(); n];
    for (label, i) in labels.iter().zip(0u32..) {
        if let Some(label) = label {
            groups[*label as usize].push(i);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn region(counts: &CellCounts, group: &[u32]) -> Region {
    let members = group.iter().map(|&i| counts.cells[i as usize]);
    let mut cells: Vec<Cell> = members.clone().map(|(cell, _)| cell).collect();
    cells.sort_unstable();
    let densest = members
        .clone()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    Region {
        cells,
        anchor: densest.map_or(Cell { row: 0, col: 0 }, |(cell, _)| cell),
        weight: members.map(|(_, n)| n).sum(),
    }
}
