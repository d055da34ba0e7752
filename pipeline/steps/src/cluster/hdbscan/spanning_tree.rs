//! The minimum spanning tree of mutual reachability, by Borůvka's method on a k-d tree.
//!
//! # References
//! March, Ram, Gray (2010), Fast Euclidean minimum spanning tree: algorithm, analysis, and
//! applications, KDD-10.

use rayon::prelude::*;

use super::kd_tree::KdTree;

/// An edge of the tree between two points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) distance: f64,
}

/// The edges of a minimum spanning tree for the distance max(core(a), core(b), |a − b|), by growing
/// length.
pub(super) fn spanning_tree(places: &[[f64; 2]], cores: &[f64]) -> Vec<Edge> {
    let n = places.len();
    let tree = KdTree::new(places);
    let search = Search {
        cores: tree.order.iter().map(|&i| cores[i as usize]).collect(),
        least_core: Vec::new(),
        tree,
    }
    .with_least_cores();
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    let mut forest = Forest::new(n);
    // Components only grow, so that the nearest foreign point stays the nearest one for as long as
    // it is foreign.
    let mut nearest: Vec<Option<(f64, u32)>> = vec![None; n];
    while edges.len() + 1 < n {
        let component: Vec<u32> = (0..n as u32).map(|i| forest.root(i)).collect();
        let uniform = search.uniform_components(&component);
        nearest
            .par_iter_mut()
            .enumerate()
            .with_min_len(256)
            .for_each(|(at, known)| {
                if known.is_none_or(|(_, other)| component[other as usize] == component[at]) {
                    *known = search.nearest_foreign(at, &component, &uniform);
                }
            });
        let mut best: Vec<Option<(f64, u32, u32)>> = vec![None; n];
        for (at, found) in nearest.iter().enumerate() {
            let Some((distance, other)) = *found else {
                continue;
            };
            let slot = &mut best[component[at] as usize];
            if slot.is_none_or(|(d, ..)| distance < d) {
                *slot = Some((distance, at as u32, other));
            }
        }
        let before = edges.len();
        for (distance, a, b) in best.into_iter().flatten() {
            if forest.join(a, b) {
                edges.push(Edge { a, b, distance });
            }
        }
        if edges.len() == before {
            break;
        }
    }
    for edge in &mut edges {
        (edge.a, edge.b) = (
            search.tree.order[edge.a as usize],
            search.tree.order[edge.b as usize],
        );
    }
    edges.sort_by(|x, y| x.distance.total_cmp(&y.distance));
    edges
}

struct Search {
    tree: KdTree,
    cores: Vec<f64>,
    least_core: Vec<f64>,
}

/// The component number of a node with points of several components.
const MIXED: u32 = u32::MAX;

impl Search {
    fn with_least_cores(mut self) -> Self {
        let least = |run: &[f64]| run.iter().copied().fold(f64::INFINITY, f64::min);
        self.least_core = (self.tree.nodes.iter())
            .map(|node| least(&self.cores[node.from as usize..node.to as usize]))
            .collect();
        self
    }

    /// For each node the component of all points below it, or [`MIXED`].
    fn uniform_components(&self, component: &[u32]) -> Vec<u32> {
        let nodes = &self.tree.nodes;
        let mut uniform = vec![MIXED; nodes.len()];
        // Children follow their parents.
        for at in (0..nodes.len()).rev() {
            let node = &nodes[at];
            uniform[at] = if node.is_leaf() {
                let run = &component[node.from as usize..node.to as usize];
                if run.iter().all(|c| *c == run[0]) {
                    run[0]
                } else {
                    MIXED
                }
            } else if uniform[at + 1] == uniform[node.right as usize] {
                uniform[at + 1]
            } else {
                MIXED
            };
        }
        uniform
    }

    /// The nearest point of another component and its distance.
    fn nearest_foreign(&self, at: usize, component: &[u32], uniform: &[u32]) -> Option<(f64, u32)> {
        let (place, core, own) = (self.tree.places[at], self.cores[at], component[at]);
        let mut best = (f64::INFINITY, None);
        let mut stack = [(0u32, 0.0f64); 64];
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let (id, bound) = stack[depth];
            if bound >= best.0 {
                continue;
            }
            let node = &self.tree.nodes[id as usize];
            if node.is_leaf() {
                for other in (node.from..node.to).filter(|&other| component[other as usize] != own)
                {
                    let to = self.tree.places[other as usize];
                    let straight = ((to[0] - place[0]).powi(2) + (to[1] - place[1]).powi(2)).sqrt();
                    let distance = straight.max(core).max(self.cores[other as usize]);
                    if distance < best.0 {
                        best = (distance, Some(other));
                    }
                }
                // No distance is less than the core distance of the point itself.
                if best.0 <= core {
                    break;
                }
                continue;
            }
            let bound_of = |child: u32| {
                let node = &self.tree.nodes[child as usize];
                if uniform[child as usize] == own {
                    f64::INFINITY
                } else {
                    node.squared_distance(place)
                        .sqrt()
                        .max(core)
                        .max(self.least_core[child as usize])
                }
            };
            let (left, right) = (
                (id + 1, bound_of(id + 1)),
                (node.right, bound_of(node.right)),
            );
            let straight = |child: u32| self.tree.nodes[child as usize].squared_distance(place);
            let left_first = (left.1, straight(left.0)) <= (right.1, straight(right.0));
            let (near, far) = if left_first {
                (left, right)
            } else {
                (right, left)
            };
            for child in [far, near] {
                if child.1 < best.0 {
                    stack[depth] = child;
                    depth += 1;
                }
            }
        }
        best.1.map(|other| (best.0, other))
    }
}

/// Disjoint sets with path halving and union by size (Tarjan, van Leeuwen 1984).
pub(super) struct Forest {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Forest {
    pub(super) fn new(n: usize) -> Self {
        Self {
            parent: (0u32..).take(n).collect(),
            size: vec![1; n],
        }
    }

    pub(super) fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            self.parent[at as usize] = self.parent[self.parent[at as usize] as usize];
            at = self.parent[at as usize];
        }
        at
    }

    /// Joins two sets; returns `false` if they already were one.
    pub(super) fn join(&mut self, a: u32, b: u32) -> bool {
        let (mut a, mut b) = (self.root(a), self.root(b));
        if a == b {
            return false;
        }
        if self.size[a as usize] < self.size[b as usize] {
            (a, b) = (b, a);
        }
        self.parent[b as usize] = a;
        self.size[a as usize] += self.size[b as usize];
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_tree_is_as_short_as_the_one_kruskal_finds(
            places in prop::collection::vec([0u16..60, 0u16..60], 1..70),
            cores in prop::collection::vec(0.0..20.0f64, 70),
        ) {
            let place = |p: &[u16; 2]| [f64::from(p[0]), f64::from(p[1])];
            let places: Vec<[f64; 2]> = places.iter().map(place).collect();
            let cores = &cores[..places.len()];
            let n = places.len() as u32;
            let mut pairs: Vec<Edge> = (0..n).flat_map(|a| (0..a).map(move |b| (a, b))).map(|(a, b)| {
                let (p, q) = (places[a as usize], places[b as usize]);
                let straight = ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2)).sqrt();
                Edge { a, b, distance: straight.max(cores[a as usize]).max(cores[b as usize]) }
            }).collect();
            pairs.sort_by(|x, y| x.distance.total_cmp(&y.distance));
            let mut forest = Forest::new(places.len());
            let expected: Vec<f64> = pairs.iter()
                .filter(|e| forest.join(e.a, e.b))
                .map(|e| e.distance)
                .collect();
            let found: Vec<f64> = spanning_tree(&places, cores).iter().map(|e| e.distance).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
