//! A start from linear regressions.
//!
//! A long autoregression gives approximate innovations. The regression of the series on its own
//! lagged values and on lagged innovations, at the lags of the model's products, then gives the
//! coefficients of all factors at once. This needs no likelihood, and unlike a grid it finds the
//! roots of the series.
//!
//! Hannan and Rissanen (1982), "Recursive estimation of mixed autoregressive-moving average order",
//! Biometrika 69, 81-94.

use super::objective::Objective;
use sarima_likelihood::polynomial::product_lags;
use sarima_likelihood::{linalg, pacf};

/// Coefficients on the edge are shrunk to this, because a search cannot leave the edge.
const INSIDE: f64 = 0.97;
/// Observations used; the last of a long series suffice.
const ENOUGH: usize = 450;
/// A ridge, relative to the diagonal, against collinear lags.
const RIDGE: f64 = 1e-9;

/// Coordinates of the estimate. `None` for too few observations, no mixed factors, or lags of
/// different factors that collide.
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
    let order = if longest < 30 && w.len() > 8 * longest {
        2 * longest + 2
    } else {
        longest + 4
    };
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
    Some(product_lags(plain, seasonal, s))
}

/// Reflection coefficients of the polynomial, with its roots moved outwards as far as needed.
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
    // Levinson-Durbin recursion.
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
        pacf::reflect(&mut phi, -reflection);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Rng;
    use sarima_likelihood::evaluate::Columns;
    use sarima_likelihood::polynomial::Shape;
    use sarima_likelihood::shifts::Shifts;

    fn columns(data: Vec<f64>) -> Columns {
        Columns {
            n: data.len(),
            dummies: 0,
            shifts: Shifts::new(Vec::new(), data.len()),
            data: vec![data],
            entries: Vec::new(),
            #[cfg(feature = "wide-search")]
            gaps: None,
        }
    }

    /// `w_t = 0.6 w_{t-1} + b_t + 0.4 b_{t-1}`, `b_t = a_t - 0.5 a_{t-12}`.
    fn simulated(n: usize) -> Vec<f64> {
        let mut random = Rng::new(5);
        let a: Vec<f64> = (0..n + 50).map(|_| random.normal()).collect();
        let b: Vec<f64> = (12..a.len()).map(|t| a[t] - 0.5 * a[t - 12]).collect();
        let mut w = vec![0.0];
        for t in 1..b.len() {
            w.push(0.6 * w[t - 1] + b[t] + 0.4 * b[t - 1]);
        }
        w.split_off(w.len() - n)
    }

    const SHAPE: Shape = Shape {
        p: 1,
        q: 1,
        sp: 0,
        sq: 1,
        s: 12,
    };

    #[test]
    fn the_regressions_come_close_to_the_truth() {
        let columns = columns(simulated(3000));
        let objective = Objective::new(&columns, SHAPE, 1.0 - 1e-7);
        let x = estimate(&objective).unwrap();
        for (found, truth) in objective.reflections(&x).iter().zip([-0.6, 0.4, -0.5]) {
            assert!((found - truth).abs() < 0.12, "{found} {truth}");
        }
    }

    #[test]
    fn too_few_observations_give_no_estimate() {
        let columns = columns(simulated(40));
        let objective = Objective::new(&columns, SHAPE, 1.0 - 1e-7);
        assert!(estimate(&objective).is_none());
    }

    #[test]
    fn colliding_lags_give_no_estimate() {
        let columns = columns(simulated(500));
        let shape = Shape {
            q: 3,
            s: 2,
            ..SHAPE
        };
        assert!(estimate(&Objective::new(&columns, shape, 1.0 - 1e-7)).is_none());
    }
}
