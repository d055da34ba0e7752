//! Missing values that have no dummies.

use crate::polynomial::Shape;

/// The missing rows, and the differencing of the series.
#[derive(Clone, Debug)]
pub struct Gaps {
    /// `true` for each row of the columns whose value is missing.
    pub missing: Vec<bool>,
    /// The differencing polynomial, index = lag.
    pub difference: Vec<f64>,
}

impl Gaps {
    /// Number of missing rows.
    pub fn count(&self) -> usize {
        self.missing.iter().filter(|m| **m).count()
    }

    /// Components of the state.
    pub fn components(&self, shape: Shape) -> usize {
        let degree = self.difference.len() - 1;
        (shape.ar_degree() + degree).max(shape.ma_degree() + 1)
    }
}
