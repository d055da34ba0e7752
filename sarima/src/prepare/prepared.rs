//! A prepared series, and the way back to original units.

use sarima_likelihood::evaluate::Columns;
use sarima_likelihood::linalg;

/// A series made ready for the likelihood.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) columns: Columns,
    /// The data's unit: differenced data are divided by it.
    pub(crate) scale: f64,
    /// Least-squares coefficients already subtracted, in scaled orthogonal coordinates.
    pub(super) offset: Vec<f64>,
    /// Upper-triangular map from orthogonal to original regressors, column by column.
    pub(super) basis: Vec<Vec<f64>>,
    /// A constant of the likelihood when values are missing among the first `d + D s`.
    pub(super) diffuse_constant: f64,
    /// Observations used: non-missing less the identified starting values.
    pub(crate) n_used: usize,
}

impl Prepared {
    /// Log-likelihood from the concentrated value.
    pub(crate) fn llf(&self, value: f64) -> f64 {
        let n = self.n_used as f64;
        let base = n * ((2.0 * std::f64::consts::PI / n).ln() + 1.0) + value;
        -0.5 * base - n * self.scale.ln() + self.diffuse_constant
    }

    /// Innovation variance from the scaled sum of squares.
    pub(crate) fn sigma2(&self, s: f64) -> f64 {
        s / self.n_used as f64 * self.scale * self.scale
    }

    /// Regression coefficients in original units from the scaled orthogonal ones.
    pub(crate) fn regression(&self, gamma: &[f64]) -> Vec<f64> {
        let total: Vec<f64> = gamma.iter().zip(&self.offset).map(|(g, o)| g + o).collect();
        self.to_original(&total)
    }

    /// Linear map from scaled orthogonal to original coefficients.
    pub(crate) fn to_original(&self, gamma: &[f64]) -> Vec<f64> {
        let mut beta = vec![0.0; gamma.len()];
        for (g, column) in gamma.iter().zip(&self.basis) {
            linalg::axpy(g * self.scale, column, &mut beta);
        }
        beta
    }
}
