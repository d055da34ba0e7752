//! A start from linear regressions.
//!
//! A long autoregression gives approximate innovations; the regression of the series on its own lagged
//! values and on lagged innovations, at the lags of the model's products, then gives coefficients of
//! all factors at once. No likelihood is needed, and unlike a grid it sees which roots there are.
//!
//! Hannan and Rissanen (1982), "Recursive estimation of mixed autoregressive-moving average order",
//! Biometrika 69, 81-94.

use super::objective::Objective;
use sarima_likelihood::{linalg, pacf};

/// Coefficients on the edge are shrunk inside, where a search can leave from.
const INSIDE: f64 = 0.97;
/// A long series has enough in its last observations.
const ENOUGH: usize = 600;
/// A ridge, relative to the diagonal.
const RIDGE: f64 = 1e-9;

/// Coordinates of the estimate; `None` where there are too few observations, no mixed factors, or the
/// lags of different factors collide.
pub(super) fn estimate(objective: &Objective<'_>) -> Option<Vec<f64>> {
    let shape = objective.shape();
    let (ar, ma) = (
        lags(shape.p, shape.sp, shape.s)?,
        lags(shape.q, shape.sq, shape.s)?,
    );
    let k = ar.len() + ma.len();
    let longest = ar.iter().chain(&ma).max().copied()?;
    let w = objective.series();
    let w = &w[w.len().saturating_sub(ENOUGH.max(10 * longest))..];
    let order = longest + 4;
    let start = order + longest;
    if w.len() < start + 4 * k + 8 {
        return None;
    }
    let innovations = whitened(w, order)?;
    let n = w.len();
    let columns: Vec<&[f64]> = ar
        .iter()
        .map(|lag| &w[start - lag..n - lag])
        .chain(ma.iter().map(|lag| &innovations[start - lag..n - lag]))
        .collect();
    let mut normal = vec![0.0; k * k];
    let mut coef = vec![0.0; k];
    for i in 0..k {
        for j in 0..=i {
            normal[i * k + j] = linalg::dot(columns[i], columns[j]);
        }
        normal[i * k + i] *= 1.0 + RIDGE;
        coef[i] = linalg::dot(columns[i], &w[start..]);
    }
    linalg::cholesky(&mut normal, k)?;
    linalg::solve_lower(&normal, k, &mut coef);
    linalg::solve_lower_transposed(&normal, k, &mut coef);
    let (by_ar, by_ma) = coef.split_at(ar.len());
    let mut kappa = Vec::with_capacity(objective.len());
    let seasonal = |n: usize| (1..=n).map(|j| j * shape.s).collect::<Vec<usize>>();
    let plain = |n: usize| (1..=n).collect::<Vec<usize>>();
    for (wanted, known, sign, values) in [
        (plain(shape.p), &ar, -1.0, by_ar),
        (plain(shape.q), &ma, 1.0, by_ma),
        (seasonal(shape.sp), &ar, -1.0, by_ar),
        (seasonal(shape.sq), &ma, 1.0, by_ma),
    ] {
        let at = |lag: &usize| known.iter().position(|l| l == lag);
        let factor: Option<Vec<f64>> = wanted.iter().map(|l| Some(sign * values[at(l)?])).collect();
        kappa.extend(admissible(factor?)?);
    }
    Some(objective.coordinates(&kappa))
}

/// Lags of the product of a factor of `plain` lags and a seasonal one; `None` when they collide.
fn lags(plain: usize, seasonal: usize, s: usize) -> Option<Vec<usize>> {
    if seasonal > 0 && s <= plain {
        return None;
    }
    Some(
        (0..=seasonal)
            .flat_map(|j| (0..=plain).map(move |i| j * s + i))
            .skip(1)
            .collect(),
    )
}

/// Reflection coefficients of the polynomial, its roots moved outwards as far as needed.
fn admissible(mut c: Vec<f64>) -> Option<Vec<f64>> {
    for _ in 0..60 {
        if let Some(kappa) = pacf::from_coefficients(&c)
            && kappa.iter().all(|k| k.abs() <= INSIDE)
        {
            return Some(kappa);
        }
        let mut scale = 1.0;
        for v in &mut c {
            scale *= 0.95;
            *v *= scale;
        }
    }
    None
}

/// Residuals of an autoregression by the Yule-Walker equations; zero before `order`.
fn whitened(w: &[f64], order: usize) -> Option<Vec<f64>> {
    let n = w.len();
    let gamma: Vec<f64> = (0..=order)
        .map(|lag| linalg::dot(&w[lag..], &w[..n - lag]))
        .collect();
    // Levinson and Durbin.
    let mut phi: Vec<f64> = Vec::with_capacity(order);
    let mut variance = gamma[0];
    for k in 1..=order {
        let known: f64 = phi
            .iter()
            .zip(gamma[1..k].iter().rev())
            .map(|(a, b)| a * b)
            .sum();
        let reflection = (gamma[k] - known) / variance;
        if reflection.is_nan() || reflection.abs() >= 1.0 {
            return None;
        }
        let (mut i, mut j) = (0, k - 1);
        while i + 1 < j {
            let (a, b) = (phi[i], phi[j - 1]);
            phi[i] = a - reflection * b;
            phi[j - 1] = b - reflection * a;
            i += 1;
            j -= 1;
        }
        if i + 1 == j {
            phi[i] -= reflection * phi[i];
        }
        phi.push(reflection);
        variance *= 1.0 - reflection * reflection;
    }
    let mut out = w.to_vec();
    out[..order].fill(0.0);
    for (lag, c) in (1..).zip(&phi) {
        linalg::axpy(-c, &w[order - lag..n - lag], &mut out[order..]);
    }
    Some(out)
}
