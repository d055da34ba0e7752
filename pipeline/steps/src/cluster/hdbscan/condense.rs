//! From the spanning tree to the tree of branches that are heavy enough to be clusters.

use super::spanning_tree::{Edge, Forest};

/// A group of points over the range of densities in which it exists.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) parent: Option<u32>,
    pub(super) children: Vec<u32>,
    /// λ = 1 / distance at which the group appears.
    pub(super) birth: f64,
    /// Σ weight · (λ at which a point leaves − λ at birth): the excess of mass.
    pub(super) stability: f64,
    /// Points that leave this branch itself, not one of its children.
    pub(super) points: Vec<u32>,
}

/// A merge of two subtrees at a distance, as in a dendrogram.
#[derive(Debug, Clone, Copy)]
struct Merge {
    left: u32,
    right: u32,
    distance: f64,
    weight: f64,
}

/// λ of a distance.
///
/// Distance 0, many incidents in one place, counts as one metre, so that stabilities stay finite.
fn lambda(distance: f64) -> f64 {
    1.0 / distance.max(1.0)
}

/// Branches of at least `min_weight`; the first is the root, children follow their parents.
pub(super) fn condense(weights: &[f64], edges: &[Edge], min_weight: f64) -> Vec<Branch> {
    let n = weights.len();
    let merges = dendrogram(weights, edges);
    let weight_of = |node: u32| match (node as usize).checked_sub(n) {
        None => weights[node as usize],
        Some(at) => merges[at].weight,
    };
    let mut branches = vec![Branch::new(None, 0.0)];
    // Nodes of the dendrogram, each with the branch that it belongs to.
    let mut open: Vec<(u32, u32)> = Vec::new();
    if n > 0 {
        open.push(((n + merges.len() - 1).max(n - 1) as u32, 0));
    }
    while let Some((node, at)) = open.pop() {
        let branch = &mut branches[at as usize];
        let Some(merge) = (node as usize).checked_sub(n).map(|merge| merges[merge]) else {
            // A single place heavy enough to be a branch by itself lasts to the highest density.
            leave(branch, node, weights[node as usize], lambda(0.0));
            continue;
        };
        let density = lambda(merge.distance);
        let children = [merge.left, merge.right];
        let heavy = children.map(|child| weight_of(child) >= min_weight);
        if heavy == [true, true] {
            let mass = weight_of(merge.left) + weight_of(merge.right);
            branch.stability += mass * (density - branch.birth);
            for child in children {
                let id = branches.len() as u32;
                branches.push(Branch::new(Some(at), density));
                branches[at as usize].children.push(id);
                open.push((child, id));
            }
            continue;
        }
        for (child, heavy) in children.into_iter().zip(heavy) {
            if heavy {
                open.push((child, at));
            } else {
                leave_all(branch, child, &merges, weights, density);
            }
        }
    }
    branches
}

impl Branch {
    fn new(parent: Option<u32>, birth: f64) -> Self {
        Self {
            parent,
            children: Vec::new(),
            birth,
            stability: 0.0,
            points: Vec::new(),
        }
    }
}

/// Takes a point out of a branch at a density.
fn leave(branch: &mut Branch, point: u32, weight: f64, density: f64) {
    branch.stability += weight * (density - branch.birth);
    branch.points.push(point);
}

/// Takes all points below a node out of a branch at a density.
fn leave_all(branch: &mut Branch, node: u32, merges: &[Merge], weights: &[f64], density: f64) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match (node as usize).checked_sub(weights.len()) {
            None => leave(branch, node, weights[node as usize], density),
            Some(at) => open.extend([merges[at].left, merges[at].right]),
        }
    }
}

/// The merges of subtrees, by growing distance; node `n + i` of the dendrogram is merge `i`.
fn dendrogram(weights: &[f64], edges: &[Edge]) -> Vec<Merge> {
    let n = weights.len();
    let mut forest = Forest::new(n);
    let mut node: Vec<u32> = (0u32..).take(n).collect();
    let mut merges: Vec<Merge> = Vec::with_capacity(edges.len());
    for &Edge { a, b, distance } in edges {
        let (left, right) = (node[forest.root(a) as usize], node[forest.root(b) as usize]);
        let weight_of = |node: u32| match (node as usize).checked_sub(n) {
            None => weights[node as usize],
            Some(at) => merges[at].weight,
        };
        let weight = weight_of(left) + weight_of(right);
        forest.join(a, b);
        node[forest.root(a) as usize] = (n + merges.len()) as u32;
        merges.push(Merge {
            left,
            right,
            distance,
            weight,
        });
    }
    merges
}
