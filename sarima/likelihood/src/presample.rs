//! The pre-sample values: their normal equations, and how they enter a series.
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

use crate::blocked::Blocked;
use crate::filter::{Row, W};
use crate::linalg;
use crate::polynomial::Arma;

/// The vectors that generate `M`, padded with zeros.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generators {
    pub(crate) theta: Vec<f64>,
    pub(crate) g: Vec<f64>,
    pub(crate) h: Vec<f64>,
    pub(crate) e: Vec<f64>,
    /// `g - g_0 θ`.
    rest: Vec<f64>,
    minus_h: Vec<f64>,
}

impl Generators {
    /// Vectors of the given padded length.
    pub(crate) fn new(stride: usize) -> Self {
        let vector = || vec![0.0; stride];
        Self {
            theta: vector(),
            g: vector(),
            h: vector(),
            e: vector(),
            rest: vector(),
            minus_h: vector(),
        }
    }

    /// Fills the vectors from the first row of `K` and the impulse response `λ_0, …, λ_n` in the
    /// first column of `lambda`.
    pub(crate) fn fill(&mut self, arma: &Arma, k0: &[f64], lambda: &[Row], n: usize) {
        let r = k0.len();
        self.theta[..r].copy_from_slice(&arma.ma_full[..r]);
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
                self.e[i + 1] -= t * lambda[n + 1 + i - k][0];
            }
        }
    }

    /// Writes the upper triangle of `M`.
    pub(crate) fn assemble(&mut self, m: &mut Blocked) {
        let g0 = self.g[0];
        for (out, (g, theta)) in self.rest.iter_mut().zip(self.g.iter().zip(&self.theta)) {
            *out = g - g0 * theta;
        }
        for (out, h) in self.minus_h.iter_mut().zip(&self.h) {
            *out = -h;
        }
        m.assemble(
            [&self.theta, &self.rest, &self.minus_h, &self.e],
            [&self.g, &self.theta, &self.h, &self.e],
        );
    }
}

/// `X'u` from `u` and its backward pass `y`, each a column of rows for `t = 1, …, n`.
pub(crate) fn presample_product(
    arma: &Arma,
    y: (&[Row], usize),
    u: (&[Row], usize),
    out: &mut [f64],
) {
    out.fill(0.0);
    // Pre-sample value j meets row t at lag j + t.
    let mut add = |k: usize, c: f64, (rows, w): (&[Row], usize)| {
        for (o, row) in out[..k].iter_mut().rev().zip(rows) {
            *o += c * row[w % W];
        }
    };
    for &k in &arma.ma_lags {
        add(k, -arma.ma_full[k], y);
    }
    for &k in &arma.ar_lags {
        add(k, arma.ar_full[k], u);
    }
}

/// Writes pre-sample values into a column of `ext` (`v_t` at row `t + r - 1`), followed by as many
/// rows of the series less the share of the pre-sample in the division by `θ`.
pub(crate) fn load_presample(
    arma: &Arma,
    series: &[Row],
    ext: &mut [Row],
    column: usize,
    x: &[f64],
) {
    let w = column % W;
    let (before, rest) = ext.split_at_mut(x.len());
    for (row, xj) in before.iter_mut().rev().zip(x) {
        row[w] = *xj;
    }
    for (row, value) in rest.iter_mut().zip(series).take(x.len()) {
        row[w] = value[w];
    }
    for &k in &arma.ma_lags {
        let c = arma.ma_full[k];
        // The share of x_{k-t} in row t.
        for (row, xj) in rest.iter_mut().zip(x[..k].iter().rev()) {
            row[w] -= c * xj;
        }
    }
}

/// Rows of zeros before the impulse response's `v`, so that lags reach back as in a series with a
/// pre-sample.
pub(crate) fn before(r: usize) -> usize {
    r.saturating_sub(1)
}

/// `A'x` and `B'x` where `Γ^-1 = A A' - B B'`.
pub(crate) fn gamma_inverse_factors(arma: &Arma, x: &[f64], a: &mut [f64], b: &mut [f64]) {
    let r = x.len();
    a.copy_from_slice(x);
    b.fill(0.0);
    for &k in &arma.ar_lags {
        let c = arma.ar_full[k];
        linalg::axpy(c, &x[k..], &mut a[..r - k]);
        linalg::axpy(c, &x[r - k..], &mut b[..k]);
    }
}
