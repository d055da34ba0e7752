//! Starting values and the choice among local maxima.
//!
//! A coarse grid of likelihoods picks the basins; the best two points are followed. An end on the
//! invertibility boundary, where the gradient vanishes by symmetry, is left again when a point
//! inside is better.

use super::objective::Objective;
use super::optimise::{Minimum, minimise};
use crate::error::FitError;

/// Reflection coefficients tried for the first lag of each factor (autoregressive factors in the
/// internal sign, so that negative means positive autocorrelation).
const GRID: [[f64; 2]; 4] = [[-0.2, -0.8], [-0.15, -0.7], [-0.1, -0.6], [-0.2, -0.8]];

pub(crate) fn search(objective: &mut Objective<'_>) -> Result<Minimum, FitError> {
    let mut starts = probes(objective);
    starts.truncate(2);
    let mut best: Option<Minimum> = None;
    for (_, start) in starts {
        let Some(found) = minimise(objective, &start) else {
            continue;
        };
        let found = leave_boundary(objective, found);
        best = Some(better(best, found));
    }
    best.ok_or(FitError::Numerical("no starting value works"))
}

fn better(best: Option<Minimum>, found: Minimum) -> Minimum {
    match best {
        None => found,
        Some(best) => {
            let iterations = best.iterations + found.iterations;
            let keep = if found.value < best.value {
                found
            } else {
                best
            };
            Minimum { iterations, ..keep }
        }
    }
}

/// Grid points, best first.
fn probes(objective: &mut Objective<'_>) -> Vec<(f64, Vec<f64>)> {
    let firsts = objective.first_lags();
    let combinations = 1usize << firsts.len();
    let mut points = Vec::with_capacity(combinations + 1);
    for mask in 0..combinations {
        let mut x = vec![0.0; objective.len()];
        for (bit, &(factor, at)) in firsts.iter().enumerate() {
            x[at] = GRID[factor][mask >> bit & 1];
        }
        let value = objective.value(&x);
        points.push((value, x));
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points
}

/// Restarts from inside when a coordinate ended on a bound but the inside is better.
fn leave_boundary(objective: &mut Objective<'_>, mut end: Minimum) -> Minimum {
    let bounds = objective.bounds();
    for i in 0..end.kappa.len() {
        if end.kappa[i].abs() < bounds[i] {
            continue;
        }
        let inside = [0.97, 0.8, 0.5].map(|share| {
            let mut x = end.kappa.clone();
            x[i] *= share;
            (objective.value(&x), x)
        });
        let best = inside.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((value, x)) = best
            && value < end.value
            && let Some(found) = minimise(objective, &x)
        {
            end = better(Some(end), found);
        }
    }
    end
}
