//! The components of a filter for counts, and one step of all of them.

use std::f64::consts::LN_2;

use super::lanes::{Lanes, ln};
use super::prior::CountPrior;
use super::rising::ln_rising;
use super::settings::{COUNT_COMPONENTS, CountSettings};

/// The smallest shape. A component that has come this far forgets nothing more, so that no shape or
/// rate becomes zero.
pub(super) const MIN_SHAPE: f64 = 1e-6;

/// Counts up to this are multiplied together in the filter.
const SMALL: f64 = 16.0;

/// What does not change from period to period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Components {
    /// The discount of one period, `ω = 2^(-period / half-life)`.
    pub(super) omega: Lanes,
    pub(super) overdispersion: Lanes,
    pub(super) prior_weight: Lanes,
    /// The forgetting of one period.
    pub(super) forgetting: f64,
}

/// The state: `λ ~ Gamma(shape a, rate b)` in each component, and the evidence for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct State {
    pub(crate) a: Lanes,
    pub(crate) b: Lanes,
    /// The sum of `forgetting^age · ln p(y)`, up to a constant that all components share.
    pub(crate) evidence: Lanes,
}

impl Components {
    pub(super) fn new(settings: &CountSettings) -> Self {
        let [first, second] = settings.overdispersions;
        let omega = settings
            .half_lives_weeks
            .map(|half_life| (-LN_2 * settings.period_weeks / half_life).exp());
        let [short, middle, long] = omega;
        Self {
            omega: [short, short, middle, middle, long, long],
            overdispersion: [first, second, first, second, first, second],
            prior_weight: settings.prior_weights,
            forgetting: (settings.forgetting.ln() * settings.period_weeks).exp(),
        }
    }
}

impl State {
    pub(crate) fn new(prior: CountPrior) -> Self {
        let shape = (prior.rate * prior.strength).max(MIN_SHAPE);
        let lanes = |x: f64| [(); COUNT_COMPONENTS].map(|()| x);
        Self {
            a: lanes(shape),
            b: lanes(shape / prior.rate),
            evidence: lanes(0.0),
        }
    }

    /// Passes a period: `a ← ω a`, `b ← ω b`, unless `a` is as small as it may be.
    #[inline]
    pub(super) fn discount(&mut self, components: &Components) {
        for (i, omega) in components.omega.iter().enumerate() {
            let (a, b) = (self.a[i], self.b[i]);
            let stays = omega * a < MIN_SHAPE;
            self.a[i] = if stays { a } else { omega * a };
            self.b[i] = if stays { b } else { omega * b };
        }
    }

    /// Makes the evidence so far a period older. What is not yet observed is predicted before.
    #[inline]
    pub(super) fn age(&mut self, components: &Components) {
        for evidence in &mut self.evidence {
            *evidence *= components.forgetting;
        }
    }

    /// Takes an observation of a discounted state: `y` is evidence for the components, and
    /// `moving`, which is at most `y`, moves the rate. `exposure` is positive.
    #[inline]
    pub(super) fn update(
        &mut self,
        components: &Components,
        (y, moving): (f64, f64),
        exposure: f64,
    ) {
        let mut size = [0.0; COUNT_COMPONENTS];
        let mut ratio = size; // 1 + m / r
        let mut kappa = size;
        let mut t = size; // m / (m + r)
        for (i, c) in components.overdispersion.iter().enumerate() {
            let (a, b) = (self.a[i], self.b[i]);
            let u = 1.0 + c * a;
            t[i] = exposure * u;
            kappa[i] = b / (b + (c * exposure) * a);
            // One division for two.
            let inverse = 1.0 / (u * b);
            size[i] = a * b * inverse;
            ratio[i] = (b + t[i]) * u * inverse;
        }
        let terms = size.iter().zip(ln(&ratio));
        for (evidence, (r, ln_ratio)) in self.evidence.iter_mut().zip(terms) {
            *evidence -= r * ln_ratio;
        }
        if y > 0.0 {
            for (t, b) in t.iter_mut().zip(&self.b) {
                *t /= b + *t;
            }
            let terms = rising(&size, &t, y);
            for (evidence, term) in self.evidence.iter_mut().zip(terms) {
                *evidence += term;
            }
        }
        let state = self.a.iter_mut().zip(&mut self.b);
        for ((a, b), kappa) in state.zip(kappa) {
            *a += kappa * moving;
            *b += kappa * exposure;
        }
    }
}

/// `ln (r (r + 1) … (r + y - 1) t^y)` in each component.
#[inline]
fn rising(size: &Lanes, t: &Lanes, y: f64) -> Lanes {
    if y > SMALL {
        return std::array::from_fn(|i| ln_rising(size[i], y, t[i]));
    }
    let mut product = [1.0; COUNT_COMPONENTS];
    let mut k = 0.0;
    while k < y {
        for i in 0..product.len() {
            product[i] *= (size[i] + k) * t[i];
        }
        k += 1.0;
    }
    for p in &mut product {
        *p = p.clamp(f64::MIN_POSITIVE, f64::MAX);
    }
    ln(&product)
}
