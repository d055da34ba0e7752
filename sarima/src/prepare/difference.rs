//! Differencing.

use crate::spec::Spec;

/// The differencing polynomial `(1 - B)^d (1 - B^s)^D`.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// Coefficients, index = lag; 1 at lag 0.
    pub(crate) polynomial: Vec<f64>,
    steps: Vec<usize>,
}

impl Difference {
    pub(crate) fn new(spec: &Spec) -> Self {
        let (d, so) = (spec.order.d, spec.seasonal_order);
        let mut steps = vec![so.s; so.d];
        steps.extend(std::iter::repeat_n(1, d));
        let mut polynomial = vec![0.0; spec.n_diff() + 1];
        polynomial[0] = 1.0;
        let mut degree = 0;
        for &step in &steps {
            degree += step;
            for k in (step..=degree).rev() {
                polynomial[k] -= polynomial[k - step];
            }
        }
        Self { polynomial, steps }
    }

    /// Replaces a series by the differenced one, shorter by the degree.
    pub(crate) fn apply(&self, x: &mut Vec<f64>) {
        for &step in &self.steps {
            let shorter = x.len().saturating_sub(step);
            for t in 0..shorter {
                x[t] = x[t + step] - x[t];
            }
            x.truncate(shorter);
        }
    }

    /// Lags and coefficients that are not zero.
    pub(super) fn terms(&self) -> impl Iterator<Item = (usize, f64)> {
        let all = self.polynomial.iter().copied().enumerate();
        all.filter(|(_, c)| *c != 0.0)
    }

    pub(super) fn degree(&self) -> usize {
        self.polynomial.len() - 1
    }

    pub(super) fn gain(&self) -> f64 {
        self.polynomial.iter().map(|c| c.abs()).sum()
    }
}
