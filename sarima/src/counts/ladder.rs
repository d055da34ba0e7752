//! The probabilities of 0, 1, 2, …, one after the other.

use super::distribution::CountDistribution;
use super::lanes::Lanes;

/// Steps between probabilities that are computed afresh. In between each follows from the one
/// before it, `p(k + 1) = p(k) (r + k) t / (k + 1)`.
///
/// A large distribution starts below the smallest float. From one fresh value to the next it cannot
/// rise from there to a probability that matters.
const FRESH: u32 = 64;

/// Counts above this are left to the incomplete beta function.
pub(super) const TOP: u32 = 4096;

/// `P(Y <= k)` for `k = 0, 1, …, TOP`.
pub(super) struct Ladder<'a> {
    of: &'a CountDistribution,
    next: u32,
    weighted: Lanes,
    below: f64,
}

/// One rung.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rung {
    pub(super) k: u32,
    pub(super) cdf: f64,
}

impl<'a> Ladder<'a> {
    pub(super) fn new(of: &'a CountDistribution) -> Self {
        Self {
            of,
            next: 0,
            weighted: of.weights,
            below: 0.0,
        }
    }
}

impl Iterator for Ladder<'_> {
    type Item = Rung;

    fn next(&mut self) -> Option<Rung> {
        let k = self.next;
        if k > TOP {
            return None;
        }
        let parts = &self.of.parts;
        let fresh = k.is_multiple_of(FRESH);
        let (at, before) = (f64::from(k), f64::from(k) - 1.0);
        for (i, part) in parts.iter().enumerate() {
            if fresh {
                self.weighted[i] = self.of.weights[i] * part.ln_pmf(at).exp();
            } else {
                self.weighted[i] *= (part.size + before) * part.t / at;
            }
        }
        self.below += self.weighted.iter().sum::<f64>();
        self.next += 1;
        Some(Rung {
            k,
            cdf: self.below.min(1.0),
        })
    }
}
