//! A small seeded random number generator.
//!
//! The crate `rand` does not promise the same numbers in its next version; a stored seed must give
//! the same paths everywhere.

use super::normal_quantile;

/// xoshiro256++, seeded by splitmix64: the same seed gives the same numbers on every platform.
///
/// # References
/// Blackman and Vigna (2021), *Scrambled linear pseudorandom number generators*, ACM Transactions
/// on Mathematical Software 47(4).
#[derive(Debug, Clone)]
pub(crate) struct Rng([u64; 4]);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        let mut counter = seed;
        Self([(); 4].map(|()| {
            counter = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let a = (counter ^ (counter >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            b ^ (b >> 31)
        }))
    }

    fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.0 = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// Uniform on the open interval (0, 1): the midpoints of 2^52 cells.
    pub(crate) fn uniform(&mut self) -> f64 {
        let cell = self.next_u64() >> 12;
        (cell as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// Standard normal, by inversion: one draw, one number.
    pub(crate) fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_equals_the_reference_implementation() {
        // The authors' C code, state {1, 2, 3, 4}.
        let mut rng = Rng([1, 2, 3, 4]);
        let first: Vec<u64> = (0..3).map(|_| rng.next_u64()).collect();
        assert_eq!(first, [41_943_041, 58_720_359, 3_588_806_011_781_223]);
    }

    #[test]
    fn normals_have_the_moments_of_a_normal() {
        let mut rng = Rng::new(1);
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
        let moment = |k: i32| draws.iter().map(|x| x.powi(k)).sum::<f64>() / f64::from(n);
        // Within five standard errors each.
        assert!(moment(1).abs() < 0.011);
        assert!((moment(2) - 1.0).abs() < 0.016);
        assert!((moment(4) - 3.0).abs() < 0.11);
    }
}
