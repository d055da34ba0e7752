//! The last steps: a Newton step with the exact Hessian, and a longer search where it disagrees.

use super::information::Information;
use super::minimum::Minimum;
use super::objective::Objective;
use super::optimise::minimise;
use crate::prepare::prepared::Prepared;

/// A maximum with its curvature.
pub(crate) struct Refined {
    pub(crate) best: Minimum,
    /// Coefficients, at which the objective was evaluated last.
    pub(crate) coef: Vec<f64>,
    pub(crate) value: f64,
    pub(crate) information: Information,
}

/// Log-likelihood. A Newton step that promises more than this means that the search stopped too
/// early.
const EARLY: f64 = 2e-5;
/// Log-likelihood. The search goes on until it promises less than this.
const LATE: f64 = 1e-9;
/// Distance. A moving-average coordinate this close to its bound is tried on it.
const NEAR: f64 = 2e-3;
/// Relative accuracy of the objective.
const ROUNDING: f64 = 1e-12;
/// The most times a search is continued.
const ROUNDS: usize = 3;

/// Checks a minimum by the exact Hessian, continues the search if that promises more, and ends with
/// a Newton step if it helps.
pub(crate) fn refine(
    objective: &mut Objective<'_>,
    prepared: &Prepared,
    mut best: Minimum,
) -> Refined {
    snap(objective, &mut best);
    let mut rounds = 0;
    loop {
        let coef = objective.coefficients(&best.x);
        let information = Information::at(objective, prepared, &coef, best.slopes.take());
        let newton = information.newton(&coef, &objective.on_boundary(&best.x));
        let early = newton.as_ref().is_none_or(|(_, gain)| *gain > EARLY);
        if early && rounds < ROUNDS && objective.len() > 0 {
            rounds += 1;
            let further = minimise(objective, &best.x, LATE, None);
            if let Some(further) = further.filter(|f| f.value < best.value - LATE) {
                let iterations = best.iterations + further.iterations;
                best = Minimum {
                    iterations,
                    ..further
                };
                continue;
            }
        }
        if let Some((moved, _)) = newton.filter(|(moved, _)| objective.is_admissible(moved)) {
            let value = objective.value_at_coefficients(&moved);
            // Close to the maximum, values differ by rounding only and the step is the better
            // guide.
            if value <= best.value + ROUNDING * best.value.abs().max(1.0) {
                return Refined {
                    best,
                    coef: moved,
                    value,
                    information,
                };
            }
        }
        let value = objective.value_at_coefficients(&coef);
        return Refined {
            best,
            coef,
            value,
            information,
        };
    }
}

/// Moves moving-average coordinates that almost reach their bound onto it, if that is no worse. The
/// likelihood is symmetric there and too flat to be followed to the end.
fn snap(objective: &mut Objective<'_>, best: &mut Minimum) {
    let bounds = objective.bounds();
    let near = |i: &usize| {
        let room = bounds[*i] - best.x[*i].abs();
        !objective.autoregressive()[*i] && room > 0.0 && room < NEAR
    };
    let list: Vec<usize> = (0..best.x.len()).filter(near).collect();
    for i in list {
        let mut x = best.x.clone();
        x[i] = bounds[i].copysign(x[i]);
        let value = objective.value(&x);
        if value <= best.value + ROUNDING * best.value.abs().max(1.0) {
            best.x = x;
            best.value = value;
            best.slopes = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::{prepared, spec};

    #[test]
    fn a_rough_minimum_is_refined() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let start = objective.coordinates(&[-0.5, 0.0, 0.0]);
        let rough = minimise(&mut objective, &start, 0.1, None).unwrap();
        let before = rough.value;
        let refined = refine(&mut objective, &prepared, rough);
        assert!(refined.value <= before);
        // A Newton step from there promises nothing more.
        let fixed = [false; 3];
        let (_, gain) = refined.information.newton(&refined.coef, &fixed).unwrap();
        assert!(gain < EARLY, "{gain:e}");
    }
}
