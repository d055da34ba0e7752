//! Starting values and the choice among local maxima.
//!
//! Mixed models often have two maxima: one with a slowly decaying memory (autoregressive root near
//! 1, nearly cancelled by the moving average) and one with short memory. A few likelihoods on a
//! coarse grid pick the better basin; the other is followed too when its best grid point is close.
//! An end on the invertibility boundary, where the gradient vanishes by symmetry, is left again
//! when a point inside is better.

use super::objective::Objective;
use super::optimise::{Minimum, minimise};
use crate::error::FitError;
use crate::order::{Order, SeasonalOrder};

/// A second basin is followed when its best grid point is at most this much worse, in units of
/// log-likelihood. On 1,000 seeded count series these were the smallest values that found the best
/// of 72 starts (on levels: but for one series in 500); a hopeless second search stops early.
const CLOSE_LEVELS: f64 = 60.0;
const CLOSE_DIFFERENCES: f64 = 3.0;

/// Mixed models with more lags have many maxima with nearly cancelling roots: more starts follow.
const MOST_RICH: usize = 8;
/// Angles of complex roots tried there, in degrees.
const ANGLES: [f64; 6] = [15.0, 30.0, 60.0, 90.0, 120.0, 150.0];

/// First reflection coefficients of an autoregressive and a moving-average factor, in the internal
/// sign (negative autoregressive means positive autocorrelation), and the basin they belong to.
type Pair = (f64, f64, u8);

const MIXED_LEVELS: [Pair; 7] = [
    (-0.99, -0.9, 0),
    (-0.97, -0.6, 0),
    (-0.99, -0.97, 0),
    (-0.8, -0.6, 1),
    (-0.3, -0.1, 1),
    (0.5, -0.6, 1),
    (0.94, 0.97, 2),
];
const MIXED_DIFFERENCES: [Pair; 4] = [
    (-0.2, -0.93, 0),
    (-0.8, -0.6, 1),
    (-0.3, -0.1, 1),
    (0.5, -0.6, 1),
];
const AUTOREGRESSIVE: [Pair; 3] = [(-0.9, 0.0, 0), (-0.4, 0.0, 0), (0.3, 0.0, 0)];
const MOVING_AVERAGE: [Pair; 3] = [(0.0, -0.9, 0), (0.0, -0.5, 0), (0.0, 0.2, 0)];
const SEASONAL_MIXED_LEVELS: [Pair; 3] = [(-0.97, -0.8, 0), (-0.5, -0.1, 1), (-0.1, -0.1, 1)];
const SEASONAL_MIXED_DIFFERENCES: [Pair; 2] = [(0.2, -0.8, 0), (0.2, -0.3, 0)];
const SEASONAL_AUTOREGRESSIVE: [Pair; 3] = [(-0.3, 0.0, 0), (-0.9, 0.0, 0), (0.4, 0.0, 0)];
const SEASONAL_MOVING_AVERAGE: [Pair; 3] = [(0.0, -0.95, 0), (0.0, -0.5, 0), (0.0, 0.2, 0)];
const NOTHING: [Pair; 1] = [(0.0, 0.0, 0)];

/// A wider grid, for the conditional sum of squares and for a second look from a maximum.
const MIXED: [Pair; 11] = [
    (-0.99, -0.9, 0),
    (-0.97, -0.6, 0),
    (-0.2, -0.93, 3),
    (-0.8, -0.6, 1),
    (-0.6, -0.85, 3),
    (-0.3, -0.1, 1),
    (0.5, -0.6, 1),
    (0.8, 0.2, 1),
    (-0.6, 0.6, 1),
    (0.6, 0.85, 1),
    (0.94, 0.97, 2),
];
const ONE: [Pair; 4] = [
    (-0.9, -0.9, 0),
    (-0.4, -0.5, 0),
    (0.3, 0.2, 0),
    (0.85, 0.8, 0),
];
const SEASONAL_MIXED: [Pair; 6] = [
    (0.2, -0.8, 0),
    (-0.3, 0.4, 1),
    (-0.97, -0.8, 0),
    (-0.5, -0.1, 1),
    (-0.6, -0.85, 0),
    (0.8, 0.3, 1),
];
const SEASONAL_ONE: [Pair; 4] = [
    (-0.3, -0.8, 0),
    (0.4, 0.2, 0),
    (-0.9, -0.95, 0),
    (0.85, -0.4, 0),
];
/// How many points of it have their likelihood evaluated.
const PROMISING: usize = 4;
/// A point is worth a search of its own when its likelihood, with the other factors as at the
/// maximum, is at most this much lower; and worth a likelihood when its conditional one is.
const SECOND_LOOK: f64 = 5.0;
const SECOND_GLANCE: f64 = 4.0;
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
    for start in followed {
        let rival = best.as_ref().map(|b| (b, patience));
        if let Some(found) = minimise(objective, &start.x, decrement, rival) {
            let found = leave_boundary(objective, found, decrement);
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
    // Series in differences seldom have a better maximum elsewhere when their model is simple.
    let best = match (rich, order.d) {
        (true, _) => second_look(objective, best, decrement, 6),
        (false, 0) => second_look(objective, best, decrement, 3),
        _ => best,
    };
    Ok(reach_boundary(objective, best, decrement))
}

/// A quick search from a good start.
pub(crate) fn search_near(objective: &mut Objective<'_>, start: &[f64]) -> Option<Minimum> {
    let decrement = Effort::Quick.decrement();
    let found = minimise(objective, start, decrement, None)?;
    Some(leave_boundary(objective, found, decrement))
}

/// Whether there are several lags of both kinds.
fn is_rich(order: Order) -> bool {
    order.p.min(order.q) > 0 && order.p.max(order.q) > 1
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
        let between: Vec<f64> = point
            .x
            .iter()
            .zip(&best.x)
            .map(|(a, b)| 0.5 * (a + b))
            .collect();
        if objective.value(&between) < point.value.max(best.value) {
            continue;
        }
        searches += 1;
        let found = minimise(objective, &point.x, decrement, Some((&best, PATIENCE)));
        if let Some(found) = found {
            let found = leave_boundary(objective, found, decrement);
            best = better(Some(best), found);
        }
    }
    best
}

/// The wider grid's non-seasonal and seasonal points for the factors that there are.
fn wide_grid(objective: &Objective<'_>) -> [&'static [Pair]; 2] {
    let mut there = [false; 4];
    for (factor, _) in objective.first_lags() {
        there[factor] = true;
    }
    let choose = |ar: bool, ma: bool, mixed: &'static [Pair], one: &'static [Pair]| match (ar, ma) {
        (true, true) => mixed,
        (false, false) => &NOTHING,
        _ => one,
    };
    [
        choose(there[0], there[1], &MIXED, &ONE),
        choose(there[2], there[3], &SEASONAL_MIXED, &SEASONAL_ONE),
    ]
}

/// `x` with the two factors from `first_factor` on replaced by a pair of first-order ones; `None` when
/// the model does not have them.
fn replaced(
    objective: &Objective<'_>,
    x: &[f64],
    pair: Pair,
    first_factor: usize,
) -> Option<Vec<f64>> {
    let mut x = x.to_vec();
    let mut any = false;
    for (factor, at) in objective.first_lags() {
        let Some(k) = factor
            .checked_sub(first_factor)
            .and_then(|i| [pair.0, pair.1].get(i).copied())
        else {
            continue;
        };
        let n = objective.order_of(factor);
        x[at..at + n].fill(0.0);
        x[at] = objective.coordinate(at, k);
        any = true;
    }
    any.then_some(x)
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

struct Probe {
    x: Vec<f64>,
    value: f64,
    basin: u8,
}

/// Grid points where the likelihood exists, best first: all non-seasonal pairs with the first
/// seasonal one, then the other seasonal pairs with the best.
fn probes(objective: &mut Objective<'_>, order: Order, seasonal: SeasonalOrder) -> Vec<Probe> {
    let plain: &[Pair] = match (order.p > 0, order.q > 0, order.d > 0) {
        (true, true, false) => &MIXED_LEVELS,
        (true, true, true) => &MIXED_DIFFERENCES,
        (true, false, _) => &AUTOREGRESSIVE,
        (false, true, _) => &MOVING_AVERAGE,
        (false, false, _) => &NOTHING,
    };
    let seasons: &[Pair] = match (seasonal.p > 0, seasonal.q > 0, seasonal.d > 0) {
        (true, true, false) => &SEASONAL_MIXED_LEVELS,
        (true, true, true) => &SEASONAL_MIXED_DIFFERENCES,
        (true, false, _) => &SEASONAL_AUTOREGRESSIVE,
        (false, true, _) => &SEASONAL_MOVING_AVERAGE,
        (false, false, _) => &NOTHING,
    };
    let mut points: Vec<Probe> = Vec::with_capacity(plain.len() + seasons.len());
    let mut best = (f64::INFINITY, plain[0]);
    for pair in plain {
        let value = probe(objective, *pair, seasons[0], &mut points);
        if value < best.0 {
            best = (value, *pair);
        }
    }
    if order.p > 0 && order.q > 0 {
        cancelling(objective, order, seasons[0], &mut points);
    }
    for season in &seasons[1..] {
        probe(objective, best.1, *season, &mut points);
    }
    if is_rich(order) {
        promising(objective, &mut points);
    }
    points
}

/// Adds the points of the wider grid with the smallest conditional sums of squares: all non-seasonal
/// pairs with two seasonal ones, then the other seasonal pairs with the best.
fn promising(objective: &mut Objective<'_>, points: &mut Vec<Probe>) {
    let [plain, seasons] = wide_grid(objective);
    let origin = vec![0.0; objective.len()];
    let mut list: Vec<Probe> = Vec::with_capacity(2 * plain.len() + seasons.len());
    let mut best = (f64::INFINITY, plain[0]);
    let mut rough = |objective: &mut Objective<'_>, pair: Pair, season: Pair| {
        let x = replaced(objective, &origin, pair, 0).unwrap_or_else(|| origin.clone());
        let x = replaced(objective, &x, season, 2).unwrap_or(x);
        let value = objective.conditional(&x);
        if value.is_finite() {
            let basin = 100 + list.len() as u8;
            insert(&mut list, Probe { x, value, basin });
        }
        value
    };
    for pair in plain {
        for season in seasons.iter().take(2) {
            let value = rough(objective, *pair, *season);
            if value < best.0 {
                best = (value, *pair);
            }
        }
    }
    for season in seasons.iter().skip(2) {
        rough(objective, best.1, *season);
    }
    for point in list.into_iter().take(PROMISING) {
        let value = objective.value(&point.x);
        if value.is_finite() {
            insert(points, Probe { value, ..point });
        }
    }
}

fn probe(objective: &mut Objective<'_>, plain: Pair, season: Pair, points: &mut Vec<Probe>) -> f64 {
    let mut kappa = vec![0.0; objective.len()];
    for (factor, at) in objective.first_lags() {
        kappa[at] = [plain.0, plain.1, season.0, season.1][factor];
    }
    let x = objective.coordinates(&kappa);
    let value = objective.value(&x);
    if value.is_finite() {
        let basin = plain.2 + 4 * season.2;
        insert(points, Probe { x, value, basin });
    }
    value
}

/// Keeps the best first; there are too few for a sort to pay.
fn insert(points: &mut Vec<Probe>, probe: Probe) {
    let worse = points.iter().position(|p| p.value > probe.value);
    points.insert(worse.unwrap_or(points.len()), probe);
}

/// Points whose autoregressive and moving-average roots nearly cancel at one frequency, and points
/// with two moving-average roots near 1.
fn cancelling(objective: &mut Objective<'_>, order: Order, season: Pair, points: &mut Vec<Probe>) {
    let pair = |modulus: f64, degrees: f64| {
        let square = modulus * modulus;
        let first = -2.0 * modulus * degrees.to_radians().cos() / (1.0 + square);
        [first, square]
    };
    let mut list: Vec<([f64; 2], [f64; 2], u8)> = Vec::new();
    if order.p > 1 && order.q > 1 {
        for (i, angle) in (0..).zip(ANGLES) {
            list.push((pair(0.95, angle), pair(0.8, angle), 16 + 2 * i));
            list.push((pair(0.8, angle), pair(0.95, angle), 17 + 2 * i));
        }
    }
    if order.q > 1 {
        list.push(([0.85, -0.1], [0.9, -0.9], 60));
        list.push(([-0.85, -0.1], [-0.9, -0.9], 61));
        for (i, ar) in (0..).zip([-0.8, -0.2, 0.5]) {
            list.push(([ar, 0.0], [-0.99, 0.8], 40 + i));
        }
    }
    if order.p > 1 {
        for (i, ma) in (0..).zip([-0.9, -0.2, 0.7]) {
            list.push(([-0.9, 0.7], [ma, 0.0], 50 + i));
            list.push(([0.1, 0.6], [ma, 0.0], 53 + i));
        }
    }
    for (ar, ma, basin) in list {
        let mut kappa = vec![0.0; objective.len()];
        for (factor, at) in objective.first_lags() {
            match factor {
                0 => kappa[at..at + order.p.min(2)].copy_from_slice(&ar[..order.p.min(2)]),
                1 => kappa[at..at + order.q.min(2)].copy_from_slice(&ma[..order.q.min(2)]),
                2 => kappa[at] = season.0,
                _ => kappa[at] = season.1,
            }
        }
        let x = objective.coordinates(&kappa);
        let value = objective.value(&x);
        if value.is_finite() {
            insert(points, Probe { x, value, basin });
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
