//! Weighted points and the search for those near to one.

/// Points in metres with weights, sorted by bin so that neighbours are found fast.
///
/// The plane is divided into square bins as wide as the search radius; the points are kept sorted
/// by bin, so a search reads three short runs of memory. Memory is that of the points, whatever the
/// extent.
#[derive(Debug, Clone)]
pub struct Points {
    bin_m: f64,
    keys: Vec<u64>,
    sorted: Vec<BinnedPoint>,
    position: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct BinnedPoint {
    x: f64,
    y: f64,
    weight: f64,
    index: u32,
}

impl Points {
    /// Arranges points for searches up to about `radius_m` metres. Weights are incidents.
    pub fn new(places: &[[f64; 2]], weights: &[f64], radius_m: f64) -> Self {
        let mut order: Vec<(u64, u32)> = (places.iter().zip(0u32..))
            .map(|(&[x, y], i)| (bin_key(bin(x, radius_m), bin(y, radius_m)), i))
            .collect();
        order.sort_unstable();
        let entry = |&(_, index): &(u64, u32)| {
            let [x, y] = places[index as usize];
            let weight = weights[index as usize];
            BinnedPoint {
                x,
                y,
                weight,
                index,
            }
        };
        let mut position = vec![0; places.len()];
        for (at, &(_, index)) in (0u32..).zip(&order) {
            position[index as usize] = at;
        }
        Self {
            bin_m: radius_m,
            keys: order.iter().map(|&(key, _)| key).collect(),
            sorted: order.iter().map(entry).collect(),
            position,
        }
    }

    /// The number of points.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// `true` if there is no point.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Calls `visit(other, squared_distance, weight)` for each point within `radius_m` of point
    /// `index`, itself included.
    #[inline]
    pub fn within(&self, index: usize, radius_m: f64, mut visit: impl FnMut(usize, f64, f64)) {
        let BinnedPoint { x, y, .. } = self.sorted[self.position[index] as usize];
        let limit = radius_m * radius_m;
        let columns = (bin(x - radius_m, self.bin_m), bin(x + radius_m, self.bin_m));
        for row in bin(y - radius_m, self.bin_m)..=bin(y + radius_m, self.bin_m) {
            let (low, high) = (bin_key(columns.0, row), bin_key(columns.1, row));
            let from = self.keys.partition_point(|&k| k < low);
            for (entry, &key) in self.sorted[from..].iter().zip(&self.keys[from..]) {
                if key > high {
                    break;
                }
                let squared = (entry.x - x).powi(2) + (entry.y - y).powi(2);
                if squared <= limit {
                    visit(entry.index as usize, squared, entry.weight);
                }
            }
        }
    }

    /// The total weight within `radius_m` of point `index`, itself included.
    pub fn weight_within(&self, index: usize, radius_m: f64) -> f64 {
        let mut sum = 0.0;
        self.within(index, radius_m, |_, _, weight| sum += weight);
        sum
    }
}

/// The bin of a coordinate. Bins are offset so that their order is that of unsigned numbers.
fn bin(coordinate: f64, bin_m: f64) -> u32 {
    ((coordinate / bin_m).floor() + f64::from(1u32 << 31)) as u32
}

fn bin_key(column: u32, row: u32) -> u64 {
    u64::from(row) << 32 | u64::from(column)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_search_finds_what_comparing_all_pairs_finds(
            places in prop::collection::vec([-300.0..300.0f64, -300.0..300.0f64], 1..60),
            radius in 1.0..200.0f64,
            bin_m in 10.0..200.0f64,
        ) {
            let weights: Vec<f64> = (0..places.len()).map(|i| i as f64).collect();
            let points = Points::new(&places, &weights, bin_m);
            for (i, a) in places.iter().enumerate() {
                let mut found = Vec::new();
                points.within(i, radius, |j, _, w| { assert_eq!(w, j as f64); found.push(j) });
                found.sort_unstable();
                let expected: Vec<usize> = places.iter().enumerate()
                    .filter(|(_, b)| {
                        (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) <= radius * radius
                    })
                    .map(|(j, _)| j).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
