//! Minimisation in a box: Gauss-Newton to begin with, corrected by what the gradients show.
//!
//! The Hessian approximation starts as the Gauss-Newton matrix of the whitened residuals. The
//! damped BFGS formula (Powell 1978) then updates it, which adds the curvature of the determinant;
//! that matters near the invertibility boundary. Coordinates at a bound whose gradient points
//! outwards are held there.

use super::minimum::Minimum;
use super::objective::Objective;
use super::rivals::{Here, Rivals};
use super::tuning::WIDE;
use sarima_likelihood::linalg;

/// Log-likelihood. A search that finds no better point counts as converged when the quadratic model
/// promises less than this.
const STALLED: f64 = 1e-4;
const MAX_ITERATIONS: usize = 200;

/// Source of the next step, best first.
#[derive(Clone, Copy, PartialEq)]
enum Steps {
    QuasiNewton,
    GaussNewton,
    Diagonal,
}

/// Minimises from `start` until a quadratic model predicts an improvement below `decrement`; `None`
/// when the objective cannot be evaluated there.
///
/// With `rivals` the search gives up as soon as it heads for a known minimum, or after some
/// iterations when it is heading for a worse one.
pub(crate) fn minimise(
    objective: &mut Objective<'_>,
    start: &[f64],
    decrement: f64,
    rivals: Option<&Rivals<'_>>,
) -> Option<Minimum> {
    let bounds = objective.bounds();
    let mut x: Vec<f64> = start.to_vec();
    clip(&mut x, &bounds);
    let mut f = objective.value(&x);
    if !f.is_finite() {
        return None;
    }
    let k = x.len();
    if k == 0 {
        return Some(Minimum {
            x,
            value: f,
            iterations: 0,
            converged: true,
            slopes: None,
        });
    }
    let mut iterations = 0;
    let mut converged = false;
    let mut work = Work::new(k);
    let mut g = objective.gradient(&x)?;
    let mut h = objective.gauss_newton(&x);
    let mut steps = Steps::GaussNewton;
    while !converged && iterations < MAX_ITERATIONS {
        iterations += 1;
        let outwards = |i: usize| x[i].abs() >= bounds[i] && x[i] * g[i] < 0.0;
        work.free.clear();
        work.free.extend((0..k).filter(|i| !outwards(*i)));
        newton_step(&h, &g, &mut work);
        let slope = linalg::dot(&work.step, &g);
        if -slope < 2.0 * decrement {
            converged = true;
            break;
        }
        if let Some(rivals) = rivals {
            let here = Here {
                x: &x,
                f,
                gradient: &g,
                slope,
                hessian: &h,
            };
            if rivals.make_futile(objective, &here, iterations) {
                break;
            }
        }
        let Some(fneu) = line_search(objective, (&x, f), &g, &bounds, &mut work) else {
            // The model of the curvature misled; a simpler one may not.
            f = objective.value(&x);
            g = objective.gradient(&x)?;
            h = objective.gauss_newton(&x);
            steps = match steps {
                Steps::QuasiNewton => Steps::GaussNewton,
                Steps::GaussNewton => {
                    for (i, v) in h.iter_mut().enumerate() {
                        *v *= if i % (k + 1) == 0 { 10.0 } else { 0.0 };
                    }
                    Steps::Diagonal
                }
                Steps::Diagonal => {
                    converged = -slope < 2.0 * STALLED;
                    break;
                }
            };
            continue;
        };
        let Some(gn) = objective.gradient(&work.trial) else {
            break;
        };
        if steps == Steps::Diagonal {
            h = objective.gauss_newton(&work.trial);
        }
        // Reuse memory: the step and the change of the gradient overwrite what they replace.
        std::mem::swap(&mut x, &mut work.trial);
        for (old, new) in work.trial.iter_mut().zip(&x) {
            *old = new - *old;
        }
        for (old, new) in g.iter_mut().zip(&gn) {
            *old = new - *old;
        }
        bfgs_update(&mut h, &work.trial, &mut g, &mut work.product);
        steps = Steps::QuasiNewton;
        (f, g) = (fneu, gn);
    }
    // If the search converged, the gradient was the last thing computed.
    let slopes = (WIDE && converged)
        .then(|| objective.latest_slopes())
        .flatten();
    Some(Minimum {
        x,
        value: f,
        iterations,
        converged,
        slopes,
    })
}

/// `f64::clamp` without its panic message for bounds in the wrong order: formatting numbers is a
/// tenth of a module for browsers.
fn within(v: f64, low: f64, high: f64) -> f64 {
    if v > high {
        high
    } else if v < low {
        low
    } else {
        v
    }
}

fn clip(x: &mut [f64], bounds: &[f64]) {
    for (v, b) in x.iter_mut().zip(bounds) {
        *v = within(*v, -b, *b);
    }
}

/// Keeps a step away from the bounds until it is close. At an invertibility boundary the gradient
/// vanishes even if there is no maximum, so the search must approach it and not jump to it.
fn approach(xn: &mut [f64], x: &[f64], bounds: &[f64], autoregressive: &[bool]) {
    for (((v, x), b), ar) in xn.iter_mut().zip(x).zip(bounds).zip(autoregressive) {
        if *ar {
            *v = within(*v, -b, *b);
            continue;
        }
        let room = b - x.abs();
        let limit = if room < 0.02 { *b } else { b - 0.15 * room };
        *v = within(*v, -limit.max(-x), limit.max(*x));
    }
}

/// Memory that the iterations share.
struct Work {
    /// Coordinates that are not held at a bound.
    free: Vec<usize>,
    step: Vec<f64>,
    /// The last point of a line search.
    trial: Vec<f64>,
    /// `H s`.
    product: Vec<f64>,
    /// A matrix and a vector on the free coordinates.
    matrix: Vec<f64>,
    vector: Vec<f64>,
}

impl Work {
    fn new(k: usize) -> Self {
        let vector = || vec![0.0; k];
        Self {
            free: Vec::with_capacity(k),
            step: vector(),
            trial: vector(),
            product: vector(),
            matrix: vec![0.0; k * k],
            vector: vector(),
        }
    }
}

/// `-H^-1 g` on the free coordinates, with enough added to the diagonal for a factorisation.
fn newton_step(h: &[f64], g: &[f64], work: &mut Work) {
    let Work { free, step, .. } = work;
    let (k, m) = (step.len(), free.len());
    step.fill(0.0);
    let (a, b) = (&mut work.matrix[..m * m], &mut work.vector[..m]);
    let mut damping = 0.0;
    for _ in 0..40 {
        for (r, &i) in free.iter().enumerate() {
            for (c, &j) in free.iter().enumerate().take(r + 1) {
                a[r * m + c] = h[i * k + j];
            }
            a[r * m + r] += damping * (h[i * k + i].abs() + 1e-8) + 1e-12;
        }
        if linalg::cholesky(a, m).is_some() {
            for (b, &i) in b.iter_mut().zip(&*free) {
                *b = -g[i];
            }
            linalg::solve_lower(a, m, b);
            linalg::solve_lower_transposed(a, m, b);
            for (&i, v) in free.iter().zip(&*b) {
                step[i] = *v;
            }
            return;
        }
        damping = if damping == 0.0 { 1e-6 } else { damping * 10.0 };
    }
    for &i in &*free {
        step[i] = -g[i];
    }
}

/// Backtracks along the projected path from a point and its value, and leaves the new point in
/// `work.trial`.
fn line_search(
    objective: &mut Objective<'_>,
    (x, f): (&[f64], f64),
    g: &[f64],
    bounds: &[f64],
    work: &mut Work,
) -> Option<f64> {
    let (step, xn) = (&work.step, &mut work.trial);
    // A reflection coefficient is in (-1, 1): longer steps are useless.
    let mut t = 1.0f64;
    for (s, ar) in step.iter().zip(objective.autoregressive()) {
        let longest = if *ar { 2.0 } else { 0.7 };
        t = t.min(longest / s.abs());
    }
    for _ in 0..30 {
        for ((new, x), s) in xn.iter_mut().zip(x).zip(step) {
            *new = x + t * s;
        }
        approach(xn, x, bounds, objective.autoregressive());
        let moved = xn.iter().zip(x).zip(g);
        let slope: f64 = moved.map(|((n, o), g)| (n - o) * g).sum();
        if slope >= 0.0 {
            return None;
        }
        let fneu = objective.value(xn);
        if fneu <= f + 1e-4 * slope {
            return Some(fneu);
        }
        if slope > -1e-13 * f.abs().max(1.0) {
            return None;
        }
        let quadratic = -0.5 * slope / (fneu - f - slope);
        t *= if quadratic.is_finite() {
            quadratic.clamp(0.1, 0.5)
        } else {
            0.25
        };
    }
    None
}

/// `H ← H - H s s'H / s'H s + y y' / y's`, with `y` bent towards `H s` when `y's` is small (Powell
/// 1978).
fn bfgs_update(h: &mut [f64], s: &[f64], y: &mut [f64], hs: &mut [f64]) {
    let k = s.len();
    for (hs, row) in hs.iter_mut().zip(h.chunks_exact(k)) {
        *hs = linalg::dot(row, s);
    }
    let shs = linalg::dot(s, hs);
    let sy = linalg::dot(s, y);
    if shs.is_nan() || shs <= 0.0 || !sy.is_finite() {
        return;
    }
    let weight = if sy >= 0.2 * shs {
        1.0
    } else {
        0.8 * shs / (shs - sy)
    };
    for (y, hs) in y.iter_mut().zip(&*hs) {
        *y = weight * *y + (1.0 - weight) * hs;
    }
    let sy = linalg::dot(s, y);
    if sy.is_nan() || sy <= 0.0 {
        return;
    }
    for i in 0..k {
        for j in 0..k {
            h[i * k + j] += y[i] * y[j] / sy - hs[i] * hs[j] / shs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::{prepared, spec};

    #[test]
    fn different_starts_reach_the_same_minimum() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let mut from = |kappa: [f64; 3]| {
            let start = objective.coordinates(&kappa);
            minimise(&mut objective, &start, 1e-9, None).unwrap()
        };
        let (one, other) = (from([-0.5, 0.0, 0.0]), from([-0.9, 0.6, -0.3]));
        assert!(one.converged && other.converged);
        assert!((one.value - other.value).abs() < 1e-8);
        objective.value(&one.x);
        let gradient = objective.gradient(&one.x).unwrap();
        assert!(gradient.iter().all(|g| g.abs() < 1e-3), "{gradient:?}");
    }

    #[test]
    fn steps_approach_a_bound_without_jumping_to_it() {
        let (bounds, autoregressive) = ([3.0, 1.0], [true, false]);
        let mut x = [9.0, 9.0];
        approach(&mut x, &[0.0, 0.0], &bounds, &autoregressive);
        assert_eq!(x, [3.0, 0.85]);
        // Once close, the bound itself is allowed.
        let mut x = [-9.0, -9.0];
        approach(&mut x, &[0.0, -0.99], &bounds, &autoregressive);
        assert_eq!(x, [-3.0, -1.0]);
    }

    #[test]
    fn an_update_learns_the_curvature_along_a_step() {
        // The secant condition `H s = y`.
        let mut h = vec![1.0, 0.0, 0.0, 1.0];
        let (s, mut y) = ([1.0, 0.5], [3.0, 1.0]);
        bfgs_update(&mut h, &s, &mut y, &mut [0.0; 2]);
        assert!((linalg::dot(&h[..2], &s) - 3.0).abs() < 1e-14);
        assert!((linalg::dot(&h[2..], &s) - 1.0).abs() < 1e-14);
    }
}
