//! Random numbers that are the same on every machine.

/// Uniform numbers of a linear congruential generator (Knuth's MMIX).
pub(crate) struct Uniform(pub(crate) u64);

impl Uniform {
    /// A number between 0 and 1.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// The smallest count whose distribution function reaches a uniform number.
    pub(crate) fn poisson(&mut self, mean: f64) -> f64 {
        let u = self.next();
        let (mut k, mut p) = (0.0, (-mean).exp());
        let mut below = p;
        while below < u {
            k += 1.0;
            p *= mean / k;
            below += p;
        }
        k
    }
}
