//! Derivatives of the pre-sample determinant with respect to the vectors that generate it.

use crate::polynomial::Arma;

/// Derivatives of `log det M` with respect to its generators.
#[derive(Clone, Debug)]
pub(crate) struct GeneratorSlopes {
    pub(crate) theta: Vec<f64>,
    pub(crate) g: Vec<f64>,
    pub(crate) h: Vec<f64>,
    pub(crate) e: Vec<f64>,
    /// With respect to the non-seasonal moving average of `T`.
    #[cfg(feature = "structured")]
    pub(crate) ma: Vec<f64>,
}

impl GeneratorSlopes {
    /// Zeros for generators of `stride` values.
    pub(crate) fn new(stride: usize, arma: &Arma) -> Self {
        let vector = || vec![0.0; stride];
        #[cfg(not(feature = "structured"))]
        let _ = arma;
        Self {
            theta: vector(),
            g: vector(),
            h: vector(),
            e: vector(),
            #[cfg(feature = "structured")]
            ma: vec![0.0; arma.ma().len()],
        }
    }
}
