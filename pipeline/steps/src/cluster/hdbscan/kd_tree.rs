//! A k-d tree (Bentley 1975) over points of the plane, in flat arrays.

/// The most points in a leaf: to scan so few is faster than to descend further.
const LEAF: usize = 12;

/// A node: the run of points below it and the box that holds them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) from: u32,
    pub(super) to: u32,
    /// Index of the right child; the left one follows its parent. Zero for a leaf.
    pub(super) right: u32,
    low: [f64; 2],
    high: [f64; 2],
}

impl Node {
    pub(super) fn is_leaf(&self) -> bool {
        self.right == 0
    }

    /// The squared distance from a place to the nearest point of the box.
    #[inline]
    pub(super) fn squared_distance(&self, place: [f64; 2]) -> f64 {
        let outside = |axis: usize| {
            (self.low[axis] - place[axis])
                .max(place[axis] - self.high[axis])
                .max(0.0)
        };
        outside(0).powi(2) + outside(1).powi(2)
    }
}

/// The tree.
///
/// Points are kept in the order of the leaves; `order` gives their original indices.
#[derive(Debug, Clone)]
pub(super) struct KdTree {
    pub(super) nodes: Vec<Node>,
    pub(super) order: Vec<u32>,
    pub(super) places: Vec<[f64; 2]>,
}

impl KdTree {
    pub(super) fn new(places: &[[f64; 2]]) -> Self {
        let mut tree = Self {
            nodes: Vec::with_capacity(4 * places.len() / LEAF + 1),
            order: (0u32..).take(places.len()).collect(),
            places: Vec::new(),
        };
        if !places.is_empty() {
            tree.split(places, 0, places.len());
        }
        tree.places = tree.order.iter().map(|&i| places[i as usize]).collect();
        tree
    }

    fn split(&mut self, places: &[[f64; 2]], from: usize, to: usize) {
        let run = &mut self.order[from..to];
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for &i in run.iter() {
            for axis in 0..2 {
                low[axis] = low[axis].min(places[i as usize][axis]);
                high[axis] = high[axis].max(places[i as usize][axis]);
            }
        }
        let at = self.nodes.len();
        self.nodes.push(Node {
            from: from as u32,
            to: to as u32,
            right: 0,
            low,
            high,
        });
        if to - from <= LEAF {
            return;
        }
        let axis = usize::from(high[1] - low[1] > high[0] - low[0]);
        let middle = run.len() / 2;
        run.select_nth_unstable_by(middle, |&a, &b| {
            places[a as usize][axis]
                .total_cmp(&places[b as usize][axis])
                .then(a.cmp(&b))
        });
        self.split(places, from, from + middle);
        self.nodes[at].right = self.nodes.len() as u32;
        self.split(places, from + middle, to);
    }
}
