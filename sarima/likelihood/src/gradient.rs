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
//! `d log det M = tr(N dD)` for the displacement `D = M - Z M Z'`. What remains is the derivative
//! of the first row of `K`, a product of two responses, and goes through the same two passes.

use crate::ar_determinant;
use crate::evaluate::Evaluator;
use crate::filter::{Row, W, backward, forward, lane_product};
use crate::generator_slopes::GeneratorSlopes;
use crate::lagged::{crossed, lagged};
use crate::linalg;
use crate::polynomial::multiply_adjoint;
use crate::presample::{gamma_inverse_factors, load_presample, presample_product};
use crate::system::Adjoint;

/// Memory for derivatives.
#[derive(Clone, Debug)]
pub struct Differentiator {
    /// Pre-sample values and series, then `v`. After a gradient the second column is that of the
    /// residual series.
    pub(crate) ext: Vec<Row>,
    /// Combinations of columns; empty where the data are the only one.
    series: Vec<Row>,
    right: Vec<Row>,
    back: Vec<Row>,
    adjoint: Adjoint,
    /// Derivatives of the innovations, `W` coefficients interleaved.
    pub(crate) sensitivity: Vec<Row>,
    pub(crate) full: Full,
    /// Derivatives with respect to the last `r + 1` values of the impulse response.
    by_lambda: Vec<f64>,
    /// Pre-sample values of a series, and two more vectors of their length.
    x: Vec<f64>,
    pair: [Vec<f64>; 2],
    /// Memory of the smoother for missing values.
    #[cfg(feature = "structured")]
    pub(crate) smoother: Vec<f64>,
}

impl Differentiator {
    /// Memory for the gradients of one problem.
    pub fn new(eval: &Evaluator<'_>) -> Self {
        let (n, r) = (eval.columns.n, eval.r);
        let vector = || vec![0.0; eval.m.stride()];
        Self {
            ext: vec![[0.0; W]; n + r],
            series: vec![[0.0; W]; if eval.columns.data.len() > 1 { n } else { 0 }],
            right: vec![[0.0; W]; n],
            back: vec![[0.0; W]; n],
            adjoint: Adjoint::new(&eval.m, &eval.arma),
            sensitivity: Vec::new(),
            full: Full {
                ar: vec![0.0; r + 1],
                ma: vec![0.0; r + 1],
            },
            by_lambda: vec![0.0; r + 1],
            x: vector(),
            pair: [vector(), vector()],
            #[cfg(feature = "structured")]
            smoother: Vec::new(),
        }
    }

    /// Gradient of the last evaluated value with respect to the coefficients; `None` when it does
    /// not exist there.
    pub fn gradient(&mut self, eval: &Evaluator<'_>) -> Option<Vec<f64>> {
        let shape = eval.arma.shape;
        let mut grad = vec![0.0; shape.count()];
        if eval.r == 0 {
            return Some(grad);
        }
        self.full.ar.fill(0.0);
        self.full.ma.fill(0.0);
        self.add_to_full(eval)?;
        let (arma, full) = (&eval.arma, &self.full);
        let (front, back) = grad.split_at_mut(shape.p + shape.q);
        let (grad_ar, grad_ma) = front.split_at_mut(shape.p);
        let (grad_sar, grad_sma) = back.split_at_mut(shape.sp);
        let s = shape.s;
        multiply_adjoint(&full.ar, arma.ar(), arma.sar(), s, grad_ar, grad_sar);
        multiply_adjoint(&full.ma, arma.ma(), arma.sma(), s, grad_ma, grad_sma);
        if !eval.is_filtered() {
            #[cfg(feature = "structured")]
            linalg::axpy(1.0, &self.adjoint.slopes.ma, grad_ma);
            ar_determinant::add_gradient(arma.ar(), arma.sar(), s, grad_ar, grad_sar)?;
        }
        grad.iter().all(|g| g.is_finite()).then_some(grad)
    }

    /// Derivatives with respect to the whole polynomials.
    fn add_to_full(&mut self, eval: &Evaluator<'_>) -> Option<()> {
        #[cfg(feature = "structured")]
        if let (Some(filter), Some(gaps)) = (&eval.filter, &eval.columns.gaps) {
            return self.add_missing(eval, filter, gaps);
        }
        self.determinant(eval);
        for first in (0..eval.columns.dummies).step_by(W) {
            self.clear();
            for k in first..eval.columns.dummies.min(first + W) {
                let mut weights = vec![0.0; k + 1];
                weights[k] = 1.0;
                eval.back_substitute(k + 1, &mut weights);
                self.load(eval, &weights, k - first, 2.0);
            }
            self.pair(eval);
        }
        // The adjoint of K's first row, and the residual series.
        self.clear();
        let scale = 2.0 * eval.columns.n_eff() as f64 / eval.s;
        self.load(eval, &eval.residual_weights(), 1, scale);
        self.impulse(eval, scale);
        Some(())
    }

    /// Empties the series and their pre-samples.
    fn clear(&mut self) {
        self.series.fill([0.0; W]);
        let loaded = self.ext.len().min(2 * (self.ext.len() - self.right.len()));
        self.ext[..loaded].fill([0.0; W]);
    }

    /// Puts a combination of the columns into column `w` of the group; adds what its pre-sample
    /// values contribute.
    fn load(&mut self, eval: &Evaluator<'_>, weights: &[f64], w: usize, weight: f64) {
        if !self.series.is_empty() {
            eval.combine(weights, &mut self.series, w);
        }
        eval.presample(weights, &mut self.x);
        self.adjoint.solve(&eval.m, &mut self.x);
        let series = own_or_data(&self.series, eval);
        load_presample(&eval.arma, series, &mut self.ext, w, &self.x[..eval.r]);
        self.prior(eval, weight);
    }

    /// Derivatives of `log det M` with respect to the polynomials where they appear explicitly, to
    /// `K`'s first row and to the impulse response.
    fn determinant(&mut self, eval: &Evaluator<'_>) {
        let (n, r) = (eval.columns.n, eval.r);
        self.adjoint.fill(&eval.m, &eval.generators);
        let GeneratorSlopes { theta, g, h, e, .. } = &self.adjoint.slopes;
        let full = &mut self.full;
        // The index is padding if a lag is as long as the pre-sample.
        let at = |x: &[f64], j: usize| if j < r { x[j] } else { 0.0 };
        for &j in &eval.arma.ma_lags {
            full.ma[j] += at(theta, j);
        }
        for &j in &eval.arma.ar_lags {
            full.ar[j] += at(g, j) + h[r - j];
        }
        let by_lambda = &mut self.by_lambda;
        by_lambda.fill(0.0);
        if e.iter().any(|v| *v != 0.0) {
            let by_e = |i: usize| e[i + 1];
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
                    by_lambda[at - n.saturating_sub(r)] -= by_e(i) * t;
                }
            }
        }
    }

    /// Adds the contributions of the dummies' series in both columns.
    fn pair(&mut self, eval: &Evaluator<'_>) {
        let arma = &eval.arma;
        forward(arma, &self.series, &mut self.ext, &mut self.right);
        backward(arma, &self.right, &mut self.back);
        let full = &mut self.full;
        lagged(&self.right, &self.ext, &arma.ar_lags, |k, [a, b]| {
            full.ar[k] += 2.0 * (a + b)
        });
        lagged(&self.back, &self.ext, &arma.ma_lags, |k, [a, b]| {
            full.ma[k] -= 2.0 * (a + b)
        });
    }

    /// Adds the contributions of `K`'s first row and of the residual series, the latter times
    /// `scale`.
    ///
    /// The row is a product of the impulse response and of the response to its adjoint, which goes
    /// through the first column: the passes of either are paired with the other.
    fn impulse(&mut self, eval: &Evaluator<'_>, scale: f64) {
        let (arma, n, r) = (&eval.arma, eval.columns.n, eval.r);
        load_presample(
            arma,
            &eval.input[1..=n],
            &mut self.ext,
            0,
            &self.adjoint.slopes.g[..r],
        );
        let series = own_or_data(&self.series, eval);
        forward(arma, series, &mut self.ext, &mut self.right);
        // The row after the last reaches back by the order of the model.
        let first = n.saturating_sub(r);
        for (row, e) in self.right[first..].iter_mut().zip(&self.by_lambda[1..]) {
            row[0] += e;
        }
        backward(arma, &self.right, &mut self.back);
        let (full, v) = (&mut self.full, [&self.ext[..], &eval.v[..n + r]]);
        crossed(
            [&self.right, &eval.a0[1..=n]],
            v,
            &arma.ar_lags,
            |k, [a, b]| full.ar[k] += a + scale * b,
        );
        crossed(
            [&self.back, &eval.back[1..=n]],
            v,
            &arma.ma_lags,
            |k, [a, b]| full.ma[k] -= a + scale * b,
        );
    }

    /// Derivative of `x' Γ^-1 x / 2` times `weight`.
    fn prior(&mut self, eval: &Evaluator<'_>, weight: f64) {
        let r = eval.r;
        let [a, b] = self.pair.each_mut().map(|v| &mut v[..r]);
        let x = &self.x[..r];
        gamma_inverse_factors(&eval.arma, x, a, b);
        for &k in &eval.arma.ar_lags {
            let up = linalg::dot(&a[..r - k], &x[k..]);
            let down = linalg::dot(&b[..k], &x[r - k..]);
            self.full.ar[k] += weight * (up - down);
        }
    }

    /// Gauss-Newton approximation to the Hessian of half the value, at the point of the last
    /// gradient.
    pub fn gauss_newton(&mut self, eval: &Evaluator<'_>) -> Vec<f64> {
        #[cfg(feature = "structured")]
        if let Some(filter) = &eval.filter {
            return self.missing_gauss_newton(eval, filter);
        }
        let (n, r) = (eval.columns.n, eval.r);
        let k = eval.arma.shape.count();
        let count = eval.columns.data.len();
        let known = count - 1;
        let groups = k.div_ceil(W);
        self.sensitivity.resize(groups * n, [0.0; W]);
        // Rows: [U'^-1 X'D, padded | whitened products with the regressors and dummies].
        let stride = eval.m.stride();
        let width = stride + known;
        let mut reduced = vec![0.0; k * width];
        for index in 0..groups {
            self.sensitivities(eval, index);
            let d = &self.sensitivity[index * n..(index + 1) * n];
            backward(&eval.arma, d, &mut self.back);
            for i in index * W..k.min((index + 1) * W) {
                let w = i % W;
                let out = &mut reduced[i * width..(i + 1) * width];
                let (x, products) = out.split_at_mut(stride);
                presample_product(&eval.arma, (&self.back, w), (d, w), &mut x[..r]);
                eval.m.solve_transposed(x);
                for u in 0..known {
                    let (g, c) = ((u + 1) / W * (n + 1), (u + 1) % W);
                    let a0 = &eval.a0[g + 1..g + n + 1];
                    let direct = lane_product(d, w, a0, c);
                    let z = &eval.z[(u + 1) * stride..(u + 2) * stride];
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
                let direct = lane_product(&d[..n], i % W, &e[..n], j % W);
                let row = |i: usize| &reduced[i * width..(i + 1) * width];
                let v = scale * (direct - linalg::dot(row(i), row(j)));
                h[i * k + j] = v;
                h[j * k + i] = v;
            }
        }
        h
    }

    /// `∂a/∂coefficient` with the pre-sample values held, for one group of coefficients.
    pub(crate) fn sensitivities(&mut self, eval: &Evaluator<'_>, group: usize) {
        let (arma, n, r) = (&eval.arma, eval.columns.n, eval.r);
        let shape = arma.shape;
        let d = &mut self.sensitivity[group * n..(group + 1) * n];
        let coefficients = group * W..shape.count().min((group + 1) * W);
        let series = &mut self.right;
        series.fill([0.0; W]);
        for i in coefficients.clone() {
            let part = shape.locate(i);
            if part.moving_average {
                multiplied(
                    arma.partner(part),
                    &self.ext,
                    r - part.lag,
                    -1.0,
                    series,
                    i % W,
                );
            }
        }
        forward(arma, series, &mut self.back, d);
        for i in coefficients {
            let part = shape.locate(i);
            if !part.moving_average {
                multiplied(arma.partner(part), &self.ext, r - part.lag, 1.0, d, i % W);
            }
        }
    }
}

/// Writes `sign (v_i + Σ c_j v_{i-jm})`, `v` the second column and `i` counted from `start`, into a
/// column.
fn multiplied(
    (c, m): (&[f64], usize),
    v: &[Row],
    start: usize,
    sign: f64,
    out: &mut [Row],
    w: usize,
) {
    for (row, v) in out.iter_mut().zip(&v[start..]) {
        row[w % W] = sign * v[1];
    }
    for (j, c) in c.iter().enumerate() {
        for (row, v) in out.iter_mut().zip(&v[start - (j + 1) * m..]) {
            row[w % W] += sign * c * v[1];
        }
    }
}

/// Derivatives with respect to the whole polynomials, index = lag.
#[derive(Clone, Debug)]
pub(crate) struct Full {
    pub(crate) ar: Vec<f64>,
    pub(crate) ma: Vec<f64>,
}

/// The series of a group; the first group of columns if it has no other.
fn own_or_data<'a>(own: &'a [Row], eval: &'a Evaluator<'_>) -> &'a [Row] {
    if own.is_empty() {
        &eval.input[1..=eval.columns.n]
    } else {
        own
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
                    #[cfg(feature = "structured")]
                    gaps: None,
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
