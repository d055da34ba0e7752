//! Core distances: the radius around a point that holds a given weight.

use rayon::prelude::*;

use super::kd_tree::KdTree;

/// The core distance of each point: the smallest radius within which the points, itself included,
/// weigh at least `min_weight`; infinite when all points together weigh less.
///
/// A point that weighs as much by itself has core distance 0, as if it were that many points.
pub(super) fn core_distances(places: &[[f64; 2]], weights: &[f64], min_weight: f64) -> Vec<f64> {
    let tree = KdTree::new(places);
    let weights: Vec<f64> = tree.order.iter().map(|&i| weights[i as usize]).collect();
    let mut sums = vec![0.0; tree.nodes.len()];
    for (sum, node) in sums.iter_mut().zip(&tree.nodes) {
        *sum = weights[node.from as usize..node.to as usize].iter().sum();
    }
    let by_leaf: Vec<f64> = (0..places.len())
        .into_par_iter()
        .with_min_len(256)
        .map_init(Vec::new, |found, at| {
            core_distance(&tree, &weights, &sums, at, min_weight, found)
        })
        .collect();
    let mut cores = vec![0.0; places.len()];
    for (&index, core) in tree.order.iter().zip(by_leaf) {
        cores[index as usize] = core;
    }
    cores
}

/// Doubles a radius until it holds enough weight, then takes the smallest one that does.
fn core_distance(
    tree: &KdTree,
    weights: &[f64],
    sums: &[f64],
    at: usize,
    min_weight: f64,
    found: &mut Vec<(f64, f64)>,
) -> f64 {
    if weights[at] >= min_weight {
        return 0.0;
    }
    if sums.first().is_none_or(|&all| all < min_weight) {
        return f64::INFINITY;
    }
    let place = tree.places[at];
    let mut radius = 50.0;
    loop {
        found.clear();
        let weight = gather(tree, weights, place, radius, found);
        if weight >= min_weight {
            break;
        }
        // Weight grows with the area of the circle; aim a little beyond.
        let growth = (min_weight / weight.max(1e-300)).sqrt() * 1.1;
        radius *= growth.clamp(1.3, 4.0);
    }
    found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut sum = 0.0;
    for &(squared, weight) in found.iter() {
        sum += weight;
        if sum >= min_weight {
            return squared.sqrt();
        }
    }
    // The sum in another order can fall short by a rounding error; then it is the farthest point.
    found
        .last()
        .map_or(f64::INFINITY, |(squared, _)| squared.sqrt())
}

fn gather(
    tree: &KdTree,
    weights: &[f64],
    place: [f64; 2],
    radius: f64,
    found: &mut Vec<(f64, f64)>,
) -> f64 {
    let limit = radius * radius;
    let mut stack = [0u32; 64];
    let mut depth = 1;
    let mut sum = 0.0;
    while depth > 0 {
        depth -= 1;
        let at = stack[depth];
        let node = &tree.nodes[at as usize];
        if node.squared_distance(place) > limit {
            continue;
        }
        if !node.is_leaf() {
            stack[depth] = at + 1;
            stack[depth + 1] = node.right;
            depth += 2;
            continue;
        }
        let run = node.from as usize..node.to as usize;
        for ([x, y], &weight) in tree.places[run.clone()].iter().zip(&weights[run]) {
            let squared = (x - place[0]).powi(2) + (y - place[1]).powi(2);
            if squared <= limit {
                sum += weight;
                found.push((squared, weight));
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn core_distances_are_those_of_sorting_all_distances(
            places in prop::collection::vec([-500.0..500.0f64, -500.0..500.0f64], 1..80),
            weights in prop::collection::vec(1u8..9, 80),
            min in 1u8..60,
        ) {
            let weights: Vec<f64> = weights[..places.len()].iter().map(|&w| f64::from(w)).collect();
            let cores = core_distances(&places, &weights, f64::from(min));
            for (a, core) in places.iter().zip(cores) {
                let mut near: Vec<(f64, f64)> = places.iter().zip(&weights)
                    .map(|(b, &w)| (((b[0] - a[0]).powi(2) + (b[1] - a[1]).powi(2)).sqrt(), w))
                    .collect();
                near.sort_by(|x, y| x.0.total_cmp(&y.0));
                let mut sum = 0.0;
                let reached = near.iter().find(|(_, w)| { sum += w; sum >= f64::from(min) });
                let expected = reached.map_or(f64::INFINITY, |n| n.0);
                prop_assert_eq!(core, expected);
            }
        }
    }
}
