//! The Hessian at the maximum: a last Newton step, and standard errors.
//!
//! The log-likelihood is quadratic in the regression coefficients and has a closed form in
//! `sigma2`, so the joint observed information of all parameters follows from the Hessian `H` of
//! the concentrated objective in the polynomial coefficients and from the slopes of the
//! concentrated `beta` and `sigma2`:
//!
//! ```text
//! Cov(arma)   = H^-1
//! Cov(beta)   = sigma2 A^-1 + (dbeta) H^-1 (dbeta)'      A: whitened normal equations
//! Var(sigma2) = 2 sigma2² / n + (dsigma2) H^-1 (dsigma2)'
//! ```
//!
//! `H` is a difference of the exact gradient. At an invertibility boundary the likelihood is smooth
//! and continues beyond it, so the same difference applies there. An autoregressive factor on the
//! stationarity boundary is held: it has no standard error.

use super::objective::{Objective, Slopes};
use crate::prepare::prepared::Prepared;
use sarima_likelihood::linalg;

/// Step of the differences. The gradient is good to about 1e-12 of its terms, so this leaves six
/// digits of the Hessian.
const STEP: f64 = 1e-6;
/// An autoregressive reflection coefficient this close to 1 is on the boundary.
const HELD: f64 = 1e-5;

/// The concentrated objective's curvature at a point.
pub(crate) struct Information {
    /// Coefficients that are free, by position.
    free: Vec<usize>,
    /// Lower triangle of the Hessian of the free coefficients.
    hessian: Vec<f64>,
    /// Cholesky factor of the Hessian of the free coefficients; `None` when it is not positive.
    factor: Option<Vec<f64>>,
    gradient: Vec<f64>,
    /// Slopes of `beta` (scaled, orthogonal) and `sigma2` per free coefficient.
    slopes: Vec<Vec<f64>>,
}

impl Information {
    /// Differences the gradient at `coef`; `known` are the slopes there, if they were computed.
    pub(crate) fn at(
        objective: &mut Objective<'_>,
        prepared: &Prepared,
        coef: &[f64],
        known: Option<Slopes>,
    ) -> Self {
        let free = objective.interior(coef, HELD);
        let mut this = Self {
            free,
            hessian: Vec::new(),
            factor: None,
            gradient: Vec::new(),
            slopes: Vec::new(),
        };
        let Some(base) = known
            .or_else(|| objective.slopes_at(coef))
            .map(|slopes| point(prepared, slopes))
        else {
            return this;
        };
        let m = this.free.len();
        let mut h = vec![0.0; m * m];
        for (r, &i) in this.free.iter().enumerate() {
            // Steps go towards the inside of the stationary region.
            let step = if coef[i] > 0.0 { -STEP } else { STEP };
            let mut moved = coef.to_vec();
            moved[i] += step;
            let there = objective.slopes_at(&moved);
            let Some(there) = there.map(|slopes| point(prepared, slopes)) else {
                this.slopes.clear();
                return this;
            };
            for (c, &j) in this.free.iter().enumerate() {
                h[r * m + c] = (there.0[j] - base.0[j]) / step;
            }
            let slope = there.1.iter().zip(&base.1).map(|(a, b)| (a - b) / step);
            this.slopes.push(slope.collect());
        }
        for r in 0..m {
            for c in 0..r {
                h[r * m + c] = 0.5 * (h[r * m + c] + h[c * m + r]);
            }
        }
        this.gradient = this.free.iter().map(|&i| base.0[i]).collect();
        this.hessian.clone_from(&h);
        if linalg::cholesky(&mut h, m).is_some() {
            this.factor = Some(h);
        }
        this
    }

    /// The coefficients after one Newton step, those in `fixed` held, and the improvement it
    /// promises; `None` where the Hessian is not positive.
    pub(crate) fn newton(&self, coef: &[f64], fixed: &[bool]) -> Option<(Vec<f64>, f64)> {
        let moving: Vec<usize> = (0..self.gradient.len())
            .filter(|&r| !fixed[self.free[r]])
            .collect();
        let (m, k) = (self.free.len(), moving.len());
        let mut factor = vec![0.0; k * k];
        for (r, &i) in moving.iter().enumerate() {
            for (c, &j) in moving.iter().enumerate().take(r + 1) {
                factor[r * k + c] = self.hessian[i * m + j];
            }
        }
        linalg::cholesky(&mut factor, k)?;
        let mut step: Vec<f64> = moving.iter().map(|&r| self.gradient[r]).collect();
        linalg::solve_lower(&factor, k, &mut step);
        let gain = 0.5 * linalg::dot(&step, &step);
        linalg::solve_lower_transposed(&factor, k, &mut step);
        let mut out = coef.to_vec();
        for (&r, s) in moving.iter().zip(&step) {
            out[self.free[r]] -= s;
        }
        Some((out, gain))
    }

    /// Standard errors: regression coefficients in original units, the polynomial coefficients,
    /// `sigma2`. The objective must have been evaluated at the maximum last.
    pub(crate) fn standard_errors(
        &self,
        objective: &Objective<'_>,
        prepared: &Prepared,
    ) -> Vec<Option<f64>> {
        let sigma2 = prepared.sigma2(objective.eval.s);
        let m = self.free.len();
        let known = self.factor.as_ref().filter(|_| self.slopes.len() == m);
        let along = |d: &[f64]| {
            known.map(|factor| {
                let mut z = d.to_vec();
                linalg::solve_lower(factor, m, &mut z);
                linalg::dot(&z, &z)
            })
        };
        let own = regression_variances(prepared, objective, sigma2);
        let beta_slopes: Vec<Vec<f64>> = self
            .slopes
            .iter()
            .map(|s| prepared.to_original(&s[..own.len()]))
            .collect();
        let mut out: Vec<Option<f64>> = Vec::with_capacity(own.len() + objective.len() + 1);
        for (j, base) in own.iter().enumerate() {
            let d: Vec<f64> = beta_slopes.iter().map(|s| s[j]).collect();
            out.push(along(&d).map(|v| base + v));
        }
        for i in 0..objective.len() {
            let unit: Vec<f64> = self
                .free
                .iter()
                .map(|&j| f64::from(u8::from(i == j)))
                .collect();
            out.push(along(&unit).filter(|v| *v > 0.0));
        }
        let d: Vec<f64> = self.slopes.iter().map(|s| s[own.len()]).collect();
        let base = 2.0 * sigma2 * sigma2 / prepared.n_used as f64;
        out.push(along(&d).map(|v| base + v));
        out.into_iter()
            .map(|v| v.map(f64::sqrt).filter(|v| v.is_finite()))
            .collect()
    }
}

/// Gradient; concentrated regression coefficients followed by `sigma2`.
fn point(prepared: &Prepared, slopes: Slopes) -> (Vec<f64>, Vec<f64>) {
    let mut concentrated = slopes.regression[prepared.columns.dummies..].to_vec();
    concentrated.push(prepared.sigma2(slopes.s));
    (slopes.gradient, concentrated)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::prepared;
    use crate::{Order, SeasonalOrder, Spec};

    /// The asymptotic variance of an autoregressive coefficient is `(1 - φ²) / n`.
    #[test]
    fn the_error_of_an_autoregression_is_near_its_asymptotic_one() {
        let spec =
            Spec::new(Order::new(1, 0, 0), SeasonalOrder::none()).constant(crate::Constant::Mean);
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let coef = [-0.8];
        let information = Information::at(&mut objective, &prepared, &coef, None);
        objective.value_at_coefficients(&coef);
        let errors = information.standard_errors(&objective, &prepared);
        // The mean, the coefficient and the variance.
        assert_eq!(errors.len(), 3);
        let expected = ((1.0 - 0.64) / 150f64).sqrt();
        assert!(
            (errors[1].unwrap() / expected - 1.0).abs() < 0.2,
            "{errors:?}"
        );
    }
}
