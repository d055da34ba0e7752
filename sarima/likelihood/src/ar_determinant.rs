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

/// Value and gradient of the log-determinant.
pub(crate) struct ArDeterminant {
    value: f64,
    /// Derivatives with respect to the coefficients of `1 + c_1 B + …`.
    grad_ar: Vec<f64>,
    /// Derivatives with respect to the coefficients of `1 + c_1 B^s + …`.
    grad_sar: Vec<f64>,
}

impl ArDeterminant {
    pub(crate) fn value(&self) -> f64 {
        self.value
    }

    /// Adds the gradient to `grad_ar` and `grad_sar`.
    pub(crate) fn add_gradient(
        ar: &[f64],
        sar: &[f64],
        s: usize,
        grad_ar: &mut [f64],
        grad_sar: &mut [f64],
    ) -> Option<()> {
        if ar.is_empty() && sar.is_empty() {
            return Some(());
        }
        let det = Self::new(ar, sar, s, true)?;
        linalg::axpy(1.0, &det.grad_ar, grad_ar);
        linalg::axpy(1.0, &det.grad_sar, grad_sar);
        Some(())
    }

    /// `None` when a factor is not stationary. The gradient is computed only on demand.
    pub(crate) fn new(ar: &[f64], sar: &[f64], s: usize, gradient: bool) -> Option<Self> {
        let (v1, g1) = factor(ar, gradient)?;
        let (v2, g2) = factor(sar, gradient)?;
        let mut out = Self {
            value: v1 + s as f64 * v2,
            grad_ar: g1,
            grad_sar: g2.into_iter().map(|g| g * s as f64).collect(),
        };
        match (ar, sar) {
            ([], _) | (_, []) => {}
            (&[a], &[b]) => out.cross_first_order(a, b, s, gradient),
            _ => out.cross(ar, sar, s, gradient)?,
        }
        Some(out)
    }

    /// `g = -a`, `Φ(g^s) = 1 + b g^s`.
    fn cross_first_order(&mut self, a: f64, b: f64, s: usize, gradient: bool) {
        let below = (-a).powi(s as i32 - 1);
        let gs = -a * below;
        let phi = 1.0 + b * gs;
        self.value -= 2.0 * phi.abs().ln();
        if gradient {
            self.grad_ar[0] += 2.0 * b * s as f64 * below / phi;
            self.grad_sar[0] -= 2.0 * gs / phi;
        }
    }

    fn cross(&mut self, ar: &[f64], sar: &[f64], s: usize, gradient: bool) -> Option<()> {
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
        self.value -= 2.0 * log_abs_det;
        if gradient {
            let mut slope = identity(p);
            slope.iter_mut().for_each(|v| *v *= sar[0]);
            for (j, b) in sar.iter().enumerate().skip(1) {
                linalg::axpy((j + 1) as f64 * b, &powers[j - 1], &mut slope);
            }
            let f = product(&product(&inverse, &slope, p), &below, p);
            for (i, g) in self.grad_ar.iter_mut().enumerate() {
                *g += 2.0 * s as f64 * f[i * p];
            }
            for (g, a) in self.grad_sar.iter_mut().zip(&powers) {
                let f = product(&inverse, a, p);
                *g -= 2.0 * (0..p).map(|i| f[i * p + i]).sum::<f64>();
            }
        }
        Some(())
    }
}

/// `-Σ j log(1 - κ_j²)` and, on demand, its derivatives with respect to the coefficients.
fn factor(c: &[f64], gradient: bool) -> Option<(f64, Vec<f64>)> {
    if c.is_empty() {
        return Some((0.0, Vec::new()));
    }
    if let &[c] = c {
        let inside = (1.0 - c) * (1.0 + c);
        let slope = if gradient {
            vec![2.0 * c / inside]
        } else {
            Vec::new()
        };
        return (inside > 0.0).then(|| (-inside.ln(), slope));
    }
    let kappa = pacf::from_coefficients(c)?;
    let value = kappa
        .iter()
        .zip(1..)
        .map(|(k, j)| -f64::from(j) * ((1.0 - k) * (1.0 + k)).ln())
        .sum();
    if !gradient {
        return Some((value, Vec::new()));
    }
    let by_kappa: Vec<f64> = kappa
        .iter()
        .zip(1..)
        .map(|(k, j)| 2.0 * f64::from(j) * k / ((1.0 - k) * (1.0 + k)))
        .collect();
    let n = c.len();
    let (inverse, _) = invert_general(pacf::jacobian(&kappa), n)?;
    let grad = (0..n)
        .map(|i| (0..n).map(|j| inverse[j * n + i] * by_kappa[j]).sum())
        .collect();
    Some((value, grad))
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
            let direct = factor(&all[1..], false).unwrap().0;
            let ours = ArDeterminant::new(&ar, &sar, s, true).unwrap();
            assert!((direct - ours.value()).abs() < 1e-12 * (1.0 + direct.abs()));
            let h = 1e-6;
            let value =
                |ar: &[f64], sar: &[f64]| ArDeterminant::new(ar, sar, s, false).unwrap().value();
            for i in 0..ar.len() {
                let (mut up, mut down) = (ar.clone(), ar.clone());
                up[i] += h;
                down[i] -= h;
                let slope = (value(&up, &sar) - value(&down, &sar)) / (2.0 * h);
                assert!((slope - ours.grad_ar[i]).abs() < 1e-7 * (1.0 + slope.abs()));
            }
            for i in 0..sar.len() {
                let (mut up, mut down) = (sar.clone(), sar.clone());
                up[i] += h;
                down[i] -= h;
                let slope = (value(&ar, &up) - value(&ar, &down)) / (2.0 * h);
                assert!((slope - ours.grad_sar[i]).abs() < 1e-7 * (1.0 + slope.abs()));
            }
        }
    }

    #[test]
    fn a_factor_outside_the_stationary_region_has_no_determinant() {
        assert!(ArDeterminant::new(&[-1.0], &[], 1, false).is_none());
        assert!(ArDeterminant::new(&[-0.5], &[1.2], 4, false).is_none());
    }
}
