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

use crate::ar_determinant::ArDeterminant;
use crate::evaluate::{
    Evaluator, Row, W, gamma_inverse_factors, load_presample, presample_product,
};
use crate::filter::{backward, forward};
use crate::linalg;
use crate::polynomial::multiply_adjoint;

/// Memory for derivatives.
#[derive(Clone, Debug)]
pub struct Differentiator {
    ext: Vec<Row>,
    right: Vec<Row>,
    back: Vec<Row>,
    inverse: Vec<f64>,
    tmp: Vec<f64>,
    /// `v` of the residual series at the last gradient.
    v: Vec<f64>,
    /// Derivatives of the innovations, `W` coefficients interleaved.
    sensitivity: Vec<Row>,
}

impl Differentiator {
    /// Memory for the gradients of one problem.
    pub fn new(eval: &Evaluator<'_>) -> Self {
        let (n, r) = (eval.columns.n, eval.r);
        Self {
            ext: vec![[0.0; W]; n + r],
            right: vec![[0.0; W]; n],
            back: vec![[0.0; W]; n],
            inverse: vec![0.0; r * r],
            tmp: vec![0.0; r * r],
            v: vec![0.0; n + r],
            sensitivity: Vec::new(),
        }
    }

    /// Gradient of the last evaluated value with respect to the coefficients; `None` when it does
    /// not exist there.
    pub fn gradient(&mut self, eval: &Evaluator<'_>) -> Option<Vec<f64>> {
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
            self.group(eval, index == 0, group, &weights_e, &mut full);
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
    ) {
        let arma = &eval.arma;
        self.ext.fill([0.0; W]);
        let mut weights = [0.0; W];
        for (w, (data, x, weight)) in list.iter().enumerate() {
            load_presample(arma, &mut self.ext, w, data.as_deref(), x);
            weights[w] = *weight;
            if data.is_some() {
                self.prior(eval, x, *weight, full);
            }
        }
        forward(arma, &mut self.ext, &mut self.right);
        if first {
            for (v, row) in self.v.iter_mut().zip(&self.ext) {
                *v = row[2];
            }
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
        backward(arma, &self.right, &mut self.back);
        lagged(&self.right, &self.ext, &arma.ar_lags, |k, v| {
            full.ar[k] += v
        });
        lagged(&self.back, &self.ext, &arma.ma_lags, |k, v| full.ma[k] -= v);
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
    pub fn gauss_newton(&mut self, eval: &Evaluator<'_>) -> Vec<f64> {
        let (n, r) = (eval.columns.n, eval.r);
        let k = eval.arma.shape.len();
        let count = eval.columns.data.len();
        let known = count - 1;
        let groups = k.div_ceil(W);
        self.sensitivity.resize(groups * n, [0.0; W]);
        // Rows: [L^-1 X'D | whitened products with the regressors and dummies].
        let width = r + known;
        let mut reduced = vec![0.0; k * width];
        for index in 0..groups {
            self.sensitivities(eval, index);
            let d = &self.sensitivity[index * n..(index + 1) * n];
            backward(&eval.arma, d, &mut self.back);
            for i in index * W..k.min((index + 1) * W) {
                let w = i % W;
                let out = &mut reduced[i * width..(i + 1) * width];
                let (x, products) = out.split_at_mut(r);
                presample_product(&eval.arma, n, |t| self.back[t - 1][w], |t| d[t - 1][w], x);
                linalg::solve_lower(&eval.m, r, x);
                for u in 0..known {
                    let (g, c) = ((u + 1) / W * (n + 1), (u + 1) % W);
                    let a0 = &eval.a0[g + 1..g + n + 1];
                    let direct: f64 = d.iter().zip(a0).map(|(d, row)| d[w] * row[c]).sum();
                    let z = &eval.z[(u + 1) * r..(u + 2) * r];
                    let gram = &eval.gram[u * count..u * count + u + 1];
                    let v = direct - linalg::dot(x, z) - linalg::dot(&products[..u], &gram[..u]);
                    products[u] = v * gram[u];
                }
            }
        }
        let scale = eval.columns.n_eff() as f64 / eval.s;
        let mut h = vec![0.0; k * k];
        for i in 0..k {
            for j in 0..=i {
                let (d, e) = (
                    &self.sensitivity[i / W * n..],
                    &self.sensitivity[j / W * n..],
                );
                let rows = d[..n].iter().zip(&e[..n]);
                let direct: f64 = rows.map(|(d, e)| d[i % W] * e[j % W]).sum();
                let row = |i: usize| &reduced[i * width..(i + 1) * width];
                let v = scale * (direct - linalg::dot(row(i), row(j)));
                h[i * k + j] = v;
                h[j * k + i] = v;
            }
        }
        h
    }

    /// `∂a/∂coefficient` with the pre-sample values held, for one group of coefficients.
    fn sensitivities(&mut self, eval: &Evaluator<'_>, group: usize) {
        let (arma, n, r) = (&eval.arma, eval.columns.n, eval.r);
        let shape = arma.shape;
        let d = &mut self.sensitivity[group * n..(group + 1) * n];
        let coefficients = group * W..shape.len().min((group + 1) * W);
        let series = &mut self.ext[..n];
        series.fill([0.0; W]);
        for i in coefficients.clone() {
            let part = shape.locate(i);
            if part.moving_average {
                let v = &self.v[..];
                let lag = part.lag;
                let (other, m) = arma.partner(part);
                for (t, row) in series.iter_mut().enumerate() {
                    row[i % W] = -multiplied(v, r + t - lag, other, m);
                }
            }
        }
        forward(arma, series, d);
        for i in coefficients {
            let part = shape.locate(i);
            if !part.moving_average {
                let (other, m) = arma.partner(part);
                for (t, row) in d.iter_mut().enumerate() {
                    row[i % W] = multiplied(&self.v, r + t - part.lag, other, m);
                }
            }
        }
    }
}

/// `v_i + Σ c_j v_{i-jm}`.
fn multiplied(v: &[f64], i: usize, c: &[f64], m: usize) -> f64 {
    let past = c.iter().enumerate().map(|(j, c)| c * v[i - (j + 1) * m]);
    v[i] + past.sum::<f64>()
}

/// Data (or none), pre-sample values and weight.
type Series = (Option<Vec<f64>>, Vec<f64>, f64);

/// Derivatives with respect to the whole polynomials, index = lag.
struct Full {
    ar: Vec<f64>,
    ma: Vec<f64>,
}

/// Passes `Σ_t a_t · v_{t-k}` of every lag `k` to `add`; `v` starts `v.len() - a.len()` rows before
/// `a`.
fn lagged(a: &[Row], v: &[Row], lags: &[usize], mut add: impl FnMut(usize, f64)) {
    let r = v.len() - a.len();
    let at = |k: usize| &v[r - k..r - k + a.len()];
    let sum = |acc: [f64; W]| (acc[0] + acc[1]) + (acc[2] + acc[3]);
    let (triples, rest) = lags.as_chunks::<3>();
    for &[i, j, k] in triples {
        let mut acc = [[0.0; W]; 3];
        for (((a, x), y), z) in a.iter().zip(at(i)).zip(at(j)).zip(at(k)) {
            for w in 0..W {
                acc[0][w] += a[w] * x[w];
                acc[1][w] += a[w] * y[w];
                acc[2][w] += a[w] * z[w];
            }
        }
        add(i, sum(acc[0]));
        add(j, sum(acc[1]));
        add(k, sum(acc[2]));
    }
    for &k in rest {
        let mut acc = [0.0; W];
        for (a, x) in a.iter().zip(at(k)) {
            for w in 0..W {
                acc[w] += a[w] * x[w];
            }
        }
        add(k, sum(acc));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Columns;
    use crate::polynomial::Shape;
    use crate::shifts::Shifts;

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
                let entries = data[..dummies]
                    .iter()
                    .map(|c: &Vec<f64>| c.iter().copied().enumerate().collect())
                    .collect();
                let columns = Columns {
                    n,
                    dummies,
                    data,
                    entries,
                    shifts: Shifts::new(Vec::new(), n),
                };
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
