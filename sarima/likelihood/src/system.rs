//! The normal equations of the pre-sample values, dense or sparse.

#[cfg(feature = "structured")]
use crate::arrow::Arrow;
use crate::blocked::Blocked;
use crate::generator_slopes::GeneratorSlopes;
use crate::linalg;
use crate::polynomial::{Arma, Shape};
use crate::presample::Generators;

/// A factor `U` of `M`, or of `T M T'` with a `T` of determinant one.
#[derive(Clone, Debug)]
pub(crate) struct System {
    r: usize,
    /// The dense factor; empty until it is needed if there is a sparse one.
    dense: Blocked,
    #[cfg(feature = "structured")]
    arrow: Option<Arrow>,
    /// The sparse factor is the current one.
    #[cfg(feature = "structured")]
    sparse: bool,
}

impl System {
    /// The cheaper form for these orders.
    pub(crate) fn new(shape: Shape) -> Self {
        #[cfg(feature = "structured")]
        if let Some(arrow) = Arrow::new(shape) {
            return Self {
                r: shape.presample(),
                dense: Blocked::new(0),
                arrow: Some(arrow),
                sparse: true,
            };
        }
        Self::dense(shape)
    }

    /// The dense form.
    pub(crate) fn dense(shape: Shape) -> Self {
        Self {
            r: shape.presample(),
            dense: Blocked::new(shape.presample()),
            #[cfg(feature = "structured")]
            arrow: None,
            #[cfg(feature = "structured")]
            sparse: false,
        }
    }

    /// Length of padded vectors.
    pub(crate) fn stride(&self) -> usize {
        self.r.max(1).next_multiple_of(4)
    }

    /// Builds the matrix from its generators and factors it. Returns the log-determinant, or `None`
    /// when a pivot is not positive and finite.
    pub(crate) fn factorise(&mut self, generators: &mut Generators, arma: &Arma) -> Option<f64> {
        #[cfg(feature = "structured")]
        if let Some(arrow) = &mut self.arrow {
            arrow.assemble(generators, arma.ma());
            if let Some(logdet) = arrow.factorise() {
                self.sparse = true;
                return Some(logdet);
            }
            self.sparse = false;
            self.dense.resize(self.r);
        }
        #[cfg(not(feature = "structured"))]
        let _ = arma;
        generators.assemble(&mut self.dense);
        self.dense.factorise()
    }

    /// The sparse factor if it is the current one.
    #[cfg(feature = "structured")]
    pub(crate) fn arrow(&self) -> Option<&Arrow> {
        self.arrow.as_ref().filter(|_| self.sparse)
    }

    /// Solves `U' z = T b` in place, `b` padded with zeros: `z'z = b' M^-1 b`.
    pub(crate) fn solve_transposed(&self, b: &mut [f64]) {
        #[cfg(feature = "structured")]
        if let Some(arrow) = self.arrow() {
            return arrow.solve_transposed(b);
        }
        self.dense.solve_transposed(b);
    }

    /// `T' U^-1 z` in place: the solution of `M x = b` after [`Self::solve_transposed`].
    pub(crate) fn solve(&self, z: &mut [f64]) {
        #[cfg(feature = "structured")]
        if let Some(arrow) = self.arrow() {
            return arrow.solve(z);
        }
        self.dense.solve(z);
    }
}

/// Derivatives of `log det M`, and memory for them.
#[derive(Clone, Debug)]
pub(crate) struct Adjoint {
    pub(crate) slopes: GeneratorSlopes,
    #[cfg(feature = "structured")]
    work: Vec<f64>,
    inverse: Blocked,
    tmp: Blocked,
}

impl Adjoint {
    pub(crate) fn new(system: &System, arma: &Arma) -> Self {
        Self {
            slopes: GeneratorSlopes::new(system.stride(), arma),
            #[cfg(feature = "structured")]
            work: Vec::new(),
            inverse: system.dense.like(),
            tmp: system.dense.like(),
        }
    }

    /// Computes the derivatives from a factor.
    pub(crate) fn fill(&mut self, system: &System, generators: &Generators) {
        #[cfg(feature = "structured")]
        if let Some(arrow) = system.arrow() {
            let mut work = std::mem::take(&mut self.work);
            arrow.adjoint(generators, &mut work, &mut self.slopes);
            self.work = work;
            return;
        }
        #[cfg(feature = "structured")]
        {
            self.slopes.ma.fill(0.0);
            self.tmp.resize(system.r);
            self.inverse.resize(system.r);
        }
        self.dense(&system.dense, generators);
    }

    /// [`System::solve`] for the system whose derivatives were computed last, which reuses the
    /// inverse of a dense factor.
    pub(crate) fn solve(&self, system: &System, z: &mut [f64]) {
        #[cfg(feature = "structured")]
        if let Some(arrow) = system.arrow() {
            return arrow.solve(z);
        }
        if cfg!(feature = "structured") {
            self.tmp.multiply_transposed(z);
        } else {
            system.solve(z);
        }
    }

    /// With `N[i,j] = Σ_k M^-1[i+k,j+k]`: `d log det M = tr(N dD)` for the displacement `D`.
    fn dense(&mut self, m: &Blocked, generators: &Generators) {
        m.invert(&mut self.tmp, &mut self.inverse);
        self.inverse.sum_diagonals();
        let n = &self.inverse;
        let GeneratorSlopes { theta, g, h, e, .. } = &mut self.slopes;
        let g0 = generators.g[0];
        // The polynomials are sparse.
        n.sparse_product(&generators.theta, g);
        n.product(&generators.g, theta);
        for (t, g) in theta.iter_mut().zip(&*g) {
            *t = 2.0 * (*t - g0 * g);
        }
        let own = linalg::dot(&generators.theta, g);
        g.iter_mut().for_each(|g| *g *= 2.0);
        g[0] -= own;
        n.sparse_product(&generators.h, h);
        h.iter_mut().for_each(|h| *h *= -2.0);
        e.fill(0.0);
        if generators.e.iter().any(|v| v.abs() > 1e-30) {
            n.product(&generators.e, e);
            e.iter_mut().for_each(|e| *e *= 2.0);
        }
    }
}
