//! Log-determinant of the covariance of an autoregression's successive values.
//!
//! For a stationary `φ(B) v = a` of degree `p` with unit innovations and reciprocal roots `g_i`,
//! `det Γ_p = Π_{i,j} 1 / (1 - g_i g_j)`, which is `Π_j (1 - κ_j²)^-j` in the partial
//! autocorrelations. For the product `φ(B) Φ(B^s)` the roots of the second factor come in sets
//! of `s` equally spaced ones, so that
//!
//! ```text
//! log det Γ = log det Γ[φ] + s log det Γ[Φ] - 2 log |Π_i Φ(g_i^s)|
//! ```
//!
//! and the last product is `det Φ(C^s)` with `C` the companion matrix of `φ`.

use crate::linalg;
use crate::pacf;

/// The log-determinant; `None` when a factor is not stationary.
pub(crate) fn log_det(ar: &[f64], sar: &[f64], s: usize) -> Option<f64> {
    let both = match (ar, sar) {
        ([], _) | (_, []) => 0.0,
        (&[a], &[b]) => FirstOrder::new(a, b, s).phi.abs().ln(),
        _ => Cross::new(ar, sar, s)?.log_abs_det,
    };
    Some(factor(ar)? + s as f64 * factor(sar)? - 2.0 * both)
}

/// Adds the derivatives with respect to the coefficients of `1 + c_1 B + …` and of
/// `1 + c_1 B^s + …`.
pub(crate) fn add_gradient(
    ar: &[f64],
    sar: &[f64],
    s: usize,
    by_ar: &mut [f64],
    by_sar: &mut [f64],
) -> Option<()> {
    add_factor_gradient(ar, 1.0, by_ar)?;
    add_factor_gradient(sar, s as f64, by_sar)?;
    match (ar, sar) {
        ([], _) | (_, []) => {}
        (&[a], &[b]) => {
            let FirstOrder { below, gs, phi } = FirstOrder::new(a, b, s);
            by_ar[0] += 2.0 * b * s as f64 * below / phi;
            by_sar[0] -= 2.0 * gs / phi;
        }
        _ => Cross::new(ar, sar, s)?.add_gradient(sar, s, by_ar, by_sar),
    }
    Some(())
}

/// The product over the roots if either factor has a single one: `g = -a`, `Φ(g^s) = 1 + b g^s`.
struct FirstOrder {
    /// `g^(s-1)`.
    below: f64,
    gs: f64,
    phi: f64,
}

impl FirstOrder {
    fn new(a: f64, b: f64, s: usize) -> Self {
        let below = (-a).powi(s as i32 - 1);
        let gs = -a * below;
        Self {
            below,
            gs,
            phi: 1.0 + b * gs,
        }
    }
}

/// The product over the roots in general, by the companion matrix `C`.
struct Cross {
    p: usize,
    /// `C^(s-1)`.
    below: Vec<f64>,
    /// `C^s, C^2s, …`, as many as there are seasonal coefficients.
    powers: Vec<Vec<f64>>,
    /// `Φ(C^s)^-1`.
    inverse: Vec<f64>,
    log_abs_det: f64,
}

impl Cross {
    fn new(ar: &[f64], sar: &[f64], s: usize) -> Option<Self> {
        let p = ar.len();
        let mut companion = vec![0.0; p * p];
        for (j, a) in ar.iter().enumerate() {
            companion[j] = -a;
        }
        for i in 1..p {
            companion[i * p + i - 1] = 1.0;
        }
        let below = power(&companion, p, s - 1);
        let cs = product(&below, &companion, p);
        let mut powers = vec![cs];
        while powers.len() < sar.len() {
            powers.push(product(&powers[powers.len() - 1], &powers[0], p));
        }
        let mut phi = identity(p);
        for (b, a) in sar.iter().zip(&powers) {
            linalg::axpy(*b, a, &mut phi);
        }
        let (inverse, log_abs_det) = invert_general(phi, p)?;
        Some(Self {
            p,
            below,
            powers,
            inverse,
            log_abs_det,
        })
    }

    fn add_gradient(&self, sar: &[f64], s: usize, by_ar: &mut [f64], by_sar: &mut [f64]) {
        let p = self.p;
        let mut slope = identity(p);
        slope.iter_mut().for_each(|v| *v *= sar[0]);
        for (j, b) in sar.iter().enumerate().skip(1) {
            linalg::axpy((j + 1) as f64 * b, &self.powers[j - 1], &mut slope);
        }
        let f = product(&product(&self.inverse, &slope, p), &self.below, p);
        for (i, g) in by_ar.iter_mut().enumerate() {
            *g += 2.0 * s as f64 * f[i * p];
        }
        for (g, a) in by_sar.iter_mut().zip(&self.powers) {
            let f = product(&self.inverse, a, p);
            *g -= 2.0 * (0..p).map(|i| f[i * p + i]).sum::<f64>();
        }
    }
}

/// `-Σ j log(1 - κ_j²)`.
fn factor(c: &[f64]) -> Option<f64> {
    if let &[c] = c {
        let inside = (1.0 - c) * (1.0 + c);
        return (inside > 0.0).then(|| -inside.ln());
    }
    let kappa = pacf::from_coefficients(c)?;
    let log = |(k, j): (&f64, i32)| -f64::from(j) * ((1.0 - k) * (1.0 + k)).ln();
    Some(kappa.iter().zip(1..).map(log).sum())
}

/// Adds the derivatives of [`factor`] with respect to the coefficients, times `scale`.
fn add_factor_gradient(c: &[f64], scale: f64, gradient: &mut [f64]) -> Option<()> {
    if let &[c] = c {
        gradient[0] += scale * 2.0 * c / ((1.0 - c) * (1.0 + c));
        return Some(());
    }
    let kappa = pacf::from_coefficients(c)?;
    let n = c.len();
    let (inverse, _) = invert_general(pacf::jacobian(&kappa), n)?;
    for (k, j) in kappa.iter().zip(1..) {
        let by_kappa = scale * 2.0 * f64::from(j) * k / ((1.0 - k) * (1.0 + k));
        let row = (j - 1) as usize * n;
        linalg::axpy(by_kappa, &inverse[row..row + n], gradient);
    }
    Some(())
}

fn identity(n: usize) -> Vec<f64> {
    let mut m = vec![0.0; n * n];
    m.iter_mut().step_by(n + 1).for_each(|d| *d = 1.0);
    m
}

fn product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let mut out = vec![0.0; n * n];
    for (row, a_row) in out.chunks_exact_mut(n).zip(a.chunks_exact(n)) {
        for (aik, b_row) in a_row.iter().zip(b.chunks_exact(n)) {
            linalg::axpy(*aik, b_row, row);
        }
    }
    out
}

fn power(a: &[f64], n: usize, mut exponent: usize) -> Vec<f64> {
    let mut base = a.to_vec();
    let mut out = identity(n);
    while exponent > 0 {
        if exponent & 1 == 1 {
            out = product(&out, &base, n);
        }
        base = product(&base, &base, n);
        exponent >>= 1;
    }
    out
}

/// Inverse and log of the absolute determinant, by Gauss-Jordan elimination with row pivoting.
fn invert_general(mut a: Vec<f64>, n: usize) -> Option<(Vec<f64>, f64)> {
    let mut inv = identity(n);
    let mut log_abs_det = 0.0;
    for col in 0..n {
        let pivot = (col..n)
            .max_by(|&i, &j| f64::total_cmp(&a[i * n + col].abs(), &a[j * n + col].abs()))?;
        for k in 0..n {
            a.swap(col * n + k, pivot * n + k);
            inv.swap(col * n + k, pivot * n + k);
        }
        let d = a[col * n + col];
        if d == 0.0 || !d.is_finite() {
            return None;
        }
        log_abs_det += d.abs().ln();
        for k in 0..n {
            a[col * n + k] /= d;
            inv[col * n + k] /= d;
        }
        for i in (0..n).filter(|&i| i != col) {
            let f = a[i * n + col];
            for k in 0..n {
                a[i * n + k] -= f * a[col * n + k];
                inv[i * n + k] -= f * inv[col * n + k];
            }
        }
    }
    Some((inv, log_abs_det))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_determinant_of_a_product_is_that_of_the_expanded_polynomial() {
        for (ar, sar, s) in [
            (vec![-0.7], vec![-0.4], 4),
            (vec![0.7], vec![0.5, 0.2], 3),
            (vec![-0.5, 0.3, 0.1], vec![-0.6], 2),
            (vec![-0.5, 0.3], vec![-0.6, 0.3], 5),
        ] {
            let mut all = vec![0.0; ar.len() + s * sar.len() + 1];
            for j in 0..=sar.len() {
                let b = if j == 0 { 1.0 } else { sar[j - 1] };
                all[j * s] += b;
                for (i, a) in ar.iter().enumerate() {
                    all[i + 1 + j * s] += a * b;
                }
            }
            let direct = factor(&all[1..]).unwrap();
            let value = |ar: &[f64], sar: &[f64]| log_det(ar, sar, s).unwrap();
            assert!((direct - value(&ar, &sar)).abs() < 1e-12 * (1.0 + direct.abs()));
            let (mut by_ar, mut by_sar) = (vec![0.0; ar.len()], vec![0.0; sar.len()]);
            add_gradient(&ar, &sar, s, &mut by_ar, &mut by_sar).unwrap();
            let h = 1e-6;
            for i in 0..ar.len() {
                let (mut up, mut down) = (ar.clone(), ar.clone());
                up[i] += h;
                down[i] -= h;
                let slope = (value(&up, &sar) - value(&down, &sar)) / (2.0 * h);
                assert!((slope - by_ar[i]).abs() < 1e-7 * (1.0 + slope.abs()));
            }
            for i in 0..sar.len() {
                let (mut up, mut down) = (sar.clone(), sar.clone());
                up[i] += h;
                down[i] -= h;
                let slope = (value(&ar, &up) - value(&ar, &down)) / (2.0 * h);
                assert!((slope - by_sar[i]).abs() < 1e-7 * (1.0 + slope.abs()));
            }
        }
    }

    #[test]
    fn a_factor_outside_the_stationary_region_has_no_determinant() {
        assert!(log_det(&[-1.0], &[], 1).is_none());
        assert!(log_det(&[-0.5], &[1.2], 4).is_none());
    }
}
