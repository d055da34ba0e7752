//! One candidate model of an automatic search, compared by its AICc.

use crate::constant::Constant;
use crate::fit::objective::Objective;
use crate::fit::sarima::FittedSarima;
use crate::fit::search::{Effort, search, search_near};
use crate::order::{Order, SeasonalOrder};
use crate::prepare::prepared::Prepared;
use crate::spec::Spec;
use sarima_likelihood::pacf;
use sarima_likelihood::polynomial::Shape;

/// A model is not chosen when a root of its polynomials is this close to the unit circle.
const ROOT: f64 = 1.001;

/// A model that a search has tried.
///
/// ```
/// # use sarima::{AutoOptions, Exog, auto_order};
/// # let y: Vec<f64> = (0..96)
/// #     .map(|t| 10.0 + [5.0, 0.0, -2.0, -3.0][t % 4] + (t * 7919 % 11) as f64 / 11.0)
/// #     .collect();
/// let found = auto_order(&y, &Exog::none(), 4, &AutoOptions::default())?;
/// let best = found.candidates.iter().min_by(|a, b| a.aicc.total_cmp(&b.aicc)).unwrap();
/// assert_eq!(best.order, found.fitted.spec().order);
/// # Ok::<(), sarima::FitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// `(p, d, q)`.
    pub order: Order,
    /// `(P, D, Q, s)`.
    pub seasonal_order: SeasonalOrder,
    /// The constant term.
    pub constant: Constant,
    /// Its AICc; infinite when it cannot be estimated or has a root within 0.1 % of the unit
    /// circle.
    pub aicc: f64,
}

/// The end of a model's search: coordinates of its four factors, a start for its neighbours.
pub(super) type End = [Vec<f64>; 4];

/// AICc of a model, infinite as documented at [`Candidate::aicc`], and the end of its search. The
/// search starts from a neighbour's end, if one is given.
pub(super) fn aicc(
    spec: &Spec,
    prepared: &Prepared,
    neighbour: Option<&End>,
) -> (f64, Option<End>) {
    let (n, k) = (prepared.n_used as f64, spec.n_params() as f64);
    if n - k - 1.0 <= 0.0 {
        return (f64::INFINITY, None);
    }
    let shape = spec.shape();
    let mut objective = Objective::new(&prepared.columns, shape, 1.0 - 1e-7);
    let lengths = [shape.p, shape.q, shape.sp, shape.sq];
    let near = neighbour.and_then(|end| search_near(&mut objective, &start(end, lengths)?));
    let found = match near {
        Some(found) => Ok(found),
        None => search(
            &mut objective,
            spec.order,
            spec.seasonal_order,
            Effort::Quick,
        ),
    };
    let Ok(best) = found else {
        return (f64::INFINITY, None);
    };
    let mut rest = best.x.as_slice();
    let end = lengths.map(|n| {
        let (factor, tail) = rest.split_at(n);
        rest = tail;
        factor.to_vec()
    });
    let coef = objective.coefficients(&best.x);
    if has_root_inside(&coef, shape) {
        return (f64::INFINITY, Some(end));
    }
    let llf = prepared.llf(2.0 * best.value);
    let value = 2.0 * (k - llf) + 2.0 * k * (k + 1.0) / (n - k - 1.0);
    (value, Some(end))
}

/// A neighbour's end, its factors cut or continued by zeros, which leaves the model as it is.
/// `None` when an autoregressive and a moving-average factor both become longer, because the
/// likelihood is flat where their new roots cancel.
fn start(end: &End, lengths: [usize; 4]) -> Option<Vec<f64>> {
    let longer = |i: usize| lengths[i] > end[i].len();
    if (longer(0) && longer(1)) || (longer(2) && longer(3)) {
        return None;
    }
    let mut x = Vec::with_capacity(lengths.iter().sum());
    for (i, (factor, n)) in end.iter().zip(lengths).enumerate() {
        // Away from the bounds, where slopes vanish.
        let most = if i % 2 == 0 { 2.0 } else { 0.95 };
        let from = x.len();
        x.extend(factor.iter().take(n).map(|v| v.clamp(-most, most)));
        x.resize(from + n, 0.0);
    }
    Some(x)
}

/// `true` if a fit has a root too close to the unit circle to be chosen.
pub(super) fn is_close_to_circle(fitted: &FittedSarima) -> bool {
    let params = fitted.params();
    let negated = |c: &[f64]| c.iter().map(|c| -c).collect::<Vec<f64>>();
    let factors = [
        negated(&params.ar),
        params.ma.clone(),
        negated(&params.seasonal_ar),
        params.seasonal_ma.clone(),
    ];
    has_root_inside(&factors.concat(), fitted.spec().shape())
}

/// `true` if one of the whole polynomials has a root of modulus below [`ROOT`].
fn has_root_inside(coef: &[f64], shape: Shape) -> bool {
    let mut at = 0;
    for (n, step) in [
        (shape.p, 1),
        (shape.q, 1),
        (shape.sp, shape.s),
        (shape.sq, shape.s),
    ] {
        // The roots of c(ρ z) are outside the unit circle when those of c(z) are outside radius ρ.
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

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_neighbour_is_cut_or_continued_by_zeros() {
        let end = [vec![0.5, 9.0], vec![-1.0], vec![], vec![]];
        // Longer by one moving-average lag, one autoregressive lag less; away from the bounds.
        assert_eq!(start(&end, [1, 2, 0, 0]), Some(vec![0.5, -0.95, 0.0]));
        assert_eq!(start(&end, [2, 1, 0, 0]), Some(vec![0.5, 2.0, -0.95]));
        // The new roots of both kinds would cancel.
        assert_eq!(start(&end, [3, 2, 0, 0]), None);
    }

    #[test]
    fn a_seasonal_root_counts_at_its_distance_from_the_circle() {
        let spec = |s| crate::Spec::new(Order::new(0, 0, 0), SeasonalOrder::new(0, 0, 1, s));
        // The twelfth root of 0.99 is 0.9992.
        assert!(has_root_inside(&[-0.99], spec(12).shape()));
        assert!(!has_root_inside(&[-0.99], spec(2).shape()));
    }
}
