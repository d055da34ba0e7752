//! Seeded numbers for tests.

use crate::pacf;
use crate::polynomial::Shape;

/// Uniform numbers between -1 and 1.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// Coefficients from reflection coefficients; the argument of `kappa` is `true` for a moving
/// average.
pub(crate) fn coefficients(shape: Shape, mut kappa: impl FnMut(bool) -> f64) -> Vec<f64> {
    let Shape { p, q, sp, sq, .. } = shape;
    let mut coef = Vec::new();
    for (n, ma) in [(p, false), (q, true), (sp, false), (sq, true)] {
        let mut block: Vec<f64> = (0..n).map(|_| kappa(ma)).collect();
        pacf::to_coefficients(&mut block);
        coef.extend(block);
    }
    coef
}
