//! Coefficients and partial autocorrelations.
//!
//! `1 + c_1 z + … + c_p z^p` has all its roots outside the unit circle exactly when its reflection
//! coefficients `κ_j`, from the Levinson-Durbin recursion
//! `c_i ← c_i + κ_k c_{k-i}`, `c_k ← κ_k`, all lie in (-1, 1). A fit therefore searches a box.
//!
//! Barndorff-Nielsen and Schou (1973), "On the parametrization of autoregressive models by partial
//! autocorrelations", Journal of Multivariate Analysis 3, 408-419; Monahan (1984), "A note on
//! enforcing stationarity in autoregressive-moving average models", Biometrika 71, 403-404.

/// Coefficients from reflection coefficients, in place.
pub fn to_coefficients(kappa: &mut [f64]) {
    for k in 1..kappa.len() {
        let kk = kappa[k];
        reflect(&mut kappa[..k], kk);
    }
}

/// `c_i ← c_i + κ c_{k-i}` for all `i` at once: a step of the recursion, except for the new
/// coefficient.
pub fn reflect(c: &mut [f64], kappa: f64) {
    let k = c.len();
    for i in 0..k.div_ceil(2) {
        let j = k - 1 - i;
        let (a, b) = (c[i], c[j]);
        c[i] = a + kappa * b;
        c[j] = b + kappa * a;
    }
}

/// Reflection coefficients of a polynomial, or `None` when a root is on or inside the unit circle.
pub fn from_coefficients(c: &[f64]) -> Option<Vec<f64>> {
    let mut kappa = c.to_vec();
    for k in (0..kappa.len()).rev() {
        let kk = kappa[k];
        let scale = (1.0 - kk) * (1.0 + kk);
        if scale.is_nan() || scale <= 0.0 {
            return None;
        }
        reflect(&mut kappa[..k], -kk);
        kappa[..k].iter_mut().for_each(|v| *v /= scale);
    }
    Some(kappa)
}

/// Row-major matrix of `∂c_i / ∂κ_j`.
pub fn jacobian(kappa: &[f64]) -> Vec<f64> {
    let n = kappa.len();
    let mut j = vec![0.0; n * n];
    let mut c: Vec<f64> = Vec::with_capacity(n);
    let mut column = vec![0.0; n];
    for (k, &kk) in kappa.iter().enumerate() {
        for d in 0..k {
            for i in 0..k {
                column[i] = j[i * n + d];
            }
            reflect(&mut column[..k], kk);
            for i in 0..k {
                j[i * n + d] = column[i];
            }
        }
        for i in 0..k {
            j[i * n + k] = c[k - 1 - i];
        }
        j[k * n + k] = 1.0;
        reflect(&mut c, kk);
        c.push(kk);
    }
    j
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_and_reflections_are_inverse_maps() {
        let kappa = [0.5, -0.9, 0.3, 0.99, -0.2];
        let mut c = kappa;
        to_coefficients(&mut c);
        let back = from_coefficients(&c).unwrap();
        for (a, b) in kappa.iter().zip(back) {
            assert!((a - b).abs() < 1e-12);
        }
    }

    #[test]
    fn a_unit_root_has_no_interior_reflections() {
        assert!(from_coefficients(&[-1.0]).is_none());
        assert!(from_coefficients(&[-1.5, 0.5]).is_none());
    }

    #[test]
    fn the_jacobian_is_that_of_the_map() {
        let kappa = [0.5, -0.4, 0.3, 0.2];
        let j = jacobian(&kappa);
        for d in 0..4 {
            let (mut up, mut down) = (kappa, kappa);
            up[d] += 1e-6;
            down[d] -= 1e-6;
            to_coefficients(&mut up);
            to_coefficients(&mut down);
            for i in 0..4 {
                assert!(((up[i] - down[i]) / 2e-6 - j[i * 4 + d]).abs() < 1e-9);
            }
        }
    }
}
