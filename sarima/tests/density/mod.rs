//! The density of a series by dense matrices, with twice the digits.

use crate::double_double::Dd;
use sarima::{Params, Spec};

fn product(a: &[Dd], b: &[Dd]) -> Vec<Dd> {
    let mut out = vec![Dd::ZERO; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            out[i + j] = out[i + j] + *x * *y;
        }
    }
    out
}

/// `1 + c_1 B^s + c_2 B^2s + …`.
fn spread(c: &[f64], s: usize, sign: f64) -> Vec<Dd> {
    let mut out = vec![Dd::ZERO; c.len() * s + 1];
    out[0] = Dd::from(1.0);
    for (i, v) in c.iter().enumerate() {
        out[(i + 1) * s] = Dd::from(sign * v);
    }
    out
}

/// Autocovariances 0 to n-1 with unit innovations: those of the autoregression from the Yule-Walker
/// equations, summed over the moving average.
fn autocovariances(params: &Params, s: usize, n: usize) -> Option<Vec<Dd>> {
    let ar = product(
        &spread(&params.ar, 1, -1.0),
        &spread(&params.seasonal_ar, s, -1.0),
    );
    let ma = product(
        &spread(&params.ma, 1, 1.0),
        &spread(&params.seasonal_ma, s, 1.0),
    );
    let order = ar.len() - 1;
    let mut equations: Vec<Vec<Dd>> = (0..=order)
        .map(|k| {
            let mut row = vec![Dd::ZERO; order + 2];
            for (j, c) in ar.iter().enumerate() {
                row[k.abs_diff(j)] = row[k.abs_diff(j)] + *c;
            }
            row
        })
        .collect();
    equations[0][order + 1] = Dd::from(1.0);
    let mut gamma = solved(equations)?;
    while gamma.len() < n + ma.len() {
        let last = gamma.len();
        let terms = (1..=order).map(|j| ar[j] * gamma[last - j]);
        gamma.push(-terms.fold(Dd::ZERO, |a, b| a + b));
    }
    let at = |k: usize| {
        let mut sum = Dd::ZERO;
        for (i, a) in ma.iter().enumerate() {
            for (j, b) in ma.iter().enumerate() {
                sum = sum + *a * *b * gamma[(k + i).abs_diff(j)];
            }
        }
        sum
    };
    Some((0..n).map(at).collect())
}

/// Gaussian elimination with row pivoting; the right-hand side is the last column.
fn solved(mut a: Vec<Vec<Dd>>) -> Option<Vec<Dd>> {
    let n = a.len();
    for i in 0..n {
        let size = |row: &usize| a[*row][i].value().abs();
        let pivot = (i..n).max_by(|x, y| size(x).total_cmp(&size(y)))?;
        a.swap(i, pivot);
        let (done, rest) = a.split_at_mut(i + 1);
        let own = &done[i];
        for row in rest {
            let factor = row[i] / own[i];
            for (v, o) in row.iter_mut().zip(own).skip(i) {
                *v = *v - factor * *o;
            }
        }
    }
    let mut x = vec![Dd::ZERO; n];
    for i in (0..n).rev() {
        let known = (i + 1..n).fold(Dd::ZERO, |sum, k| sum + a[i][k] * x[k]);
        x[i] = (a[i][n] - known) / a[i][i];
    }
    x.iter().all(|v| v.value().is_finite()).then_some(x)
}

/// Lower Cholesky factor, row by row, and the log-determinant; `None` when not positive definite.
fn cholesky(mut a: Vec<Vec<Dd>>) -> Option<(Vec<Vec<Dd>>, f64)> {
    let n = a.len();
    let mut logdet = 0.0;
    for i in 0..n {
        for j in 0..=i {
            let rest = a[i][j] - dot(&a[i][..j], &a[j][..j]);
            if i == j {
                if rest.value().is_nan() || rest.value() <= 0.0 {
                    return None;
                }
                logdet += rest.ln();
                a[i][i] = rest.sqrt();
            } else {
                a[i][j] = rest / a[j][j];
            }
        }
    }
    Some((a, logdet))
}

fn solve(l: &[Vec<Dd>], b: &[Dd]) -> Vec<Dd> {
    let mut z = b.to_vec();
    for i in 0..z.len() {
        z[i] = (z[i] - dot(&l[i][..i], &z[..i])) / l[i][i];
    }
    z
}

fn dot(a: &[Dd], b: &[Dd]) -> Dd {
    let terms = a.iter().zip(b).map(|(a, b)| *a * *b);
    terms.fold(Dd::ZERO, |sum, v| sum + v)
}

/// The density of the differenced series, missing values integrated out, with twice the digits, and
/// the variance of the differences with unit innovations; `None` outside the stationary region.
pub(crate) fn dense(spec: &Spec, params: &Params, y: &[f64]) -> Option<(f64, f64)> {
    let so = spec.seasonal_order;
    let mut delta = vec![Dd::from(1.0)];
    for _ in 0..spec.order.d {
        delta = product(&delta, &[Dd::from(1.0), Dd::from(-1.0)]);
    }
    for _ in 0..so.d {
        delta = product(&delta, &spread(&[1.0], so.s, -1.0));
    }
    let k = delta.len() - 1;
    let apply = |y: &[f64]| -> Vec<Dd> {
        (k..y.len())
            .map(|t| {
                let terms = (0..=k).map(|j| delta[j] * Dd::from(y[t - j]));
                terms.fold(Dd::ZERO, |sum, v| sum + v)
            })
            .collect()
    };
    let missing: Vec<usize> = (0..y.len()).filter(|&t| y[t].is_nan()).collect();
    let filled: Vec<f64> = y
        .iter()
        .map(|v| if v.is_nan() { 0.3 } else { *v })
        .collect();
    let w = apply(&filled);
    let n = w.len();
    let gamma = autocovariances(params, so.s, n)?;
    let sigma = (0..n)
        .map(|i| (0..n).map(|j| gamma[i.abs_diff(j)]).collect())
        .collect();
    let (l, mut logdet) = cholesky(sigma)?;
    let white = solve(&l, &w);
    let columns: Vec<Vec<Dd>> = missing
        .iter()
        .map(|&t| {
            let mut impulse = vec![0.0; y.len()];
            impulse[t] = 1.0;
            solve(&l, &apply(&impulse))
        })
        .collect();
    let mut sum = dot(&white, &white);
    let m = columns.len();
    if m > 0 {
        let gram = (0..m)
            .map(|i| (0..m).map(|j| dot(&columns[i], &columns[j])).collect())
            .collect();
        let (g, log) = cholesky(gram)?;
        logdet += log;
        let b: Vec<Dd> = columns.iter().map(|c| dot(c, &white)).collect();
        let z = solve(&g, &b);
        sum = sum - dot(&z, &z);
    }
    let used = (n - m) as f64;
    let tau = 2.0 * std::f64::consts::PI * params.sigma2;
    let llf = -0.5 * (used * tau.ln() + logdet + sum.value() / params.sigma2);
    Some((llf, gamma[0].value()))
}
