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

use crate::ar_determinant;
use crate::filter::{Row, W, backward, forward, forward_pair, lane_product, squares};
#[cfg(feature = "structured")]
use crate::gaps::Gaps;
use crate::linalg;
#[cfg(feature = "structured")]
use crate::missing::Filter;
use crate::polynomial::{Arma, Shape};
use crate::presample::{
    Generators, before, gamma_inverse_factors, load_presample, presample_product,
};
use crate::shifts::Shifts;
use crate::system::System;

/// Columns of one problem: dummies of missing values, regressors, and the data last.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Length of each column.
    pub n: usize,
    /// Number of columns that are dummies.
    pub dummies: usize,
    /// The columns; the last is the data.
    pub data: Vec<Vec<f64>>,
    /// Non-zero entries of the dummies.
    pub entries: Vec<Vec<(usize, f64)>>,
    /// The dummies that are shifts of each other.
    pub shifts: Shifts,
    /// Rows that are missing without having a dummy.
    #[cfg(feature = "structured")]
    pub gaps: Option<Gaps>,
}

impl Columns {
    /// Observations that count.
    pub fn n_eff(&self) -> usize {
        #[cfg(feature = "structured")]
        if let Some(gaps) = &self.gaps {
            return self.n - self.dummies - gaps.count();
        }
        self.n - self.dummies
    }
}

/// Number of innovations in a rough value.
const ENOUGH: usize = 500;

/// Evaluates the likelihood of one problem; all memory is kept between evaluations.
#[derive(Clone, Debug)]
pub struct Evaluator<'a> {
    pub(crate) columns: &'a Columns,
    pub(crate) arma: Arma,
    /// Number of pre-sample values.
    pub(crate) r: usize,
    /// Rows 0 to n of each group: the unit impulse at row 0, then the columns from row 1.
    pub(crate) input: Vec<Row>,
    /// `v`, likewise, after `r - 1` rows of zeros in each group.
    pub(crate) v: Vec<Row>,
    /// The data in every column, as many of them as a rough value takes.
    twice: Vec<Row>,
    /// `a0`, likewise; the first column is the impulse response.
    pub(crate) a0: Vec<Row>,
    pub(crate) back: Vec<Row>,
    pub(crate) generators: Generators,
    /// `M`, then its Cholesky factor.
    pub(crate) m: System,
    /// In padded rows: row 0 is `X'λ`; row `u + 1` is `U'^-1 T X' a0_u`.
    pub(crate) z: Vec<f64>,
    /// Cholesky factor of the normal equations of the columns, stride `data.len()`.
    pub(crate) gram: Vec<f64>,
    /// The filter that replaces all of the above if rows are missing without dummies.
    #[cfg(feature = "structured")]
    pub(crate) filter: Option<Filter>,
    /// The smallest sum of squares, of which `sigma2` is a multiple; NaN before the first
    /// evaluation.
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
        let m = System::new(shape);
        let stride = m.stride();
        Self {
            columns,
            arma: Arma::new(shape),
            r,
            v: vec![[0.0; W]; groups * (before(r) + n + 1)],
            twice: Vec::new(),
            a0: vec![[0.0; W]; groups * (n + 1)],
            back: vec![[0.0; W]; groups * (n + 1)],
            input,
            generators: Generators::new(stride),
            m,
            z: vec![0.0; (count + 1) * stride],
            gram: vec![0.0; count * count],
            #[cfg(feature = "structured")]
            filter: columns
                .gaps
                .as_ref()
                .map(|gaps| Filter::new(gaps, shape, count)),
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

    /// `true` if rows are missing without dummies.
    pub(crate) fn is_filtered(&self) -> bool {
        #[cfg(feature = "structured")]
        return self.columns.gaps.is_some();
        #[cfg(not(feature = "structured"))]
        false
    }

    fn try_evaluate(&mut self) -> Option<f64> {
        #[cfg(feature = "structured")]
        if let Some(gaps) = &self.columns.gaps {
            let logdet = self.filtered(gaps)?;
            return self.concentrated(logdet);
        }
        let (ar, sar) = (self.arma.ar(), self.arma.sar());
        let mut logdet = ar_determinant::log_det(ar, sar, self.arma.shape.s)?;
        self.innovations();
        if self.r > 0 {
            self.project_on_presample();
            logdet += self.m.factorise(&mut self.generators, &self.arma)?;
        }
        logdet += self.normal_equations()?;
        self.concentrated(logdet)
    }

    fn concentrated(&self, logdet: f64) -> Option<f64> {
        let value = self.columns.n_eff() as f64 * self.s.ln() + logdet;
        value.is_finite().then_some(value)
    }

    /// The determinants by the filter, and the sum of squares.
    #[cfg(feature = "structured")]
    fn filtered(&mut self, gaps: &Gaps) -> Option<f64> {
        let filter = self.filter.as_mut()?;
        let columns = &self.columns.data;
        let logdet = filter.run(&self.arma, gaps, columns)?;
        let count = columns.len();
        let innovations = &filter.innovations;
        for u in 0..count {
            for v in 0..=u {
                self.gram[u * count + v] = filter.product(&innovations[u], &innovations[v]);
            }
        }
        let unprojected = self.gram[count * count - 1];
        Some(logdet + self.factor_gram(unprojected)?)
    }

    /// Sum of squares of the innovations' response to the last value before the sample, at the
    /// coefficients of the last evaluation; 0 where a filter replaces the pre-sample values.
    ///
    /// It bounds the pivots of the pre-sample values' equations, so that the value loses about as
    /// many digits as this has: many if several roots of the moving average are close to the unit
    /// circle.
    pub fn growth(&self) -> f64 {
        self.generators.g.first().copied().unwrap_or(0.0)
    }

    /// The data: the last column.
    pub fn series(&self) -> &[f64] {
        self.columns.data.last().map_or(&[], Vec::as_slice)
    }

    /// Rough values at several points: `n log (S n / m)` of the first `m` data (five hundred or two
    /// seasons of them, or all) with zero pre-sample values and no regression, a conditional sum of
    /// squares. They cost a fraction of the exact value, and are computed two at once if every
    /// factor has at most one lag. `coefs` holds the coefficients of one point after those of
    /// another. Everything else in the evaluator is invalid afterwards.
    pub fn conditionals(&mut self, coefs: &[f64]) -> Vec<f64> {
        let (n, zeros) = (self.columns.n as f64, before(self.r));
        let rows = self.columns.n.min(ENOUGH.max(2 * self.r));
        if self.twice.is_empty() {
            let data = self.columns.data.last().into_iter().flatten();
            self.twice.extend(data.take(rows).map(|v| [*v; W]));
        }
        let (v, a) = (&mut self.v[zeros..zeros + rows], &mut self.a0[..rows]);
        let rough = |square: f64| n * (n * square / rows as f64).ln();
        let mut other = self.arma.clone();
        let k = self.arma.shape.count().max(1);
        let mut values = Vec::with_capacity(coefs.len() / k);
        for pair in coefs.chunks(W * k) {
            self.arma.set(&pair[..k]);
            other.set(&pair[pair.len() - k..]);
            if forward_pair([&self.arma, &other], &self.twice, v, a) {
                values.extend(squares(a).into_iter().take(pair.len() / k).map(rough));
                continue;
            }
            for coef in pair.chunks_exact(k) {
                self.arma.set(coef);
                forward(&self.arma, &self.twice, v, a);
                values.push(rough(squares(a)[0]));
            }
        }
        values
    }

    /// `a0` of every column, and the impulse response.
    fn innovations(&mut self) {
        let rows = self.columns.n + 1;
        let zeros = before(self.r);
        let groups = self.v.chunks_exact_mut(zeros + rows);
        let a0 = self.a0.chunks_exact_mut(rows);
        for ((w, v), a) in self.input.chunks_exact(rows).zip(groups).zip(a0) {
            forward(&self.arma, w, &mut v[zeros..], a);
        }
    }

    /// `X'λ`, `X'a0` of every column, and what generates `M`.
    fn project_on_presample(&mut self) {
        let n = self.columns.n;
        let stride = self.m.stride();
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
                    (&group[1..], w),
                    (&self.a0[base + 1..base + n + 1], w),
                    &mut self.z[u * stride..u * stride + self.r],
                );
            }
        }
        self.generators
            .fill(&self.arma, &self.z[..self.r], &self.a0[..n + 1], n);
    }

    /// Inner product of the innovations of columns `u` and `v`.
    fn direct(&self, u: usize, v: usize) -> f64 {
        let n = self.columns.n;
        let at = |u: usize| ((u + 1) / W * (n + 1), (u + 1) % W);
        let ((gu, wu), (gv, wv)) = (at(u), at(v));
        let (a, b) = (&self.a0[gu + 1..gu + n + 1], &self.a0[gv + 1..gv + n + 1]);
        lane_product(a, wu, b, wv)
    }

    /// The columns' normal equations, factored: sets `S`, returns the dummies' log-determinant.
    fn normal_equations(&mut self) -> Option<f64> {
        let (stride, count) = (self.m.stride(), self.columns.data.len());
        for u in 1..=count {
            self.m
                .solve_transposed(&mut self.z[u * stride..(u + 1) * stride]);
        }
        let (n, a0) = (self.columns.n, &self.a0);
        self.columns.shifts.products(
            |u, t| a0[(u + 1) / W * (n + 1) + 1 + t][(u + 1) % W],
            n,
            &mut self.gram,
            count,
        );
        let mut unprojected = 0.0;
        for u in 0..count {
            for v in 0..=u {
                let direct = if self.columns.shifts.covers(u, v) {
                    self.gram[u * count + v]
                } else {
                    self.direct(u, v)
                };
                unprojected = direct;
                let z = |u: usize| &self.z[(u + 1) * stride..(u + 2) * stride];
                self.gram[u * count + v] = direct - linalg::dot(z(u), z(v));
            }
        }
        self.factor_gram(unprojected)
    }

    /// Factors the columns' normal equations; sets `S`, of which the data alone had `unprojected`,
    /// and returns the dummies' log-determinant.
    fn factor_gram(&mut self, unprojected: f64) -> Option<f64> {
        let count = self.columns.data.len();
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
        // The subtractions above lose digits when the filters grow; then the sum of squares is
        // formed from the innovations themselves.
        if self.s.is_nan() || self.s <= unprojected * 1e-4 {
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

    /// Writes `z` into the padded `x`: `T' U^-1 z` are the pre-sample values of the combination
    /// `Σ weights_u column_u`.
    pub(crate) fn presample(&self, weights: &[f64], x: &mut [f64]) {
        let stride = self.m.stride();
        x.fill(0.0);
        for (u, &k) in weights.iter().enumerate() {
            linalg::axpy(-k, &self.z[(u + 1) * stride..(u + 2) * stride], x);
        }
    }

    /// Adds the combination `Σ weights_u column_u` to a column of `rows`.
    pub(crate) fn combine(&self, weights: &[f64], rows: &mut [Row], column: usize) {
        for (u, &k) in weights.iter().enumerate().filter(|(_, k)| **k != 0.0) {
            match self.columns.entries.get(u) {
                Some(entries) => entries.iter().for_each(|&(t, v)| rows[t][column] += k * v),
                None => {
                    for (row, v) in rows.iter_mut().zip(&self.columns.data[u]) {
                        row[column % W] += k * v;
                    }
                }
            }
        }
    }

    /// Weights of the columns in the data less regressors and dummies.
    pub(crate) fn residual_weights(&self) -> Vec<f64> {
        let mut weights = self.coefficients();
        weights.iter_mut().for_each(|b| *b = -*b);
        weights.push(1.0);
        weights
    }

    fn explicit_s(&self) -> f64 {
        #[cfg(feature = "structured")]
        if let Some(filter) = &self.filter {
            let mut rest = vec![0.0; self.columns.n];
            for (w, innovations) in self.residual_weights().iter().zip(&filter.innovations) {
                linalg::axpy(*w, innovations, &mut rest);
            }
            return filter.product(&rest, &rest);
        }
        let (n, r) = (self.columns.n, self.r);
        let (mut x, mut p, mut q) = (vec![0.0; self.m.stride()], vec![0.0; r], vec![0.0; r]);
        let (mut series, mut ext) = (vec![[0.0; W]; n], vec![[0.0; W]; r + n]);
        let weights = self.residual_weights();
        self.combine(&weights, &mut series, 0);
        self.presample(&weights, &mut x);
        self.m.solve(&mut x);
        let x = &x[..r];
        load_presample(&self.arma, &series, &mut ext, 0, x);
        let mut a = vec![[0.0; W]; n];
        forward(&self.arma, &series, &mut ext, &mut a);
        gamma_inverse_factors(&self.arma, x, &mut p, &mut q);
        let prior = linalg::dot(&p, &p) - linalg::dot(&q, &q);
        lane_product(&a, 0, &a, 0) + prior
    }
}
