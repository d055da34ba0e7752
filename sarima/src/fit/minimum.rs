//! The result of one minimisation, and the better of two.

use super::objective::Slopes;

/// The end of a minimisation.
#[derive(Clone, Debug)]
pub(crate) struct Minimum {
    pub(crate) x: Vec<f64>,
    pub(crate) value: f64,
    pub(crate) iterations: usize,
    pub(crate) converged: bool,
    /// Gradient and regression there, if they were computed last.
    pub(crate) slopes: Option<Slopes>,
}

impl Minimum {
    /// Becomes the better of the two. The iterations of both count.
    pub(crate) fn keep_better(&mut self, other: Self) {
        let iterations = self.iterations + other.iterations;
        if other.value < self.value {
            *self = other;
        }
        self.iterations = iterations;
    }

    /// The point half-way to another.
    pub(crate) fn half_way(&self, x: &[f64]) -> Vec<f64> {
        let pairs = self.x.iter().zip(x);
        pairs.map(|(a, b)| 0.5 * (a + b)).collect()
    }
}
