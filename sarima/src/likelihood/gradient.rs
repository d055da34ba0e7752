//! Derivatives of the likelihood, and the Gauss-Newton matrix.
//!
//! `S` is a minimum over the pre-sample values and the regression coefficients, so its derivative
//! is that of the sum of squares at the minimum (envelope theorem). With `a = φ(B) v` and
//! `θ(B) v = w`,
//!
//! ```text
//! ∂a_t/∂φ_i =  (other autoregressive factor)(B) v_{t-i}
//! ∂a/∂θ_i   = -T_φ T_θ^-1 (other moving-average factor)(B) v_{t-i}
//! ```
//!
//! and the second is needed only through `T_θ^-T T_φ^T a`, one backward pass. The determinant of
//! `M` is differentiated through the vectors that generate it: with `N[i,j] = Σ_k M^-1[i+k,j+k]`,
//! `d log det M = tr(N dD)` for the displacement `D = M - Z M Z'`. What remains is the derivative of
//! the first row of `K`, a product of two responses, and goes through the same two passes.

use super::ar_determinant::ArDeterminant;
use super::evaluate::{
    Evaluator, Row, W, backward, gamma_inverse_factors, load_presample, presample_product,
};
use super::filter::{divide, multiply};
use super::linalg;
use super::polynomial::multiply_adjoint;

/// Memory for derivatives.
#[derive(Clone, Debug)]
pub(crate) struct Differentiator {
    ext: Vec<Row>,
    filtered: Vec<Row>,
    right: Vec<Row>,
    back: Vec<Row>,
    inverse: Vec<f64>,
    tmp: Vec<f64>,
    /// `v` of the residual series at the last gradient.
    v: Vec<f64>,
    columns: Vec<Vec<f64>>,
}

impl Differentiator {
    pub(crate) fn new(eval: &Evaluator<'_>) -> Self {
        let (n, r) = (eval.columns.n, eval.r);
        Self {
            ext: vec![[0.0; W]; n + r],
            filtered: vec![[0.0; W]; n + r],
            right: vec![[0.0; W]; n],
            back: vec![[0.0; W]; n],
            inverse: vec![0.0; r * r],
            tmp: vec![0.0; r * r],
            v: vec![0.0; n + r],
            columns: Vec::new(),
        }
    }

    /// Gradient of the last evaluated value with respect to the coefficients; `None` when it does
    /// not exist there.
    pub(crate) fn gradient(&mut self, eval: &Evaluator<'_>) -> Option<Vec<f64>> {
        let shape = eval.arma.shape;
        let r = eval.r;
        let mut grad = vec![0.0; shape.len()];
        if r == 0 {
            self.v = eval.residual_series().0;
            return Some(grad);
        }
        let mut full = Full {
            ar: vec![0.0; r + 1],
            ma: vec![0.0; r + 1],
        };
        let (weights_g, weights_e) = self.determinant(eval, &mut full);
        let (w, x) = eval.residual_series();
        let scale = 2.0 * eval.columns.n_eff() as f64 / eval.s;
        // First group: impulse response, the adjoint of K's first row, the residual series, and
        // the first dummy; further groups hold the other dummies.
        let mut unit = vec![0.0; r];
        unit[0] = 1.0;
        let mut list: Vec<Series> = vec![
            (None, unit, 1.0),
            (None, weights_g, 1.0),
            (Some(w), x, scale),
        ];
        for k in 0..eval.columns.dummies {
            let mut weights = vec![0.0; k + 1];
            weights[k] = 1.0;
            eval.back_substitute(k + 1, &mut weights);
            let (w, x) = eval.combine(&weights);
            list.push((Some(w), x, 2.0));
        }
        for (index, group) in list.chunks(W).enumerate() {
            self.group(eval, index == 0, group, &weights_e, &mut full, &mut grad);
        }
        let arma = &eval.arma;
        let (front, back) = grad.split_at_mut(shape.p + shape.q);
        let (grad_ar, grad_ma) = front.split_at_mut(shape.p);
        let (grad_sar, grad_sma) = back.split_at_mut(shape.sp);
        let s = shape.s;
        multiply_adjoint(&full.ar, arma.ar(), arma.sar(), s, grad_ar, grad_sar);
        multiply_adjoint(&full.ma, arma.ma(), arma.sma(), s, grad_ma, grad_sma);
        let det = ArDeterminant::new(arma.ar(), arma.sar(), s, true)?;
        linalg::axpy(1.0, det.grad_ar(), grad_ar);
        linalg::axpy(1.0, det.grad_sar(), grad_sar);
        grad.iter().all(|g| g.is_finite()).then_some(grad)
    }

    /// Derivatives of `log det M` with respect to the polynomials where they appear explicitly;
    /// returns those with respect to `K`'s first row and to the impulse response.
    fn determinant(&mut self, eval: &Evaluator<'_>, full: &mut Full) -> (Vec<f64>, Vec<f64>) {
        let (n, r) = (eval.columns.n, eval.r);
        linalg::invert(&eval.m, r, &mut self.tmp, &mut self.inverse);
        for i in (0..r - 1).rev() {
            for j in 0..=i {
                self.inverse[i * r + j] += self.inverse[(i + 1) * r + j + 1];
            }
        }
        let big_n = &self.inverse;
        let generators = &eval.generators;
        let times = |x: &[f64]| {
            let mut y = vec![0.0; r];
            linalg::symmetric_product(big_n, r, x, &mut y);
            y
        };
        let n_theta = times(&generators.theta);
        let n_g = times(&generators.g);
        let g0 = generators.g[0];
        let mut by_g: Vec<f64> = n_theta.iter().map(|v| 2.0 * v).collect();
        by_g[0] -= linalg::dot(&generators.theta, &n_theta);
        for j in 1..r {
            full.ma[j] += 2.0 * (n_g[j] - g0 * n_theta[j]);
            full.ar[j] += by_g[j];
        }
        if generators.h.iter().any(|v| *v != 0.0) {
            let n_h = times(&generators.h);
            for (i, v) in n_h.iter().enumerate() {
                full.ar[r - i] -= 2.0 * v;
            }
        }
        let mut by_lambda = vec![0.0; n + 1];
        if generators.e.iter().any(|v| v.abs() > 1e-30) {
            let n_e = times(&generators.e);
            let by_e = |i: usize| 2.0 * n_e[i + 1];
            for i in 0..r - 1 {
                if n + 1 + i <= r {
                    full.ar[n + 1 + i] += by_e(i);
                }
            }
            for &k in &eval.arma.ma_lags {
                let t = eval.arma.ma_full[k];
                for i in (k.saturating_sub(n + 1))..k.min(r - 1) {
                    let at = n + 1 + i - k;
                    full.ma[k] -= by_e(i) * eval.a0[at][0];
                    by_lambda[at] -= by_e(i) * t;
                }
            }
        }
        (by_g, by_lambda)
    }

    /// Adds the contributions of up to `W` series.
    fn group(
        &mut self,
        eval: &Evaluator<'_>,
        first: bool,
        list: &[Series],
        by_lambda: &[f64],
        full: &mut Full,
        grad: &mut [f64],
    ) {
        let (arma, r) = (&eval.arma, eval.r);
        let shape = arma.shape;
        let s = shape.s;
        self.ext.fill([0.0; W]);
        let mut weights = [0.0; W];
        for (w, (data, x, weight)) in list.iter().enumerate() {
            load_presample(arma, &mut self.ext, w, data.as_deref(), x);
            weights[w] = *weight;
            if data.is_some() {
                self.prior(eval, x, *weight, full);
            }
        }
        divide(&mut self.ext[r..], arma.ma(), 1);
        divide(&mut self.ext[r..], arma.sma(), s);
        if first {
            for (v, row) in self.v.iter_mut().zip(&self.ext) {
                *v = row[2];
            }
        }
        // a = φ Φ v
        self.filtered.copy_from_slice(&self.ext);
        multiply(&mut self.filtered, arma.sar(), s);
        let with_sar = shape.p > 0;
        let mut after = self.filtered.clone();
        multiply(&mut after, arma.ar(), 1);
        self.right.copy_from_slice(&after[r..]);
        if first {
            for (row, e) in self.right.iter_mut().zip(&by_lambda[1..]) {
                row.swap(0, 1);
                row[0] += e;
            }
        }
        for row in &mut self.right {
            for w in 0..W {
                row[w] *= weights[w];
            }
        }
        self.back.copy_from_slice(&self.right);
        backward(arma, &mut self.back);
        let (grad_ar, rest) = grad.split_at_mut(shape.p);
        let (grad_ma, rest) = rest.split_at_mut(shape.q);
        let (grad_sar, grad_sma) = rest.split_at_mut(shape.sp);
        if with_sar {
            lagged(
                &self.right,
                &self.filtered[r..],
                &self.filtered,
                1,
                1.0,
                grad_ar,
            );
        }
        if shape.sp > 0 {
            self.filtered.copy_from_slice(&self.ext);
            multiply(&mut self.filtered, arma.ar(), 1);
            lagged(
                &self.right,
                &self.filtered[r..],
                &self.filtered,
                s,
                1.0,
                grad_sar,
            );
        }
        if shape.q > 0 {
            self.filtered.copy_from_slice(&self.ext);
            multiply(&mut self.filtered, arma.sma(), s);
            lagged(
                &self.back,
                &self.filtered[r..],
                &self.filtered,
                1,
                -1.0,
                grad_ma,
            );
        }
        if shape.sq > 0 {
            self.filtered.copy_from_slice(&self.ext);
            multiply(&mut self.filtered, arma.ma(), 1);
            lagged(
                &self.back,
                &self.filtered[r..],
                &self.filtered,
                s,
                -1.0,
                grad_sma,
            );
        }
    }

    /// Derivative of `x' Γ^-1 x / 2` times `weight`.
    fn prior(&self, eval: &Evaluator<'_>, x: &[f64], weight: f64, full: &mut Full) {
        let r = x.len();
        let (a, b) = gamma_inverse_factors(&eval.arma, x);
        for &k in &eval.arma.ar_lags {
            let up = linalg::dot(&a[..r - k], &x[k..]);
            let down = linalg::dot(&b[..k], &x[r - k..]);
            full.ar[k] += weight * (up - down);
        }
    }

    /// Gauss-Newton approximation to the Hessian of half the value, at the point of the last
    /// gradient.
    pub(crate) fn gauss_newton(&mut self, eval: &Evaluator<'_>) -> Vec<f64> {
        let (n, r) = (eval.columns.n, eval.r);
        let k = eval.arma.shape.len();
        self.sensitivities(eval);
        let count = eval.columns.data.len();
        let known = count - 1;
        // Rows: [L^-1 X'D | whitened products with the regressors and dummies].
        let mut reduced = vec![0.0; k * (r + known)];
        for (start, group) in self.columns.chunks(W).enumerate() {
            let mut rows = vec![[0.0; W]; n];
            for (w, d) in group.iter().enumerate() {
                for (row, v) in rows.iter_mut().zip(d) {
                    row[w] = *v;
                }
            }
            backward(&eval.arma, &mut rows);
            for (w, d) in group.iter().enumerate() {
                let i = start * W + w;
                let out = &mut reduced[i * (r + known)..(i + 1) * (r + known)];
                presample_product(
                    &eval.arma,
                    n,
                    |t| rows[t - 1][w],
                    |t| d[t - 1],
                    &mut out[..r],
                );
                linalg::solve_lower(&eval.m, r, &mut out[..r]);
                for u in 0..known {
                    let (g, c) = ((u + 1) / W * (n + 1), (u + 1) % W);
                    let a0 = &eval.a0[g + 1..g + n + 1];
                    let direct: f64 = d.iter().zip(a0).map(|(d, row)| d * row[c]).sum();
                    let z = &eval.z[(u + 1) * r..(u + 2) * r];
                    let mut v = direct - linalg::dot(&out[..r], z);
                    let gram = &eval.gram[u * count..u * count + u + 1];
                    v -= linalg::dot(&out[r..r + u], &gram[..u]);
                    out[r + u] = v * gram[u];
                }
            }
        }
        let scale = eval.columns.n_eff() as f64 / eval.s;
        let mut h = vec![0.0; k * k];
        for i in 0..k {
            for j in 0..=i {
                let row = |i: usize| &reduced[i * (r + known)..(i + 1) * (r + known)];
                let v =
                    linalg::dot(&self.columns[i], &self.columns[j]) - linalg::dot(row(i), row(j));
                h[i * k + j] = scale * v;
                h[j * k + i] = scale * v;
            }
        }
        h
    }

    /// `∂a/∂coefficient` with the pre-sample values held, one column each.
    fn sensitivities(&mut self, eval: &Evaluator<'_>) {
        let (arma, n, r) = (&eval.arma, eval.columns.n, eval.r);
        let shape = arma.shape;
        let s = shape.s;
        let v: Vec<[f64; 1]> = self.v.iter().map(|v| [*v]).collect();
        let with = |c: &[f64], m: usize| {
            let mut f = v.clone();
            multiply(&mut f, c, m);
            f
        };
        self.columns.clear();
        let shifted = |f: &[[f64; 1]], lag: usize| -> Vec<f64> {
            f[r - lag..r - lag + n].iter().map(|row| row[0]).collect()
        };
        let f = with(arma.sar(), s);
        self.columns.extend((1..=shape.p).map(|i| shifted(&f, i)));
        let mut ma: Vec<Vec<f64>> = Vec::new();
        let f = with(arma.sma(), s);
        ma.extend((1..=shape.q).map(|i| shifted(&f, i)));
        let f = with(arma.ma(), 1);
        ma.extend((1..=shape.sq).map(|i| shifted(&f, i * s)));
        for pair in ma.chunks_mut(2) {
            let mut rows = vec![[0.0; 2]; n];
            for (w, d) in pair.iter().enumerate() {
                for (row, v) in rows.iter_mut().zip(d) {
                    row[w] = -v;
                }
            }
            divide(&mut rows, arma.ma(), 1);
            divide(&mut rows, arma.sma(), s);
            multiply(&mut rows, arma.ar(), 1);
            multiply(&mut rows, arma.sar(), s);
            for (w, d) in pair.iter_mut().enumerate() {
                for (v, row) in d.iter_mut().zip(&rows) {
                    *v = row[w];
                }
            }
        }
        let seasonal = ma.split_off(shape.q);
        self.columns.append(&mut ma);
        let f = with(arma.ar(), 1);
        self.columns
            .extend((1..=shape.sp).map(|i| shifted(&f, i * s)));
        self.columns.extend(seasonal);
    }
}

/// Data (or none), pre-sample values and weight.
type Series = (Option<Vec<f64>>, Vec<f64>, f64);

/// Derivatives with respect to the whole polynomials, index = lag.
struct Full {
    ar: Vec<f64>,
    ma: Vec<f64>,
}

/// `grad_i += sign Σ_t a_t · f_{t-im}`, `f` starting `f.len() - a.len()` rows before `t = 1`.
fn lagged(a: &[Row], tail: &[Row], f: &[Row], m: usize, sign: f64, grad: &mut [f64]) {
    let r = f.len() - tail.len();
    for (i, g) in grad.iter_mut().enumerate() {
        let from = r - (i + 1) * m;
        let mut acc = [0.0; W];
        for (x, y) in a.iter().zip(&f[from..]) {
            for w in 0..W {
                acc[w] += x[w] * y[w];
            }
        }
        *g += sign * acc.iter().sum::<f64>();
    }
}

#[cfg(test)]
mod tests {
    use super::super::evaluate::Columns;
    use super::super::polynomial::Shape;
    use super::*;

    fn noise(n: usize, seed: u64) -> Vec<f64> {
        let mut state = seed;
        (0..n)
            .map(|_| {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
            })
            .collect()
    }

    fn shape(p: usize, q: usize, sp: usize, sq: usize, s: usize) -> Shape {
        Shape { p, q, sp, sq, s }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_value() {
        let cases = [
            (shape(1, 0, 0, 0, 1), vec![-0.7], 40),
            (shape(0, 1, 0, 0, 1), vec![-0.7], 40),
            (shape(0, 1, 0, 1, 4), vec![-0.4, -0.5], 40),
            (shape(1, 1, 1, 1, 12), vec![-0.4, 0.5, 0.3, -0.95], 60),
            (
                shape(2, 3, 2, 1, 5),
                vec![-0.4, 0.3, 0.4, -0.2, 0.1, 0.3, 0.2, -0.9],
                70,
            ),
            (shape(0, 2, 1, 2, 7), vec![-0.9, 0.3, 0.3, -0.6, -0.3], 17),
            (shape(1, 1, 0, 1, 7), vec![-0.9, -1.0, -1.0], 57),
            (shape(1, 0, 1, 0, 12), vec![-0.9, 0.4], 9),
        ];
        for (shape, coef, n) in cases {
            for dummies in [0, 2] {
                let mut data = Vec::new();
                for k in 0..dummies {
                    let mut impulse = vec![0.0; n];
                    impulse[3 + 2 * k] = 1.0;
                    impulse[4 + 2 * k] = -1.0;
                    data.push(impulse);
                }
                data.push(noise(n, 5));
                data.push(noise(n, 1));
                let columns = Columns { n, dummies, data };
                let mut eval = Evaluator::new(&columns, shape);
                let mut diff = Differentiator::new(&eval);
                assert!(eval.evaluate(&coef).is_finite());
                let gradient = diff.gradient(&eval).unwrap();
                for i in 0..coef.len() {
                    let h = 1e-5;
                    let mut at = |d: f64| {
                        let mut c = coef.clone();
                        c[i] += d;
                        eval.evaluate(&c)
                    };
                    let slope =
                        (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
                    assert!(
                        (slope - gradient[i]).abs() < 1e-6 * (1.0 + slope.abs()),
                        "{shape:?} {dummies} {i}: {slope} {}",
                        gradient[i]
                    );
                }
            }
        }
    }
}
