//! One model tried by a search.

use crate::fit::objective::Objective;
use crate::fit::prepare::Prepared;
use crate::fit::search::{Effort, search};
use crate::order::{Order, SeasonalOrder};
use crate::spec::{Constant, Spec};
use sarima_likelihood::pacf;
use sarima_likelihood::polynomial::Shape;

/// A model whose polynomials have a root this close to the unit circle is not chosen.
const ROOT: f64 = 1.001;

/// A model that a search has tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// `(p, d, q)`.
    pub order: Order,
    /// `(P, D, Q, s)`.
    pub seasonal_order: SeasonalOrder,
    /// The constant term.
    pub constant: Constant,
    /// Its AICc; infinite when it cannot be estimated or has a root within 0.1 % of the unit circle.
    pub aicc: f64,
}

/// AICc of a model, infinite as documented at [`Candidate::aicc`].
pub(super) fn aicc(spec: &Spec, prepared: &Prepared) -> f64 {
    let (n, k) = (prepared.n_used as f64, spec.n_params() as f64);
    if n - k - 1.0 <= 0.0 {
        return f64::INFINITY;
    }
    let shape = spec.shape();
    let mut objective = Objective::new(&prepared.columns, shape, 1.0 - 1e-7);
    let Ok(best) = search(
        &mut objective,
        spec.order,
        spec.seasonal_order,
        Effort::Quick,
    ) else {
        return f64::INFINITY;
    };
    let coef = objective.coefficients(&best.x);
    if has_root_inside(&coef, shape) {
        return f64::INFINITY;
    }
    let llf = prepared.llf(2.0 * best.value);
    2.0 * (k - llf) + 2.0 * k * (k + 1.0) / (n - k - 1.0)
}

/// Whether one of the whole polynomials has a root of modulus below [`ROOT`].
fn has_root_inside(coef: &[f64], shape: Shape) -> bool {
    let mut at = 0;
    for (n, step) in [
        (shape.p, 1),
        (shape.q, 1),
        (shape.sp, shape.s),
        (shape.sq, shape.s),
    ] {
        // c(ρ z) has its roots outside the unit circle when those of c(z) are outside ρ.
        let radius = ROOT.powi(step as i32);
        let mut scale = 1.0;
        let scaled: Vec<f64> = coef[at..at + n]
            .iter()
            .map(|c| {
                scale *= radius;
                c * scale
            })
            .collect();
        if n > 0 && pacf::from_coefficients(&scaled).is_none() {
            return true;
        }
        at += n;
    }
    false
}
