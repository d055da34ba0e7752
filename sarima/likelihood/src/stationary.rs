//! Covariance of the state before the first observation.
//!
//! Component `h` of the state is the part of the value `h` periods ahead that is known one period
//! before, less the part that the autoregression will add to it by then. Of the pre-sample values
//! `x`, with the polynomials `φ` and `θ` (1 at lag 0),
//!
//! ```text
//! (H x)_h = Σ_{a,b} φ_a θ_b (  x_{b-1-(h-a)}, if a <= h < a + b
//!                            - x_{a-1-(h-b)}, if b <= h < a + b )
//! ```
//!
//! and the covariance is `H Γ H'` without the innovation of the period itself.

use crate::blocked::Blocked;
use crate::linalg;
use crate::polynomial::Arma;

/// The covariance and what its derivatives need.
#[derive(Clone, Debug)]
pub(crate) struct Stationary {
    r: usize,
    /// `Γ H'`, row by row.
    half: Vec<f64>,
    /// `H Γ H'`, row by row.
    pub(crate) covariance: Vec<f64>,
}

/// Terms `φ_a θ_b` of `H` with their rows, columns and signs.
fn terms(arma: &Arma, r: usize, mut each: impl FnMut(usize, usize, usize, usize, f64)) {
    let lags = |lags: &[usize]| [&[0], lags].concat();
    for a in lags(&arma.ar_lags) {
        for &b in &lags(&arma.ma_lags) {
            for i in 0..b.min(r.saturating_sub(a)) {
                each(a, b, a + i, b - 1 - i, 1.0);
            }
            for i in 0..a.min(r.saturating_sub(b)) {
                each(a, b, b + i, a - 1 - i, -1.0);
            }
        }
    }
}

/// `out = H x` for a matrix `x`, all row by row.
fn multiply(arma: &Arma, r: usize, x: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    terms(arma, r, |a, b, row, column, sign| {
        let c = sign * arma.ar_full[a] * arma.ma_full[b];
        let x = &x[column * r..(column + 1) * r];
        linalg::axpy(c, x, &mut out[row * r..(row + 1) * r]);
    });
}

fn transposed(x: &[f64], r: usize) -> Vec<f64> {
    let column = |j: usize| x.iter().skip(j).step_by(r.max(1));
    (0..r).flat_map(|j| column(j).copied()).collect()
}

fn identity(r: usize) -> Vec<f64> {
    let mut out = vec![0.0; r * r];
    out.iter_mut().step_by(r + 1).for_each(|v| *v = 1.0);
    out
}

impl Stationary {
    /// `None` when `Γ` cannot be computed.
    pub(crate) fn new(arma: &Arma, r: usize) -> Option<Self> {
        let gamma = if arma.ar_lags.is_empty() {
            identity(r)
        } else {
            covariance(arma, r)?
        };
        let mut half = vec![0.0; r * r];
        multiply(arma, r, &gamma, &mut half);
        let half = transposed(&half, r);
        let mut covariance = vec![0.0; r * r];
        multiply(arma, r, &half, &mut covariance);
        Some(Self {
            r,
            half,
            covariance,
        })
    }

    /// Expected pre-sample values when the state's are `weights` times their covariance.
    pub(crate) fn presample(&self, weights: &[f64]) -> Vec<f64> {
        let rows = self.half.chunks_exact(self.r.max(1));
        rows.map(|row| linalg::dot(row, &weights[..self.r]))
            .collect()
    }

    /// Adds the derivatives of `tr(weights covariance)` with respect to the polynomials, `weights`
    /// symmetric and row by row.
    pub(crate) fn adjoint(&self, arma: &Arma, weights: &[f64], ar: &mut [f64], ma: &mut [f64]) {
        let r = self.r;
        // With respect to H': 2 Γ H' W.
        let mut by_h = vec![0.0; r * r];
        product(&self.half, weights, r, &mut by_h);
        terms(arma, r, |a, b, row, column, sign| {
            let slope = 2.0 * sign * by_h[column * r + row];
            ar[a] += slope * arma.ma_full[b];
            ma[b] += slope * arma.ar_full[a];
        });
        if arma.ar_lags.is_empty() {
            return;
        }
        // With respect to the inverse of Γ: -Γ H'W H Γ, summed along diagonals as in `gradient`.
        let mut sums = vec![0.0; r * r];
        product(&by_h, &transposed(&self.half, r), r, &mut sums);
        for i in (0..r.saturating_sub(1)).rev() {
            for j in 0..r - 1 {
                sums[i * r + j] += sums[(i + 1) * r + j + 1];
            }
        }
        let lags = [&[0], &arma.ar_lags[..]].concat();
        for &k in &lags {
            let c = arma.ar_full[k];
            for j in 0..r {
                // `c_k` stands at index k of one generator and at index r - k of the other.
                if k < r {
                    ar[j] -= 2.0 * c * sums[k * r + j];
                }
                if k > 0 {
                    ar[r - j] += 2.0 * c * sums[(r - k) * r + j];
                }
            }
        }
    }
}

/// `out += x y`.
fn product(x: &[f64], y: &[f64], r: usize, out: &mut [f64]) {
    let rows = out.chunks_exact_mut(r.max(1)).zip(x.chunks_exact(r.max(1)));
    for (out, x) in rows {
        for (c, y) in x.iter().zip(y.chunks_exact(r.max(1))) {
            linalg::axpy(*c, y, out);
        }
    }
}

/// `Γ`: the inverse of `A A' - B B'` with triangular Toeplitz matrices of the polynomial.
fn covariance(arma: &Arma, r: usize) -> Option<Vec<f64>> {
    let mut m = Blocked::new(r);
    let stride = r.next_multiple_of(4);
    let padded = |f: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..stride)
            .map(|i| if i < r { f(i) } else { 0.0 })
            .collect()
    };
    let a = padded(&|i| arma.ar_full[i]);
    let b = padded(&|i| arma.ar_full[r - i]);
    let minus_b: Vec<f64> = b.iter().map(|v| -v).collect();
    let zero = vec![0.0; stride];
    m.assemble([&a, &minus_b, &zero, &zero], [&a, &b, &zero, &zero]);
    m.factorise()?;
    let (mut tmp, mut inverse) = (m.like(), m.like());
    m.invert(&mut tmp, &mut inverse);
    let entry = |i: usize, j: usize| inverse.row(i.max(j))[i.min(j)];
    let all = (0..r).flat_map(|i| (0..r).map(move |j| (i, j)));
    Some(all.map(|(i, j)| entry(i, j)).collect())
}
