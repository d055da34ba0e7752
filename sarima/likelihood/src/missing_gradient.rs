//! Derivatives of the likelihood with many missing values.
//!
//! With `r` and `N` the backward recursions of the smoother (Koopman and Shephard 1992), the value
//! `Σ log F + Σ_c w_c S_c` has the derivative `Λ = N - Σ_c w_c r_c r_c'` with respect to the
//! covariance of the next state and `-2 w_c r_c` with respect to its mean. In components
//!
//! ```text
//! observed:  r[0] = ν / F - g'r,   N[0,0] = 1 / F + g'N g,   N[0,j+1] = -(N g)_j
//! missing:   r[0] = φ*'r,          N[0,0] = φ*'N φ*,         N[0,j+1] =  (N φ*)_j
//! ```
//!
//! and everything else moves on by one, so that `r` is one series.

use crate::gaps::Gaps;
use crate::linalg;
use crate::missing::{BLOCK, Filter};
use crate::polynomial::Arma;

/// A combination of the columns whose sum of squares counts.
pub(crate) struct Series {
    pub(crate) weight: f64,
    /// The combination of the columns themselves.
    pub(crate) values: Vec<f64>,
    /// The same combination of their innovations.
    pub(crate) innovations: Vec<f64>,
}

/// Derivatives with respect to the whole polynomials, index = lag.
pub(crate) struct Slopes<'a> {
    pub(crate) ar: &'a mut [f64],
    pub(crate) ma: &'a mut [f64],
}

/// `N` of all times: the row at `t` is that of the component that stood at 0 at time `t`, with the
/// diagonal at `width - 1`.
struct Information<'a> {
    width: usize,
    /// Length of a row.
    length: usize,
    rows: &'a mut Vec<f64>,
    /// Sum of the rows from the diagonal on.
    total: Vec<f64>,
}

impl<'a> Information<'a> {
    /// Zeros after time `n - 1`; `rows` is memory from an earlier one or empty.
    fn new(filter: &Filter, n: usize, rows: &'a mut Vec<f64>) -> Self {
        let width = filter.width;
        let length = width - 1 + filter.stride;
        rows.resize((n + width) * length, 0.0);
        Self {
            width,
            length,
            rows,
            total: vec![0.0; width],
        }
    }

    /// Row `i` of the matrix whose first component stands at 0 at time `t`, padded with other
    /// values to whole blocks.
    fn row(&self, t: usize, i: usize) -> &[f64] {
        let first = (t + i) * self.length + self.width - 1 - i;
        &self.rows[first..first + self.width.next_multiple_of(BLOCK)]
    }

    /// `out = N x`; zeros behind `x`.
    fn product(&self, t: usize, x: &[f64], out: &mut [f64]) {
        match self.width.div_ceil(BLOCK) {
            1 => self.product_of::<1>(t, x, out),
            2 => self.product_of::<2>(t, x, out),
            3 => self.product_of::<3>(t, x, out),
            4 => self.product_of::<4>(t, x, out),
            _ => self.product_of::<0>(t, x, out),
        }
    }

    /// For rows of `C` blocks, or of any number where that is 0.
    fn product_of<const C: usize>(&self, t: usize, x: &[f64], out: &mut [f64]) {
        let blocks = if C > 0 { C } else { self.width.div_ceil(BLOCK) };
        let x = &x.as_chunks::<BLOCK>().0[..blocks];
        for (i, out) in out[..self.width].iter_mut().enumerate() {
            let mut sums = [0.0; BLOCK];
            let row = &self.row(t, i).as_chunks::<BLOCK>().0[..blocks];
            for (row, x) in row.iter().zip(x) {
                for k in 0..BLOCK {
                    sums[k] += row[k] * x[k];
                }
            }
            *out = (sums[0] + sums[2]) + (sums[1] + sums[3]);
        }
    }

    /// `out = N x` for few elements `x`.
    fn sparse_product(&self, t: usize, x: &[(usize, f64)], out: &mut [f64]) {
        out.fill(0.0);
        for &(i, c) in x {
            linalg::axpy(c, &self.row(t, i)[..self.width], &mut out[..self.width]);
        }
    }

    /// Sets the row and the column of time `t`.
    fn set(&mut self, t: usize, n: usize, corner: f64, rest: &[f64]) {
        let diagonal = self.width - 1;
        let row = &mut self.rows[t * self.length + diagonal..][..self.width];
        row[0] = corner;
        row[1..].copy_from_slice(&rest[..diagonal]);
        linalg::axpy(1.0, row, &mut self.total);
        let below = self.rows[(t + 1) * self.length..n * self.length].chunks_exact_mut(self.length);
        for ((k, v), row) in rest[..diagonal].iter().enumerate().zip(below) {
            row[diagonal - k - 1] = *v;
        }
    }

    /// Sum over time of the entries `i, j` with `i <= j`, those of the first state included.
    fn sum(&self, i: usize, j: usize) -> f64 {
        let column = self.rows.iter().skip(self.width - 1 + j - i);
        self.total[j - i] - column.step_by(self.length).take(i).sum::<f64>()
    }
}

/// Smoothed `r` of a series: `r_{t-1}[0]` at `t`, zeros after the last.
pub(crate) fn smoothed(filter: &Filter, innovations: &[f64]) -> Vec<f64> {
    let (n, stride) = (innovations.len(), filter.stride);
    let length = (filter.width - 1).next_multiple_of(BLOCK);
    let mut out = vec![0.0; n + stride];
    for t in (0..n).rev() {
        let later = &out[t + 1..];
        out[t] = if filter.precision[t] > 0.0 {
            let gains = &filter.gains[t * stride..][..length];
            innovations[t] * filter.precision[t] - linalg::dot(gains, &later[..length])
        } else {
            filter.star.iter().map(|&(i, c)| c * later[i]).sum()
        };
    }
    out
}

/// Adds the derivatives of `Σ log F + Σ_c w_c S_c`; returns the smoothed `r` of the last series.
pub(crate) fn add_gradient(
    filter: &Filter,
    arma: &Arma,
    gaps: &Gaps,
    series: &[Series],
    slopes: &mut Slopes<'_>,
    memory: &mut Vec<f64>,
) -> Option<Vec<f64>> {
    let (n, width, stride) = (gaps.missing.len(), filter.width, filter.stride);
    let backward: Vec<Vec<f64>> = series
        .iter()
        .map(|s| smoothed(filter, &s.innovations))
        .collect();
    let mut big_n = Information::new(filter, n, memory);
    let mut product = vec![0.0; stride];
    let mut by_star = vec![0.0; width + 1];
    for t in (0..n).rev() {
        let gains = &filter.gains[t * stride..(t + 1) * stride];
        if filter.precision[t] > 0.0 {
            big_n.product(t + 1, gains, &mut product);
            let corner = filter.precision[t] + linalg::dot(gains, &product);
            product.iter_mut().for_each(|v| *v = -*v);
            big_n.set(t, n, corner, &product);
        } else {
            for &(i, _) in &filter.star {
                let row = big_n.row(t + 1, i);
                by_star[i] += 2.0 * linalg::dot(row, &gains[..row.len()]);
            }
            for (s, r) in series.iter().zip(&backward) {
                let r = &r[t + 1..];
                let sum = linalg::dot(&gains[..width], &r[..width]) - s.innovations[t];
                for &(i, _) in &filter.star {
                    by_star[i] -= 2.0 * s.weight * r[i] * sum;
                }
            }
            big_n.sparse_product(t + 1, &filter.star, &mut product);
            let corner = filter.star.iter().map(|&(i, c)| c * product[i]).sum();
            big_n.set(t, n, corner, &product);
        }
    }
    // The innovations enter every state in the same way.
    for (k, &(a, ca)) in filter.ma.iter().enumerate() {
        for &(b, cb) in &filter.ma[k..] {
            let lag = b - a;
            let squares = series.iter().zip(&backward).map(|(s, r)| {
                let (now, later) = (&r[a.min(n)..n], &r[(a + lag).min(n)..]);
                s.weight * linalg::dot(now, &later[..now.len()])
            });
            let sum = big_n.sum(a, b) - squares.sum::<f64>();
            slopes.ma[a] += 2.0 * cb * sum;
            if lag > 0 {
                slopes.ma[b] += 2.0 * ca * sum;
            }
        }
    }
    // `φ* = -φ(B) Δ(B)` without its 1.
    for &k in &arma.ar_lags {
        for (j, d) in gaps.difference.iter().enumerate() {
            slopes.ar[k] -= d * by_star[k + j - 1];
        }
    }
    // The inputs `φ(B) w`.
    for (s, r) in series.iter().zip(&backward) {
        for &k in arma.ar_lags.iter().filter(|k| **k < n) {
            slopes.ar[k] += 2.0 * s.weight * linalg::dot(&r[k..n], &s.values[..n - k]);
        }
    }
    initial(filter, arma, &big_n, series, &backward, slopes)?;
    backward.into_iter().next_back()
}

/// The covariance before the first row.
fn initial(
    filter: &Filter,
    arma: &Arma,
    big_n: &Information<'_>,
    series: &[Series],
    backward: &[Vec<f64>],
    slopes: &mut Slopes<'_>,
) -> Option<()> {
    let r = arma.ar_full.len() - 1;
    let entry = |i: usize, j: usize| {
        let squares = series.iter().zip(backward);
        big_n.row(0, i)[j] - squares.map(|(s, r)| s.weight * r[i] * r[j]).sum::<f64>()
    };
    let pairs = (0..r).flat_map(|i| (0..r).map(move |j| (i, j)));
    let weights: Vec<f64> = pairs.map(|(i, j)| entry(i, j)).collect();
    let start = filter.start.as_ref()?;
    start.adjoint(arma, &weights, slopes.ar, slopes.ma);
    Some(())
}

/// Pre-sample values of `v`, the latest first, and `v` itself given all data, from a series' `r`.
pub(crate) fn completed(
    filter: &Filter,
    arma: &Arma,
    backward: &[f64],
) -> Option<(Vec<f64>, Vec<f64>)> {
    let n = backward.len() - filter.stride;
    let x = filter.start.as_ref()?.presample(backward);
    let mut v: Vec<f64> = Vec::with_capacity(n);
    for t in 0..n {
        let mut value: f64 = filter.ma.iter().map(|&(a, c)| c * backward[t + a]).sum();
        for &k in &arma.ar_lags {
            let past = t.checked_sub(k).map_or_else(|| x[k - t - 1], |i| v[i]);
            value -= arma.ar_full[k] * past;
        }
        v.push(value);
    }
    Some((x, v))
}
