//! Draws from a fixed discrete distribution in constant time.

use super::random::Random;

/// Walker's alias table in Vose's construction.
///
/// # References
/// M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE
/// TSE 17(9), 1991.
pub(crate) struct Alias {
    threshold: Vec<f64>,
    other: Vec<u32>,
}

impl Alias {
    /// A table for weights that are finite, not negative and not all zero.
    pub(crate) fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let scale = n as f64 / weights.iter().sum::<f64>();
        let mut threshold: Vec<f64> = weights.iter().map(|w| w * scale).collect();
        let mut other: Vec<u32> = (0..n as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..n).partition(|&i| threshold[i] < 1.0);
        while let (Some(s), Some(l)) = (small.pop(), large.pop()) {
            other[s] = l as u32;
            threshold[l] -= 1.0 - threshold[s];
            if threshold[l] < 1.0 {
                small.push(l)
            } else {
                large.push(l)
            }
        }
        for i in small.into_iter().chain(large) {
            threshold[i] = 1.0;
        }
        Self { threshold, other }
    }

    /// An index, with the probability of its weight.
    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let i = random.below(self.threshold.len());
        if random.unit() < self.threshold[i] {
            i
        } else {
            self.other[i] as usize
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_follow_the_weights() {
        let table = Alias::new(&[1.0, 0.0, 3.0, 6.0]);
        let mut random = Random::stream(1, 2, 3);
        let mut seen = [0usize; 4];
        for _ in 0..100_000 {
            seen[table.draw(&mut random)] += 1;
        }
        assert_eq!(seen[1], 0);
        for (i, share) in [(0, 0.1), (2, 0.3), (3, 0.6)] {
            assert!((seen[i] as f64 / 1e5 - share).abs() < 0.01, "{seen:?}");
        }
    }
}
