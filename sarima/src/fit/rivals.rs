//! Giving up a search that will not beat an earlier one.

use super::minimum::Minimum;
use super::objective::Objective;
use super::tuning::{self, TUNING, WIDE};
use sarima_likelihood::linalg;

/// Results of earlier searches.
pub(crate) struct Rivals<'a> {
    /// The best minimum so far.
    pub(crate) best: &'a Minimum,
    /// Points at which searches have ended.
    pub(crate) ends: &'a [Vec<f64>],
    pub(crate) patience: Patience,
}

/// Time granted to a search that looks worse than its rival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Patience {
    /// For a search that makes sure of the obvious.
    Short,
    /// For a search for what is hidden.
    Long,
}

/// The present point of a search.
pub(crate) struct Here<'a> {
    pub(crate) x: &'a [f64],
    pub(crate) f: f64,
    pub(crate) gradient: &'a [f64],
    /// Slope of the objective along the next step. Half of it is the improvement that the quadratic
    /// model promises.
    pub(crate) slope: f64,
    pub(crate) hessian: &'a [f64],
}

impl Rivals<'_> {
    /// `true` if the search cannot be expected to find anything better.
    pub(crate) fn make_futile(
        &self,
        objective: &mut Objective<'_>,
        here: &Here<'_>,
        iterations: usize,
    ) -> bool {
        let gain = 0.5 * here.slope;
        let hopeless = |tuning: tuning::Patience| {
            iterations > tuning.iterations && here.f + tuning.share * gain > self.best.value
        };
        let rivals = TUNING.rivals;
        let arrived = here.f + gain >= self.best.value - rivals.no_better
            && self.ends.iter().any(|end| is_same(here.x, end));
        let late = match self.patience {
            Patience::Short => hopeless(rivals.early) || hopeless(rivals.late),
            Patience::Long => hopeless(rivals.hidden),
        };
        let short = self.patience == Patience::Short;
        arrived || late || WIDE && short && iterations > 1 && self.attract(objective, here)
    }

    /// `true` if the search is on its way to the best minimum: the point is worse, the step of the
    /// quadratic model leads in that direction, and there is no barrier half-way.
    fn attract(&self, objective: &mut Objective<'_>, here: &Here<'_>) -> bool {
        let way: Vec<f64> = self.best.x.iter().zip(here.x).map(|(a, b)| a - b).collect();
        let descent = -linalg::dot(&way, here.gradient);
        let rows = here.hessian.chunks_exact(way.len());
        let curvature: f64 = way
            .iter()
            .zip(rows)
            .map(|(w, row)| w * linalg::dot(row, &way))
            .sum();
        if here.f < self.best.value
            || descent < TUNING.rivals.along * (-here.slope * curvature).sqrt()
        {
            return false;
        }
        objective.value(&self.best.half_way(here.x)) < here.f
    }
}

fn is_same(x: &[f64], y: &[f64]) -> bool {
    x.iter()
        .zip(y)
        .all(|(a, b)| (a - b).abs() < TUNING.rivals.same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::{prepared, spec};
    use crate::fit::optimise::minimise;

    #[test]
    fn a_search_that_arrives_at_a_known_minimum_gives_up() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let start = objective.coordinates(&[-0.5, 0.0, 0.0]);
        let best = minimise(&mut objective, &start, 1e-9, None).unwrap();
        let rivals = Rivals {
            best: &best,
            ends: std::slice::from_ref(&best.x),
            patience: Patience::Long,
        };
        let hessian = objective.gauss_newton(&best.x);
        let mut here = Here {
            x: &best.x,
            f: best.value,
            gradient: &[0.0; 3],
            slope: 0.0,
            hessian: &hessian,
        };
        assert!(rivals.make_futile(&mut objective, &here, 1));
        // Elsewhere and with a large step ahead it goes on.
        here.x = &start;
        here.slope = -10.0;
        assert!(!rivals.make_futile(&mut objective, &here, 1));
    }
}
