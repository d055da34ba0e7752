//! The likelihood with many missing values, by a Kalman filter.
//!
//! With the differences among the autoregressive factors, `φ*(B) y = θ(B) a`, component `i` of the
//! state is the part of `y_{t+i}` that the past and `a_t` determine, less what the autoregression
//! adds to it after `t` (Harvey 1989, section 3.3). Moving on by a period shifts it by one, and an
//! observation fixes component 0, so with `P` the covariance before the observation
//!
//! ```text
//! observed:  F = P[0,0],  g_i = P[i+1,0] / F,  P'[i,j] = P[i+1,j+1] - F g_i g_j + θ_i θ_j
//! missing:   P'[i,j] = P[i+1,j+1] + φ*_i P[0,j+1] + φ*_j P[0,i+1] + φ*_i φ*_j P[0,0] + θ_i θ_j
//! ```
//!
//! Whatever the number of missing values, an observation costs half the square of the number of
//! components and a missing value a few times their number. Diagonals keep their place in memory.
//!
//! Means are counted from those of an arbitrary completion of the series, whose differences `w` are
//! a column: for them the innovation is `(φ(B) w)_t - δ_t[0]`, and the innovation times `g`, or
//! times `-φ*` when missing, is added to the later ones. The first `d + D s` values of `y` are
//! known (missing ones among them have dummies), so that the filter begins with the stationary
//! covariance of the differences.

use crate::gaps::Gaps;
use crate::linalg::{self, LogDeterminant};
use crate::polynomial::{Arma, Shape};
use crate::stationary::Stationary;

/// Elements multiplied at once.
pub(crate) const BLOCK: usize = 4;

/// Widths that the first row moves before all rows are moved back.
const LAP: usize = 4;

/// The filter of one problem and its results.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    n: usize,
    /// Number of components of the state.
    pub(crate) width: usize,
    /// `φ*` by component.
    pub(crate) star: Vec<(usize, f64)>,
    /// `θ` by component.
    pub(crate) ma: Vec<(usize, f64)>,
    /// Length of a row of `gains` and of the vectors it multiplies, padded with zeros to whole
    /// blocks.
    pub(crate) stride: usize,
    /// Length of a row of the covariance.
    row: usize,
    /// Of each row, `g` or, where missing, `P'`'s part `φ*_i P[0,0] + P[0,i+1]`.
    pub(crate) gains: Vec<f64>,
    /// `1 / F`; 0 where missing.
    pub(crate) precision: Vec<f64>,
    /// Innovations, column by column.
    pub(crate) innovations: Vec<Vec<f64>>,
    pub(crate) start: Option<Stationary>,
    /// `P[i,i+k]` at `k` of row `i` from the first row on, which moves on by one and after some
    /// laps back to the beginning.
    covariance: Vec<f64>,
}

impl Filter {
    pub(crate) fn new(gaps: &Gaps, shape: Shape, columns: usize) -> Self {
        let n = gaps.missing.len();
        let width = gaps.components(shape);
        let stride = width.next_multiple_of(BLOCK);
        // Rows of few blocks are multiplied whole, even if only part of them counts.
        let behind = if width <= 4 * BLOCK { width } else { 1 };
        let row = stride + behind.next_multiple_of(BLOCK);
        Self {
            n,
            width,
            stride,
            row,
            star: Vec::new(),
            ma: Vec::new(),
            gains: vec![0.0; n * stride],
            precision: vec![0.0; n],
            innovations: vec![vec![0.0; n]; columns],
            start: None,
            covariance: vec![0.0; (LAP + 1) * width * row],
        }
    }

    /// Filters the columns; the sum of the logarithms of `F`, or `None` when one is not positive.
    pub(crate) fn run(&mut self, arma: &Arma, gaps: &Gaps, columns: &[Vec<f64>]) -> Option<f64> {
        self.polynomials(arma, gaps);
        let logdet = self.covariances(arma, gaps)?;
        let mut innovations = std::mem::take(&mut self.innovations);
        let mut means = Vec::new();
        for (column, out) in columns.iter().zip(&mut innovations) {
            autoregressed(arma, column, out);
            self.filter(out, &mut means);
        }
        self.innovations = innovations;
        Some(logdet)
    }

    fn polynomials(&mut self, arma: &Arma, gaps: &Gaps) {
        let mut star = vec![None; self.width + 1];
        for k in std::iter::once(0).chain(arma.ar_lags.iter().copied()) {
            for (j, d) in gaps
                .difference
                .iter()
                .enumerate()
                .filter(|(_, d)| **d != 0.0)
            {
                *star[k + j].get_or_insert(0.0) -= arma.ar_full[k] * d;
            }
        }
        // A coefficient that happens to be zero has a derivative all the same.
        let later = star[1..].iter().enumerate();
        self.star.clear();
        self.star
            .extend(later.filter_map(|(i, c)| c.map(|c| (i, c))));
        self.ma.clear();
        self.ma.push((0, 1.0));
        let lags = arma.ma_lags.iter().map(|&k| (k, arma.ma_full[k]));
        self.ma.extend(lags);
    }

    /// `P` of every row: fills gains and precisions.
    fn covariances(&mut self, arma: &Arma, gaps: &Gaps) -> Option<f64> {
        let (width, stride) = (self.width, self.row);
        self.begin(arma)?;
        let mut theta = vec![0.0; 2 * stride];
        for &(i, c) in &self.ma {
            theta[i] = c;
        }
        let mut logdet = LogDeterminant::one();
        let mut head = 0;
        for (t, missing) in gaps.missing.iter().enumerate() {
            if head == LAP * width {
                self.covariance.copy_within(head * stride.., 0);
                head = 0;
            }
            let gains = &mut self.gains[t * self.stride..(t + 1) * self.stride];
            let (first, rows) = self.covariance[head * stride..].split_at_mut(stride);
            head += 1;
            let variance = first[0];
            // The last component of the next state is new.
            rows[(width - 1) * stride..width * stride].fill(0.0);
            if *missing {
                self.precision[t] = 0.0;
                gains.copy_from_slice(&first[1..=self.stride]);
                shift_by_regression(&self.star, variance, &mut gains[..width], rows, stride);
                for (i, row) in rows.chunks_exact_mut(stride).take(width).enumerate() {
                    if theta[i] != 0.0 {
                        let length = (width - i).next_multiple_of(BLOCK);
                        linalg::axpy(theta[i], &theta[i..i + length], &mut row[..length]);
                    }
                }
                continue;
            }
            logdet.multiply(variance)?;
            let precision = 1.0 / variance;
            self.precision[t] = precision;
            for (g, p) in gains.iter_mut().zip(&first[1..]) {
                *g = p * precision;
            }
            let update = match width.div_ceil(BLOCK) {
                1 => observe::<1>,
                2 => observe::<2>,
                3 => observe::<3>,
                4 => observe::<4>,
                _ => observe::<0>,
            };
            update(&first[1..], precision, &theta, &mut rows[..width * stride]);
        }
        Some(logdet.total())
    }

    /// The covariance before the first row.
    fn begin(&mut self, arma: &Arma) -> Option<()> {
        let stride = self.row;
        let r = arma.ar_full.len() - 1;
        let start = Stationary::new(arma, r)?;
        self.covariance[..self.width * stride].fill(0.0);
        for (i, row) in start.covariance.chunks_exact(r.max(1)).enumerate() {
            self.covariance[i * stride..][..r - i].copy_from_slice(&row[i..]);
        }
        for (k, &(i, c)) in self.ma.iter().enumerate() {
            for &(j, e) in &self.ma[k..] {
                self.covariance[i * stride + j - i] += c * e;
            }
        }
        self.start = Some(start);
        Some(())
    }

    /// Replaces `φ(B) w` by its innovations.
    pub(crate) fn filter(&self, series: &mut [f64], means: &mut Vec<f64>) {
        let stride = self.stride;
        let length = (self.width - 1).next_multiple_of(BLOCK);
        means.clear();
        means.resize(self.n + stride, 0.0);
        for (t, value) in series.iter_mut().enumerate() {
            let innovation = *value - means[t];
            *value = innovation;
            let later = &mut means[t + 1..t + 1 + length];
            if self.precision[t] > 0.0 {
                let gains = &self.gains[t * stride..][..length];
                linalg::axpy(innovation, gains, later);
            } else {
                for &(i, c) in &self.star {
                    means[t + 1 + i] -= c * innovation;
                }
            }
        }
    }

    /// Inner product of innovations, each in units of its standard deviation.
    pub(crate) fn product(&self, a: &[f64], b: &[f64]) -> f64 {
        let mut acc = [0.0; 4];
        let (ca, ra) = a.as_chunks::<4>();
        let (cb, rb) = b.as_chunks::<4>();
        let (cp, rp) = self.precision.as_chunks::<4>();
        for ((x, y), p) in ca.iter().zip(cb).zip(cp) {
            for k in 0..4 {
                acc[k] += x[k] * y[k] * p[k];
            }
        }
        let tail = ra.iter().zip(rb).zip(rp).map(|((x, y), p)| x * y * p);
        (acc[0] + acc[2]) + (acc[1] + acc[3]) + tail.sum::<f64>()
    }
}

/// `P' = shifted P - F g g' + θ θ'` with `later` the first row of `P` after its first element: `N`
/// blocks of every row, or where `N` is 0 as many as it has.
fn observe<const N: usize>(later: &[f64], precision: f64, theta: &[f64], rows: &mut [f64]) {
    let stride = later.len() + 1;
    let width = rows.len() / stride;
    for (i, row) in rows.chunks_exact_mut(stride).enumerate() {
        let blocks = if N > 0 {
            N
        } else {
            (width - i).div_ceil(BLOCK)
        };
        let scale = later[i] * precision;
        let own = theta[i];
        let x = later[i..].as_chunks::<BLOCK>().0;
        let row = &mut row.as_chunks_mut::<BLOCK>().0[..blocks];
        if own == 0.0 {
            for (y, x) in row.iter_mut().zip(&x[..blocks]) {
                for k in 0..BLOCK {
                    y[k] -= scale * x[k];
                }
            }
        } else {
            let z = theta[i..].as_chunks::<BLOCK>().0;
            for ((y, x), z) in row.iter_mut().zip(&x[..blocks]).zip(&z[..blocks]) {
                for k in 0..BLOCK {
                    y[k] += own * z[k] - scale * x[k];
                }
            }
        }
    }
}

/// The contribution of a missing value to the next covariance; `P[0,i+1]` becomes the covariance of
/// the component at 0 with the next state.
fn shift_by_regression(
    star: &[(usize, f64)],
    variance: f64,
    later: &mut [f64],
    rows: &mut [f64],
    stride: usize,
) {
    // Half of the last term on either side.
    for &(i, c) in star {
        later[i] += 0.5 * c * variance;
    }
    for &(i, c) in star {
        for (j, v) in later[..i].iter().enumerate() {
            rows[j * stride + i - j] += c * v;
        }
        let row = &mut rows[i * stride..(i + 1) * stride];
        linalg::axpy(c, &later[i..], &mut row[..later.len() - i]);
        row[0] += c * later[i];
    }
    for &(i, c) in star {
        later[i] += 0.5 * c * variance;
    }
}

/// Innovations in units of their standard deviation when the differences are white; `None` when a
/// variance is not positive. `Σ e²` is then the least sum of squares of any completion's
/// differences.
pub fn whitened(gaps: &Gaps, columns: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let white = Shape {
        p: 0,
        q: 0,
        sp: 0,
        sq: 0,
        s: 1,
    };
    let mut filter = Filter::new(gaps, white, columns.len());
    filter.run(&Arma::new(white), gaps, columns)?;
    for column in &mut filter.innovations {
        for (v, p) in column.iter_mut().zip(&filter.precision) {
            *v *= p.sqrt();
        }
    }
    Some(filter.innovations)
}

/// `true` if the filter costs less than dummies of `missing` values: those take a pass each and a
/// matrix of their number to factor. The constants are ratios of measured fits
/// (`cargo run --release -p sarima --example fit_growth`).
pub fn is_cheaper(gaps: &Gaps, shape: Shape, missing: usize) -> bool {
    let (n, m) = (gaps.missing.len() as f64, missing as f64);
    let width = gaps.components(shape) as f64;
    n * (170.0 + width * width) < m * (15.0 * n + m * m / 3.0)
}

/// `out = φ(B) w`, zeros before.
fn autoregressed(arma: &Arma, w: &[f64], out: &mut [f64]) {
    out.copy_from_slice(w);
    for &k in &arma.ar_lags {
        if let Some(later) = out.get_mut(k..) {
            linalg::axpy(arma.ar_full[k], &w[..later.len()], later);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evaluate::{Columns, Evaluator};
    use crate::gaps::Gaps;
    use crate::gradient::Differentiator;
    use crate::noise::{Noise, coefficients};
    use crate::polynomial::Shape;
    use crate::shifts::Shifts;

    fn differenced(x: &[f64], polynomial: &[f64]) -> Vec<f64> {
        let reversed: Vec<f64> = polynomial.iter().rev().copied().collect();
        let windows = x.windows(polynomial.len());
        windows
            .map(|w| w.iter().zip(&reversed).map(|(a, b)| a * b).sum())
            .collect()
    }

    /// Value, sum of squares, gradient and Gauss-Newton matrix.
    fn all(columns: &Columns, shape: Shape, coef: &[f64]) -> Vec<f64> {
        let mut eval = Evaluator::new(columns, shape);
        let mut diff = Differentiator::new(&eval);
        let mut out = vec![eval.evaluate(coef)];
        out.push(eval.s);
        out.extend(diff.gradient(&eval).unwrap());
        out.extend(diff.gauss_newton(&eval));
        out
    }

    #[test]
    fn a_filtered_gap_is_a_dummy_integrated_out() {
        let mut noise = Noise(20181121);
        let shapes = [
            (1, 0, 0, 0, 1),
            (0, 1, 0, 0, 1),
            (1, 0, 1, 0, 4),
            (0, 1, 0, 1, 4),
            (1, 1, 1, 1, 7),
            (2, 1, 1, 0, 5),
            (3, 2, 2, 2, 4),
            (0, 3, 2, 1, 6),
        ];
        for (p, q, sp, sq, s) in shapes {
            for difference in [
                vec![1.0],
                vec![1.0, -1.0],
                vec![1.0, -1.0, 0.0, 0.0, -1.0, 1.0],
            ] {
                let shape = Shape { p, q, sp, sq, s };
                let (length, degree) = (90, difference.len() - 1);
                let n = length - degree;
                let series = |noise: &mut Noise| -> Vec<f64> {
                    let y: Vec<f64> = (0..length).map(|_| noise.next()).collect();
                    differenced(&y, &difference)
                };
                let regression = vec![series(&mut noise), series(&mut noise)];
                let missing: Vec<bool> = (0..n)
                    .map(|t| t + 1 < n && (noise.next() > 0.4 || (40..48).contains(&t)))
                    .collect();
                let mut dummies = Vec::new();
                for t in (0..n).filter(|&t| missing[t]) {
                    let mut y = vec![0.0; length];
                    y[t + degree] = 1.0;
                    dummies.push(differenced(&y, &difference));
                }
                let entries = dummies
                    .iter()
                    .map(|c: &Vec<f64>| c.iter().copied().enumerate().collect())
                    .collect();
                let mut columns = Columns {
                    n,
                    dummies: dummies.len(),
                    data: [dummies, regression.clone()].concat(),
                    entries,
                    shifts: Shifts::new(Vec::new(), n),
                    gaps: None,
                };
                let coef = coefficients(shape, |_| 0.9 * noise.next());
                let expected = all(&columns, shape, &coef);
                columns.dummies = 0;
                columns.data = regression;
                columns.entries.clear();
                columns.gaps = Some(Gaps {
                    missing,
                    difference: difference.clone(),
                });
                let ours = all(&columns, shape, &coef);
                let size = expected.iter().fold(1.0f64, |m, v| m.max(v.abs()));
                for (i, (a, b)) in ours.iter().zip(&expected).enumerate() {
                    let close = (a - b).abs() < 1e-9 * size;
                    assert!(
                        close,
                        "{shape:?} {difference:?} {i} {a} {b}\n{ours:?}\n{expected:?}"
                    );
                }
            }
        }
    }
}
