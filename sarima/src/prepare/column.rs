//! A column of a likelihood problem: the data, a regressor or a dummy.

use sarima_likelihood::linalg;

/// Values, and the series that inner products are taken of.
pub(super) struct Column {
    pub(super) values: Vec<f64>,
    /// Innovations under white differences if values are missing; else the values themselves are
    /// used.
    #[cfg(feature = "wide-search")]
    pub(super) white: Option<Vec<f64>>,
}

impl Column {
    /// A column without missing values.
    pub(super) fn new(values: Vec<f64>) -> Self {
        Self {
            values,
            #[cfg(feature = "wide-search")]
            white: None,
        }
    }

    fn measured(&self) -> &[f64] {
        #[cfg(feature = "wide-search")]
        if let Some(white) = &self.white {
            return white;
        }
        &self.values
    }

    /// Inner product.
    pub(super) fn dot(&self, other: &Self) -> f64 {
        linalg::dot(self.measured(), other.measured())
    }

    /// Length.
    pub(super) fn norm(&self) -> f64 {
        linalg::norm(self.measured())
    }

    /// Adds a multiple of another column of the same kind.
    pub(super) fn add(&mut self, step: f64, other: &Self) {
        linalg::axpy(step, &other.values, &mut self.values);
        #[cfg(feature = "wide-search")]
        if let (Some(white), Some(other)) = (&mut self.white, &other.white) {
            linalg::axpy(step, other, white);
        }
    }

    /// Divides all values.
    pub(super) fn divide(&mut self, unit: f64) {
        self.values.iter_mut().for_each(|v| *v /= unit);
        #[cfg(feature = "wide-search")]
        if let Some(white) = &mut self.white {
            white.iter_mut().for_each(|v| *v /= unit);
        }
    }
}
