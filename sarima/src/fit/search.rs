//! The choice among local maxima.
//!
//! Mixed models often have two maxima: one with a slowly decaying memory (autoregressive root near
//! 1, nearly cancelled by the moving average) and one with short memory. A few likelihoods on a
//! coarse grid pick the better basin; the other is followed too when its best grid point is close.
//! The start by regression and starts at the edge are followed from there where they may lie elsewhere.
//! An end on the invertibility boundary, where the gradient vanishes by symmetry, is left again
//! when a point inside is better.

use super::hannan_rissanen::estimate;
use super::objective::Objective;
use super::optimise::{Minimum, minimise};
use super::starts::{EDGES, Probe, WIDE, insert, is_rich, probes, replaced, wide_grid};
use crate::error::FitError;
use crate::order::{Order, SeasonalOrder};

/// A second basin is followed when its best grid point is at most this much worse, in units of
/// log-likelihood. On 1,000 seeded count series these were the smallest values that found the best
/// of 72 starts (on levels: but for one series in 500); a hopeless second search stops early.
const CLOSE_LEVELS: f64 = 60.0;

const CLOSE_DIFFERENCES: f64 = 3.0;

/// Mixed models with more lags have many maxima with nearly cancelling roots: more starts follow.
const MOST_RICH: usize = 8;

/// A point is worth a search of its own when its likelihood, with the other factors as at the
/// maximum, is at most this much lower; and worth a likelihood when its conditional one is.
const SECOND_LOOK: f64 = 5.0;

const SECOND_GLANCE: f64 = 4.0;

/// The start by regression is followed when it is at most this much worse than the maximum, and this
/// far from where searches have been.
const REGRESSED_DIFFERENCES: f64 = 60.0;

const REGRESSED_LEVELS: f64 = 20.0;

const FAR: f64 = 0.6;

/// So is a start at the edge.
const EDGE: f64 = 6.0;

/// A seasonal moving average beyond this says itself that the season hardly changes.
const STABLE: f64 = -0.5;

/// Iterations granted to such a search before it may be called hopeless.
const PATIENCE: usize = 20;

/// How hard to search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Effort {
    /// One start, to a few decimals of the log-likelihood: enough to compare models.
    Quick,
    /// Every promising basin, as far as a last Newton step with the exact Hessian needs
    /// ([`refine`](super::refine)).
    Thorough,
}

impl Effort {
    fn decrement(self) -> f64 {
        match self {
            Self::Quick => 1e-3,
            Self::Thorough => 1e-6,
        }
    }
}

/// Finds the best maximum of the likelihood that the grid leads to.
pub(crate) fn search(
    objective: &mut Objective<'_>,
    order: Order,
    seasonal: SeasonalOrder,
    effort: Effort,
) -> Result<Minimum, FitError> {
    let starts = probes(objective, order, seasonal);
    let Some(first) = starts.first() else {
        return Err(FitError::Numerical("no starting value works"));
    };
    let close = if order.d > 0 {
        CLOSE_DIFFERENCES
    } else {
        CLOSE_LEVELS
    };
    let reach = if order.d > 0 {
        REGRESSED_DIFFERENCES
    } else {
        REGRESSED_LEVELS
    };
    let mut followed = vec![first];
    let rich = is_rich(order);
    let patience = if rich { 20 } else { 6 };
    if effort == Effort::Thorough {
        let (most, close) = if rich {
            (MOST_RICH, CLOSE_LEVELS)
        } else {
            (2, close)
        };
        for start in &starts {
            let new = followed.iter().all(|f| f.basin != start.basin);
            if new && followed.len() < most && start.value - first.value < close {
                followed.push(start);
            }
        }
    }
    let decrement = effort.decrement();
    let mut best: Option<Minimum> = None;
    let mut seen = Vec::new();
    for start in followed {
        let rival = best.as_ref().map(|b| (b, patience));
        if let Some(found) = minimise(objective, &start.x, decrement, rival) {
            let found = leave_boundary(objective, found, decrement);
            seen.extend([start.x.clone(), found.x.clone()]);
            best = Some(better(best, found));
        }
    }
    // A start that fails outright is rare; any other one will do then.
    for start in &starts {
        if best.is_some() {
            break;
        }
        best = minimise(objective, &start.x, decrement, None)
            .map(|found| leave_boundary(objective, found, decrement));
    }
    let best = best.ok_or(FitError::Numerical("no starting value works"))?;
    if effort == Effort::Quick {
        return Ok(best);
    }
    let best = if WIDE {
        let best = regressed(objective, best, &seen, reach, decrement);
        let best = edges(objective, best, order.d == 0, decrement);
        // Series in differences seldom have a better maximum elsewhere when their model is simple.
        match (rich, order.d) {
            (true, _) => second_look(objective, best, decrement, 6),
            (false, 0) => second_look(objective, best, decrement, 3),
            _ => best,
        }
    } else {
        best
    };
    Ok(reach_boundary(objective, best, decrement))
}

/// A quick search from a good start.
pub(crate) fn search_near(objective: &mut Objective<'_>, start: &[f64]) -> Option<Minimum> {
    let decrement = Effort::Quick.decrement();
    let found = minimise(objective, start, decrement, None)?;
    Some(leave_boundary(objective, found, decrement))
}

/// Searches from the start by regression, when it may lie in a basin that no search has `seen`.
fn regressed(
    objective: &mut Objective<'_>,
    best: Minimum,
    seen: &[Vec<f64>],
    close: f64,
    decrement: f64,
) -> Minimum {
    let Some(x) = estimate(objective) else {
        return best;
    };
    let value = objective.value(&x);
    if value.is_nan() || value - best.value > close {
        return best;
    }
    let here = objective.reflections(&x);
    let near = |other: &Vec<f64>| {
        let there = objective.reflections(other);
        here.iter().zip(there).all(|(a, b)| (a - b).abs() < FAR)
    };
    if seen.iter().any(near) && !is_separated(objective, &x, value, &best) {
        return best;
    }
    follow(objective, best, &x, decrement)
}

/// Searches from the edges: factors of a kind close to the circle and to each other, where a maximum
/// is too narrow for a grid.
fn edges(
    objective: &mut Objective<'_>,
    mut best: Minimum,
    levels: bool,
    decrement: f64,
) -> Minimum {
    let shape = objective.shape();
    let factors = [(shape.p, shape.q, 0), (shape.sp, shape.sq, 2)];
    let stable = |objective: &Objective<'_>, x: &[f64]| {
        let mut firsts = objective.first_lags().into_iter();
        firsts.any(|(factor, at)| factor == 3 && x[at] < STABLE)
    };
    for (_, _, first) in factors
        .into_iter()
        .filter(|(p, q, first)| p * q > 0 && (*first == 2 || levels))
    {
        if first == 2 && stable(objective, &best.x) {
            continue;
        }
        for pair in EDGES {
            let Some(x) = replaced(objective, &best.x, pair, first) else {
                continue;
            };
            let value = objective.value(&x);
            if value - best.value < EDGE && is_separated(objective, &x, value, &best) {
                best = follow(objective, best, &x, decrement);
            }
        }
    }
    best
}

/// The better of a minimum and of what a search from `x` finds before it looks hopeless.
fn follow(objective: &mut Objective<'_>, best: Minimum, x: &[f64], decrement: f64) -> Minimum {
    match minimise(objective, x, decrement, Some((&best, PATIENCE))) {
        Some(found) => {
            let found = leave_boundary(objective, found, decrement);
            better(Some(best), found)
        }
        None => best,
    }
}

/// Whether the point half-way to the minimum is worse than both ends.
fn is_separated(objective: &mut Objective<'_>, x: &[f64], value: f64, best: &Minimum) -> bool {
    let between: Vec<f64> = x.iter().zip(&best.x).map(|(a, b)| 0.5 * (a + b)).collect();
    objective.value(&between) >= value.max(best.value)
}

/// Looks around from a maximum: with the seasonal factors kept, at other non-seasonal ones, and the
/// reverse. Searches from the `most` best points that are separated from it by worse ones.
fn second_look(
    objective: &mut Objective<'_>,
    mut best: Minimum,
    decrement: f64,
    most: usize,
) -> Minimum {
    let [plain, seasons] = wide_grid(objective);
    let here = objective.conditional(&best.x);
    let mut points: Vec<Probe> = Vec::new();
    let moves = plain
        .iter()
        .map(|p| (p, 0))
        .chain(seasons.iter().map(|p| (p, 2)));
    for (pair, first_factor) in moves {
        let Some(x) = replaced(objective, &best.x, *pair, first_factor) else {
            continue;
        };
        if objective.conditional(&x) - here > SECOND_GLANCE {
            continue;
        }
        let value = objective.value(&x);
        if value - best.value < SECOND_LOOK {
            insert(&mut points, Probe { x, value, basin: 0 });
        }
    }
    let mut searches = 0;
    for point in points {
        if searches == most {
            break;
        }
        if !is_separated(objective, &point.x, point.value, &best) {
            continue;
        }
        searches += 1;
        best = follow(objective, best, &point.x, decrement);
    }
    best
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

/// An autoregressive coordinate beyond this (a reflection coefficient of 0.9993) may be on its way to
/// the bound, where the likelihood is too flat to get anywhere.
const BEYOND: f64 = 4.0;

/// Restarts from the bound when an autoregressive coordinate ended close to it.
fn reach_boundary(objective: &mut Objective<'_>, mut end: Minimum, decrement: f64) -> Minimum {
    let bounds = objective.bounds();
    for i in 0..end.x.len() {
        let here = end.x[i].abs();
        if !objective.autoregressive()[i] || here < BEYOND || here >= bounds[i] {
            continue;
        }
        let mut x = end.x.clone();
        x[i] = bounds[i].copysign(x[i]);
        if let Some(found) = minimise(objective, &x, decrement, None) {
            end = better(Some(end), found);
        }
    }
    end
}

/// Restarts from inside when a moving-average coordinate ended on its bound but inside is better.
fn leave_boundary(objective: &mut Objective<'_>, mut end: Minimum, decrement: f64) -> Minimum {
    let bounds = objective.bounds();
    for i in 0..end.x.len() {
        if end.x[i].abs() < bounds[i] || objective.autoregressive()[i] {
            continue;
        }
        let inside = [0.97, 0.8].map(|share| {
            let mut x = end.x.clone();
            x[i] *= share;
            (objective.value(&x), x)
        });
        let best = inside.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((value, x)) = best
            && value < end.value
            && let Some(found) = minimise(objective, &x, decrement, None)
        {
            end = better(Some(end), found);
        }
    }
    end
}
