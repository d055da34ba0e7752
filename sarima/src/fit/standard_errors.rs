//! Standard errors from the observed information.
//!
//! The log-likelihood is quadratic in the regression coefficients and has a closed form in
//! `sigma2`, so the joint information of all parameters follows from the Hessian `H` of the
//! concentrated objective in the polynomial coefficients and from the slopes of the concentrated
//! `beta` and `sigma2`:
//!
//! ```text
//! Cov(arma)   = H^-1
//! Cov(beta)   = sigma2 A^-1 + (dbeta) H^-1 (dbeta)'      A: whitened normal equations
//! Var(sigma2) = 2 sigma2² / n + (dsigma2) H^-1 (dsigma2)'
//! ```
//!
//! `H` is the central difference of the exact gradient. At an invertibility boundary the
//! likelihood is smooth and continues beyond it, so the same difference applies there.

use super::objective::Objective;
use super::prepare::Prepared;
use crate::likelihood::linalg;
use crate::params::Params;
use crate::spec::Spec;

const STEP: f64 = 1e-5;

/// Standard errors in the order of [`Spec::param_names`]; `None` where the information is not
/// positive.
pub(crate) fn standard_errors(
    spec: &Spec,
    prepared: &Prepared,
    objective: &mut Objective<'_>,
    kappa: &[f64],
    params: &Params,
) -> Vec<Option<f64>> {
    let k = kappa.len();
    let k_reg = spec.n_regression();
    let coef = objective.coefficients(kappa);
    let mut h = vec![0.0; k * k];
    let mut slopes = vec![0.0; k * (k_reg + 1)];
    let mut valid = true;
    for i in 0..k {
        let mut ends = Vec::with_capacity(2);
        for sign in [1.0, -1.0] {
            let mut c = coef.clone();
            c[i] += sign * STEP;
            ends.push(objective.at_coefficients(&c).map(|g| {
                let beta = prepared.regression(&regression(objective, prepared));
                (g, beta, prepared.sigma2(objective.eval.s))
            }));
        }
        let (Some(Some(down)), Some(Some(up))) = (ends.pop(), ends.pop()) else {
            valid = false;
            break;
        };
        for j in 0..k {
            h[i * k + j] = (up.0[j] - down.0[j]) / (2.0 * STEP);
        }
        let row = &mut slopes[i * (k_reg + 1)..(i + 1) * (k_reg + 1)];
        for (r, (u, d)) in row.iter_mut().zip(up.1.iter().zip(&down.1)) {
            *r = (u - d) / (2.0 * STEP);
        }
        row[k_reg] = (up.2 - down.2) / (2.0 * STEP);
    }
    for i in 0..k {
        for j in 0..i {
            h[i * k + j] = 0.5 * (h[i * k + j] + h[j * k + i]);
        }
    }
    let valid = valid && linalg::cholesky(&mut h, k).is_some();
    objective.value(kappa);
    let variance_along = |d: &[f64]| {
        let mut z = d.to_vec();
        linalg::solve_lower(&h, k, &mut z);
        linalg::dot(&z, &z)
    };
    let mut out = Vec::with_capacity(spec.n_params());
    let own = regression_variances(prepared, objective, params.sigma2);
    for (j, base) in own.into_iter().enumerate() {
        let d: Vec<f64> = (0..k).map(|i| slopes[i * (k_reg + 1) + j]).collect();
        out.push(valid.then(|| base + variance_along(&d)));
    }
    for i in 0..k {
        let mut d = vec![0.0; k];
        d[i] = 1.0;
        out.push(valid.then(|| variance_along(&d)));
    }
    let d: Vec<f64> = (0..k).map(|i| slopes[i * (k_reg + 1) + k_reg]).collect();
    let own = 2.0 * params.sigma2 * params.sigma2 / prepared.n_used as f64;
    out.push(valid.then(|| own + variance_along(&d)));
    // Factors are stored as ar, ma, seasonal ar, seasonal ma in both orders.
    out.into_iter()
        .map(|v| v.map(f64::sqrt).filter(|v| v.is_finite()))
        .collect()
}

/// Concentrated regression coefficients, scaled and orthogonal.
fn regression(objective: &Objective<'_>, prepared: &Prepared) -> Vec<f64> {
    objective.eval.coefficients()[prepared.columns.dummies..].to_vec()
}

/// Diagonal of `sigma2 A^-1` in original units.
fn regression_variances(prepared: &Prepared, objective: &Objective<'_>, sigma2: f64) -> Vec<f64> {
    let dummies = prepared.columns.dummies;
    let known = prepared.columns.data.len() - 1;
    let k = known - dummies;
    let mut out = vec![0.0; k];
    // Rows of B L^-T, B the map to original units; the dummies come first and drop out.
    for u in 0..k {
        let mut w = vec![0.0; known];
        w[dummies + u] = 1.0;
        objective.eval.back_substitute(known, &mut w);
        let b = prepared.to_original(&w[dummies..]);
        for (o, b) in out.iter_mut().zip(&b) {
            *o += b * b;
        }
    }
    // `to_original` multiplies by the data's unit, in which sigma2 is 1 / unit² of its own.
    let unit = prepared.scale;
    out.iter_mut().for_each(|v| *v *= sigma2 / (unit * unit));
    out
}
