//! Weighted k-means, a baseline.

/// The most rounds of Lloyd's algorithm, which usually settles long before.
const MAX_ROUNDS: usize = 200;

/// Groups weighted places into at most `k` groups and returns a label for each place.
///
/// It is Lloyd's algorithm from k-means++ centres drawn with `seed`.
/// The same places in the same order, with the same seed, give the same labels.
/// There are fewer groups when there are fewer distinct places.
///
/// # References
/// Lloyd (1982), Least squares quantization in PCM, IEEE Transactions on Information Theory 28;
/// Arthur, Vassilvitskii (2007), k-means++: the advantages of careful seeding, SODA.
///
/// ```
/// use hotcast_steps::cluster::kmeans;
/// let places = [[0.0, 0.0], [1.0, 0.0], [100.0, 0.0], [101.0, 0.0]];
/// let labels = kmeans(&places, &[1.0; 4], 2, 7);
/// assert_eq!(labels[0], labels[1]);
/// assert_ne!(labels[0], labels[2]);
/// ```
pub fn kmeans(places: &[[f64; 2]], weights: &[f64], k: usize, seed: u64) -> Vec<u32> {
    let mut centres = seed_centres(places, weights, k, seed);
    let mut labels = vec![0; places.len()];
    if centres.is_empty() {
        return labels;
    }
    for round in 0..MAX_ROUNDS {
        let new: Vec<u32> = places.iter().map(|p| nearest(p, &centres)).collect();
        if round > 0 && new == labels {
            break;
        }
        labels = new;
        move_centres(places, weights, &labels, &mut centres);
    }
    labels
}

fn squared(a: &[f64; 2], b: &[f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

fn nearest(place: &[f64; 2], centres: &[[f64; 2]]) -> u32 {
    let mut best = (f64::INFINITY, 0);
    for (centre, i) in centres.iter().zip(0u32..) {
        let distance = squared(place, centre);
        if distance < best.0 {
            best = (distance, i);
        }
    }
    best.1
}

fn move_centres(places: &[[f64; 2]], weights: &[f64], labels: &[u32], centres: &mut [[f64; 2]]) {
    let mut sums = vec![[0.0; 3]; centres.len()];
    for ((place, weight), &label) in places.iter().zip(weights).zip(labels) {
        let sum = &mut sums[label as usize];
        sum[0] += weight * place[0];
        sum[1] += weight * place[1];
        sum[2] += weight;
    }
    for (centre, [x, y, weight]) in centres.iter_mut().zip(sums) {
        if weight > 0.0 {
            *centre = [x / weight, y / weight];
        }
    }
}

/// Draws centres one after another, each place with a probability proportional to its weight and
/// its squared distance from the centres so far.
fn seed_centres(places: &[[f64; 2]], weights: &[f64], k: usize, seed: u64) -> Vec<[f64; 2]> {
    let mut random = SplitMix(seed);
    let mut centres: Vec<[f64; 2]> = Vec::with_capacity(k);
    let mut chance: Vec<f64> = weights.to_vec();
    while centres.len() < k {
        let Some(at) = draw(&chance, random.unit()) else {
            break;
        };
        let centre = places[at];
        for ((c, place), weight) in chance.iter_mut().zip(places).zip(weights) {
            let reach = weight * squared(place, &centre);
            *c = if centres.is_empty() {
                reach
            } else {
                c.min(reach)
            };
        }
        centres.push(centre);
    }
    centres
}

/// The index at which the running sum of `chance` passes the share `u` of its total; `None` when
/// all chances are zero.
fn draw(chance: &[f64], u: f64) -> Option<usize> {
    let total: f64 = chance.iter().sum();
    let mut left = u * total;
    let mut last = None;
    for (i, &c) in chance.iter().enumerate().filter(|(_, c)| **c > 0.0) {
        last = Some(i);
        left -= c;
        if left < 0.0 {
            break;
        }
    }
    last
}

/// The SplitMix64 generator (Steele, Lea, Flood 2014), which gives the same numbers on every
/// platform.
struct SplitMix(u64);

impl SplitMix {
    /// A number in [0, 1).
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_never_more_groups_than_distinct_places() {
        let labels = kmeans(&[[1.0, 1.0]; 5], &[1.0; 5], 3, 1);
        assert_eq!(labels, [0; 5]);
        assert!(kmeans(&[], &[], 3, 1).is_empty());
    }

    #[test]
    fn weights_pull_the_centres() {
        let places = [[0.0, 0.0], [10.0, 0.0], [30.0, 0.0]];
        let labels = kmeans(&places, &[1.0, 1.0, 1000.0], 2, 3);
        assert_eq!(labels[0], labels[1]);
        assert_ne!(labels[1], labels[2]);
    }
}
