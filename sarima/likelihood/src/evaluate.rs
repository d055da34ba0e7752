//! The concentrated likelihood at given coefficients.
//!
//! With `w` the differenced data, `v` the autoregression inside the model (`w = θ(B) v`) and `x`
//! its `r` values before the sample, the innovations are `a = a0 + X x`, `a` and `x` are
//! independent, and (Ljung and Box 1979, Biometrika 66)
//!
//! ```text
//! S      = min over x of  x' Γ^-1 x + |a0 + X x|²,     M = Γ^-1 + X'X
//! -2 llf = n log(2 π sigma2) + log det Γ + log det M + S / sigma2
//! ```
//!
//! Regression coefficients minimise `S` (generalised least squares). A missing value is a
//! regressor with a flat prior, integrated out: it costs one observation and adds the
//! log-determinant of its normal equations.

use crate::ar_determinant::ArDeterminant;
use crate::filter::{backward, forward};
use crate::linalg;
use crate::polynomial::{Arma, Shape};
use crate::presample::Generators;
use crate::shifts::Shifts;

/// Columns of one problem: dummies of missing values, regressors, and the data last.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Length of each column.
    pub n: usize,
    /// How many of the columns are dummies.
    pub dummies: usize,
    /// The columns; the last is the data.
    pub data: Vec<Vec<f64>>,
    /// Non-zero entries of the dummies.
    pub entries: Vec<Vec<(usize, f64)>>,
    /// Which dummies are shifts of each other.
    pub shifts: Shifts,
}

impl Columns {
    /// Observations that count.
    pub fn n_eff(&self) -> usize {
        self.n - self.dummies
    }
}

/// Width of the interleaved column groups.
pub(crate) const W: usize = 4;
pub(crate) type Row = [f64; W];

/// Evaluates the likelihood of one problem; all memory is kept between evaluations.
#[derive(Clone, Debug)]
pub struct Evaluator<'a> {
    pub(crate) columns: &'a Columns,
    pub(crate) arma: Arma,
    /// Number of pre-sample values.
    pub(crate) r: usize,
    /// Rows 0 to n of each group: the unit impulse at row 0, then the columns from row 1.
    input: Vec<Row>,
    v: Vec<Row>,
    /// `a0`, likewise; the first column is the impulse response.
    pub(crate) a0: Vec<Row>,
    pub(crate) back: Vec<Row>,
    pub(crate) generators: Generators,
    /// Cholesky factor of `M`.
    pub(crate) m: Vec<f64>,
    /// Row 0 is `X'λ`; row `u + 1` is `L^-1 X' a0_u`.
    pub(crate) z: Vec<f64>,
    /// Cholesky factor of the normal equations of the columns, stride `data.len()`.
    pub(crate) gram: Vec<f64>,
    /// The smallest sum of squares, which `sigma2` is a multiple of; NaN before the first evaluation.
    pub s: f64,
    pub(crate) value: f64,
}

impl<'a> Evaluator<'a> {
    /// Memory for the problem's evaluations at orders `shape`.
    pub fn new(columns: &'a Columns, shape: Shape) -> Self {
        let n = columns.n;
        let r = shape.presample();
        let count = columns.data.len();
        let groups = (count + 1).div_ceil(W);
        let mut input = vec![[0.0; W]; groups * (n + 1)];
        input[0][0] = 1.0;
        for (u, column) in columns.data.iter().enumerate() {
            let (group, w) = ((u + 1) / W, (u + 1) % W);
            for (row, v) in input[group * (n + 1) + 1..].iter_mut().zip(column) {
                row[w] = *v;
            }
        }
        Self {
            columns,
            arma: Arma::new(shape),
            r,
            v: input.clone(),
            a0: input.clone(),
            back: input.clone(),
            input,
            generators: Generators::new(r),
            m: vec![0.0; r * r],
            z: vec![0.0; (count + 1) * r],
            gram: vec![0.0; count * count],
            s: f64::NAN,
            value: f64::INFINITY,
        }
    }

    /// `n log S + log det Γ + log det M (+ log det of the dummies' equations)`, or infinity
    /// where the likelihood does not exist or cannot be computed.
    pub fn evaluate(&mut self, coef: &[f64]) -> f64 {
        self.arma.set(coef);
        self.value = self.try_evaluate().unwrap_or(f64::INFINITY);
        self.value
    }

    fn try_evaluate(&mut self) -> Option<f64> {
        let det = ArDeterminant::new(self.arma.ar(), self.arma.sar(), self.arma.shape.s, false)?;
        self.innovations();
        let mut logdet = det.value();
        if self.r > 0 {
            self.project_on_presample();
            logdet += linalg::cholesky(&mut self.m, self.r)?;
        }
        logdet += self.normal_equations()?;
        let value = self.columns.n_eff() as f64 * self.s.ln() + logdet;
        value.is_finite().then_some(value)
    }

    /// `a0` of every column, and the impulse response.
    fn innovations(&mut self) {
        let rows = self.columns.n + 1;
        self.v.copy_from_slice(&self.input);
        let groups = self.v.chunks_exact_mut(rows);
        for (v, a) in groups.zip(self.a0.chunks_exact_mut(rows)) {
            forward(&self.arma, v, a);
        }
    }

    /// `X'λ`, `X'a0` of every column, and `M`.
    fn project_on_presample(&mut self) {
        let n = self.columns.n;
        let count = self.columns.data.len() + 1;
        for (index, group) in self.back.chunks_exact_mut(n + 1).enumerate() {
            let base = index * (n + 1);
            backward(
                &self.arma,
                &self.a0[base + 1..base + n + 1],
                &mut group[1..],
            );
            for u in index * W..count.min((index + 1) * W) {
                let w = u % W;
                presample_product(
                    &self.arma,
                    n,
                    |t| group[t][w],
                    |t| self.a0[base + t][w],
                    &mut self.z[u * self.r..(u + 1) * self.r],
                );
            }
        }
        let a0 = &self.a0;
        self.generators
            .fill(&self.arma, &self.z[..self.r], |t| a0[t][0], n);
        self.generators.assemble(&mut self.m);
    }

    /// Inner product of the innovations of columns `u` and `v`.
    fn direct(&self, u: usize, v: usize) -> f64 {
        let n = self.columns.n;
        let at = |u: usize| ((u + 1) / W * (n + 1), (u + 1) % W);
        let ((gu, wu), (gv, wv)) = (at(u), at(v));
        let mut acc = [0.0; 4];
        let (a, b) = (&self.a0[gu + 1..gu + n + 1], &self.a0[gv + 1..gv + n + 1]);
        for (k, (x, y)) in a.iter().zip(b).enumerate() {
            acc[k & 3] += x[wu] * y[wv];
        }
        (acc[0] + acc[1]) + (acc[2] + acc[3])
    }

    /// Factors the columns' normal equations; sets `S`, returns the dummies' log-determinant.
    fn normal_equations(&mut self) -> Option<f64> {
        let (r, count) = (self.r, self.columns.data.len());
        for u in 1..=count {
            linalg::solve_lower(&self.m, r, &mut self.z[u * r..(u + 1) * r]);
        }
        let (n, a0) = (self.columns.n, &self.a0);
        self.columns.shifts.products(
            |u, t| a0[(u + 1) / W * (n + 1) + 1 + t][(u + 1) % W],
            n,
            &mut self.gram,
            count,
        );
        for u in 0..count {
            for v in 0..=u {
                let direct = if self.columns.shifts.covers(u, v) {
                    self.gram[u * count + v]
                } else {
                    self.direct(u, v)
                };
                let z = |u: usize| &self.z[(u + 1) * r..(u + 2) * r];
                self.gram[u * count + v] = direct - linalg::dot(z(u), z(v));
            }
        }
        let last = count - 1;
        let total = self.gram[last * count + last];
        let mut logdet = 0.0;
        for u in 0..count {
            let (done, rest) = self.gram.split_at_mut(u * count);
            let row = &mut rest[..count];
            for v in 0..u {
                let lv = &done[v * count..v * count + v + 1];
                row[v] = (row[v] - linalg::dot(&row[..v], &lv[..v])) * lv[v];
            }
            let before = row[u];
            let pivot = before - linalg::dot(&row[..u], &row[..u]);
            if u == last {
                row[u] = pivot;
                break;
            }
            if !(pivot > 0.0 && pivot.is_finite()) {
                return None;
            }
            if u < self.columns.dummies {
                logdet += pivot.ln();
            }
            row[u] = 1.0 / pivot.sqrt();
        }
        self.s = self.gram[last * count + last];
        if !total.is_finite() {
            return None;
        }
        // The subtractions above lose digits where the filters grow; there the sum of squares is
        // formed from the innovations themselves.
        let a0_last = {
            let (g, w) = (count / W * (self.columns.n + 1), count % W);
            self.a0[g + 1..g + self.columns.n + 1]
                .iter()
                .map(|row| row[w] * row[w])
                .sum::<f64>()
        };
        if self.s.is_nan() || self.s <= a0_last * 1e-4 {
            self.s = self.explicit_s();
        }
        (self.s > 0.0 && self.s.is_finite()).then_some(logdet)
    }

    /// Coefficients of the dummies and regressors that minimise `S`.
    pub fn coefficients(&self) -> Vec<f64> {
        let count = self.columns.data.len();
        let last = count - 1;
        let mut beta = self.gram[last * count..last * count + last].to_vec();
        self.back_substitute(last, &mut beta);
        beta
    }

    /// Solves with the transposed factor of the first `k` columns' normal equations.
    pub fn back_substitute(&self, k: usize, beta: &mut [f64]) {
        let count = self.columns.data.len();
        for i in (0..k).rev() {
            let (head, tail) = beta.split_at_mut(i);
            tail[0] *= self.gram[i * count + i];
            linalg::axpy(-tail[0], &self.gram[i * count..i * count + i], head);
        }
    }

    /// The combination `Σ weights_u column_u` and its pre-sample values.
    pub fn combine(&self, weights: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let r = self.r;
        let mut w = vec![0.0; self.columns.n];
        let mut x = vec![0.0; r];
        for (u, &k) in weights.iter().enumerate().filter(|(_, k)| **k != 0.0) {
            match self.columns.entries.get(u) {
                Some(entries) => entries.iter().for_each(|&(t, v)| w[t] += k * v),
                None => linalg::axpy(k, &self.columns.data[u], &mut w),
            }
            linalg::axpy(-k, &self.z[(u + 1) * r..(u + 2) * r], &mut x);
        }
        linalg::solve_lower_transposed(&self.m, r, &mut x);
        (w, x)
    }

    /// The data less regressors and dummies, and their pre-sample values.
    pub fn residual_series(&self) -> (Vec<f64>, Vec<f64>) {
        let mut weights = self.coefficients();
        weights.iter_mut().for_each(|b| *b = -*b);
        weights.push(1.0);
        self.combine(&weights)
    }

    fn explicit_s(&self) -> f64 {
        let (w, x) = self.residual_series();
        let (_, a) = innovations_from(&self.arma, &w, &x);
        let prior = gamma_inverse_form(&self.arma, &x);
        linalg::dot(&a, &a) + prior
    }
}

/// `X'u` from `u` and its backward pass `y`, both indexed by `t = 1, …, n`.
pub fn presample_product(
    arma: &Arma,
    n: usize,
    y: impl Fn(usize) -> f64,
    u: impl Fn(usize) -> f64,
    out: &mut [f64],
) {
    out.fill(0.0);
    for &k in &arma.ma_lags {
        let c = arma.ma_full[k];
        for (j, o) in out.iter_mut().enumerate().take(k).skip(k.saturating_sub(n)) {
            *o -= c * y(k - j);
        }
    }
    for &k in &arma.ar_lags {
        let c = arma.ar_full[k];
        for (j, o) in out.iter_mut().enumerate().take(k).skip(k.saturating_sub(n)) {
            *o += c * u(k - j);
        }
    }
}

/// Fills a column of `ext` with the pre-sample values (`v_t` at row `t + r - 1`) and, from row `r`,
/// the series less what division by `θ` owes to them.
pub fn load_presample<const N: usize>(
    arma: &Arma,
    ext: &mut [[f64; N]],
    column: usize,
    data: Option<&[f64]>,
    x: &[f64],
) {
    let r = x.len();
    let n = ext.len() - r;
    for (j, xj) in x.iter().enumerate() {
        ext[r - 1 - j][column] = *xj;
    }
    match data {
        Some(w) => {
            for (row, v) in ext[r..].iter_mut().zip(w) {
                row[column] = *v;
            }
        }
        None => ext[r..].iter_mut().for_each(|row| row[column] = 0.0),
    }
    for &k in &arma.ma_lags {
        let c = arma.ma_full[k];
        for t in 1..=k.min(n) {
            ext[r - 1 + t][column] -= c * x[k - t];
        }
    }
}

/// `v_t` for `t = 1-r, …, n` and `a_t` for `t = 1, …, n`, given the data and pre-sample values.
pub fn innovations_from(arma: &Arma, w: &[f64], x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let r = x.len();
    let mut ext = vec![[0.0; 1]; r + w.len()];
    load_presample(arma, &mut ext, 0, Some(w), x);
    let mut a = vec![[0.0; 1]; w.len()];
    forward(arma, &mut ext, &mut a);
    let flat = |rows: &[[f64; 1]]| rows.iter().map(|row| row[0]).collect();
    (flat(&ext), flat(&a))
}

/// `x' Γ^-1 x`.
pub fn gamma_inverse_form(arma: &Arma, x: &[f64]) -> f64 {
    let (a, b) = gamma_inverse_factors(arma, x);
    linalg::dot(&a, &a) - linalg::dot(&b, &b)
}

/// `A'x` and `B'x` where `Γ^-1 = A A' - B B'`.
pub fn gamma_inverse_factors(arma: &Arma, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let r = x.len();
    let mut a = x.to_vec();
    let mut b = vec![0.0; r];
    for &k in &arma.ar_lags {
        let c = arma.ar_full[k];
        linalg::axpy(c, &x[k..], &mut a[..r - k]);
        linalg::axpy(c, &x[r - k..], &mut b[..k]);
    }
    (a, b)
}
