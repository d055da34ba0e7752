//! Normal equations of the pre-sample values.
//!
//! The innovations are affine in the `r` unknown values `x_j = v_{-j}` before the sample,
//! `a = a0 + X x`. Column `j + 1` of `X` is column `j` a period earlier plus `θ_{j+1}` times
//! column 0, so that `K = X'X` follows from its first row and from `X`'s row after the last:
//!
//! ```text
//! K[i+1,j+1] = K[i,j] - x_i(1) x_j(1) + x_i(n+1) x_j(n+1)
//!            + θ_{i+1} K[0,j+1] + θ_{j+1} K[0,i+1] - θ_{i+1} θ_{j+1} K[0,0]
//! ```
//!
//! The inverse covariance of `x` is that of an autoregression, a difference of products of
//! triangular Toeplitz matrices (Gohberg and Semencul 1972; Siddiqui 1958), and has the same shift
//! structure. Their sum `M` therefore satisfies
//! `M[i,j] - M[i-1,j-1] = θ_i g_j + g_i θ_j - g_0 θ_i θ_j - h_i h_j + e_i e_j` with
//! `g = c + K[0,·]`, `h_i = c_{r-i}`, `e_{i+1} = x_i(n+1)`, `c` and `θ` the two lag polynomials.

use crate::polynomial::Arma;

/// The five vectors that generate `M`, of length `r` each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generators {
    pub(crate) theta: Vec<f64>,
    pub(crate) g: Vec<f64>,
    pub(crate) h: Vec<f64>,
    pub(crate) e: Vec<f64>,
}

impl Generators {
    pub(crate) fn new(r: usize) -> Self {
        Self {
            theta: vec![0.0; r],
            g: vec![0.0; r],
            h: vec![0.0; r],
            e: vec![0.0; r],
        }
    }

    /// Fills the vectors from the first row of `K` and the impulse response `λ_0, …, λ_n`.
    pub(crate) fn fill(
        &mut self,
        arma: &Arma,
        k0: &[f64],
        lambda: impl Fn(usize) -> f64,
        n: usize,
    ) {
        let r = k0.len();
        self.theta.copy_from_slice(&arma.ma_full[..r]);
        for (j, k) in k0.iter().enumerate() {
            self.g[j] = arma.ar_full[j] + k;
            self.h[j] = arma.ar_full[r - j];
        }
        self.e.fill(0.0);
        for i in 0..r.saturating_sub(1) {
            if n + 1 + i <= r {
                self.e[i + 1] = arma.ar_full[n + 1 + i];
            }
        }
        for &k in &arma.ma_lags {
            let t = arma.ma_full[k];
            for i in (k.saturating_sub(n + 1))..k.min(r - 1) {
                self.e[i + 1] -= t * lambda(n + 1 + i - k);
            }
        }
    }

    /// Writes the lower triangle of `M`, stride `r`.
    pub(crate) fn assemble(&self, m: &mut [f64]) {
        let r = self.g.len();
        let Self { theta, g, h, e } = self;
        let g0 = g[0];
        for i in 0..r {
            let (above, rest) = m.split_at_mut(i * r);
            let row = &mut rest[..=i];
            row[0] = 0.0;
            if i > 0 {
                row[1..].copy_from_slice(&above[(i - 1) * r..(i - 1) * r + i]);
            }
            let (ti, gi, hi, ei) = (theta[i], g[i] - g0 * theta[i], h[i], e[i]);
            if ti != 0.0 {
                add(row, ti, g);
            }
            if gi != 0.0 {
                add(row, gi, theta);
            }
            if hi != 0.0 {
                add(row, -hi, h);
            }
            if ei.abs() > 1e-300 {
                add(row, ei, e);
            }
        }
    }
}

fn add(row: &mut [f64], a: f64, x: &[f64]) {
    for (v, x) in row.iter_mut().zip(x) {
        *v += a * x;
    }
}
