//! Maxima that the coarse grid does not lead to.
//!
//! Each kind of start here found a better maximum on some real series: the start by regression,
//! factors close to the circle and to each other, a series differenced once too often, other places
//! for factors that nearly cancel, and, with several lags, scattered points.
//! [`tuning`](super::tuning) holds the margins.

use super::basin::Basin;
use super::boundary::{BEYOND, leave_boundary};
use super::grids::{self, DIFFERENCES, EDGES, LEVELS, Pair};
use super::hannan_rissanen::estimate;
use super::minimum::Minimum;
use super::objective::Objective;
use super::optimise::minimise;
use super::probe::{Probe, insert, replaced};
use super::rivals::{Patience, Rivals};
use super::tuning::TUNING;
use super::wide_starts::scattered;
use crate::order::Order;

/// A search that goes on from the best minimum so far.
pub(super) struct Search<'o, 'a> {
    objective: &'o mut Objective<'a>,
    order: Order,
    decrement: f64,
    pub(super) best: Minimum,
    /// Points at which searches began and ended.
    seen: Vec<Vec<f64>>,
}

impl<'o, 'a> Search<'o, 'a> {
    pub(super) fn new(
        objective: &'o mut Objective<'a>,
        order: Order,
        decrement: f64,
        best: Minimum,
        seen: Vec<Vec<f64>>,
    ) -> Self {
        Self {
            objective,
            order,
            decrement,
            best,
            seen,
        }
    }

    /// Tries all kinds of starts. `rich` models have several lags.
    pub(super) fn look_around(&mut self, starts: Vec<Probe>, basins: Vec<Basin>, rich: bool) {
        if rich || self.order.d > 0 && self.is_extreme() {
            self.everywhere(starts, basins);
        }
        self.regressed();
        self.edges();
        if !rich {
            self.cancelling();
        }
        // A simple model of a differenced series seldom has a better maximum elsewhere.
        if rich || self.order.d == 0 {
            let look = TUNING.second_look;
            self.second_look(if rich { look.most_rich } else { look.most });
        }
    }

    /// `true` if an autoregressive coordinate is (almost) on its bound. Few differenced series have
    /// their best maximum there, so it is suspicious.
    fn is_extreme(&self) -> bool {
        let mut pairs = self.best.x.iter().zip(self.objective.autoregressive());
        pairs.any(|(x, ar)| *ar && x.abs() > BEYOND)
    }

    /// Searches from the best points of the grid and of a scatter, whatever their values: with
    /// several lags the value of a start says little about the maximum it leads to.
    fn everywhere(&mut self, mut points: Vec<Probe>, mut basins: Vec<Basin>) {
        scattered(self.objective, &mut points);
        let known = basins.len();
        for point in &points {
            if basins.len() == known + TUNING.everywhere.starts * self.objective.len() {
                break;
            }
            if !basins.contains(&point.basin) {
                basins.push(point.basin);
                self.follow(&point.x);
            }
        }
    }

    /// Searches from the start by regression, if it may lie in a basin that no search has seen.
    fn regressed(&mut self) {
        let Some(x) = estimate(self.objective) else {
            return;
        };
        let here = self.objective.reflections(&x);
        let within = |other: &Vec<f64>, distance| {
            is_near(&here, &self.objective.reflections(other), distance)
        };
        if within(&self.best.x, TUNING.regression.near) {
            return;
        }
        let close = if self.order.d > 0 {
            TUNING.regression.close_differences
        } else {
            TUNING.regression.close_levels
        };
        let near = self
            .seen
            .iter()
            .any(|seen| within(seen, TUNING.regression.far));
        if near && self.is_joined(&x) {
            return;
        }
        let value = self.objective.value(&x);
        if value.is_nan() || value - self.best.value > close {
            return;
        }
        if !near || self.is_separated(&x, value) {
            self.follow(&x);
        }
    }

    /// Searches from the edges: two factors of a kind close to the circle and to each other, where
    /// a maximum is too narrow for a grid.
    fn edges(&mut self) {
        let shape = self.objective.shape();
        if shape.p * shape.q > 0 {
            let pairs: &'static [Pair] = if self.order.d > 0 {
                &DIFFERENCES
            } else {
                &LEVELS
            };
            self.pairs(pairs, 0);
        }
        let mut firsts = self.objective.first_lags();
        let stable =
            firsts.any(|(factor, at)| factor == 3 && self.best.x[at] < TUNING.edges.stable);
        if shape.sp * shape.sq > 0 && !stable {
            self.pairs(&EDGES, 2);
        }
    }

    /// Searches from the maximum with two of its factors replaced.
    fn pairs(&mut self, pairs: &'static [Pair], first_factor: usize) {
        let moves = pairs.iter().map(|pair| (pair, first_factor));
        let points = self.glance(moves, TUNING.edges.glance);
        self.follow_best(points, TUNING.edges.close, usize::MAX);
    }

    /// Searches from the whole grid for a pair of factors that nearly cancel and so explain little
    /// at the maximum. A level that changes slowly is exempt.
    fn cancelling(&mut self) {
        let [plain, seasons] = grids::wide(self.objective);
        let places = [
            (0, [plain, &LEVELS, &DIFFERENCES]),
            (2, [seasons, &EDGES, &[]]),
        ];
        for (first, lists) in places {
            let kappa = self.objective.reflections(&self.best.x);
            let mut firsts = self.objective.first_lags();
            let mut of = |factor| firsts.find(|f| f.0 == factor).map(|(_, at)| kappa[at]);
            let (Some(ar), Some(ma)) = (of(first), of(first + 1)) else {
                continue;
            };
            let tuning = TUNING.cancelling;
            let level = first == 0 && self.order.d == 0;
            let slow = level && ar < tuning.level && ar + tuning.same < ma;
            if slow || (ar - ma).abs() > tuning.distance {
                continue;
            }
            let pairs = lists.into_iter().flatten();
            let points = pairs
                .filter_map(|pair| replaced(self.objective, &self.best.x, *pair, first))
                .collect();
            self.follow_best(points, tuning.close, tuning.most);
        }
    }

    /// Searches around a maximum: other non-seasonal factors with the seasonal ones kept, and the
    /// reverse.
    fn second_look(&mut self, most: usize) {
        let [plain, seasons] = grids::wide(self.objective);
        let moves = plain
            .iter()
            .map(|p| (p, 0))
            .chain(seasons.iter().map(|p| (p, 2)));
        let points = self.glance(moves, TUNING.second_look.glance);
        self.follow_best(points, TUNING.second_look.close, most);
    }

    /// Searches from the `most` best points that are at most `close` worse than the maximum and
    /// separated from it by worse ones.
    fn follow_best(&mut self, points: Vec<Vec<f64>>, close: f64, most: usize) {
        let best = self.objective.reflections(&self.best.x);
        let mut probes: Vec<Probe> = Vec::with_capacity(points.len());
        for x in points {
            if is_near(&best, &self.objective.reflections(&x), TUNING.alike) {
                continue;
            }
            let value = self.objective.value(&x);
            if value - self.best.value < close {
                insert(
                    &mut probes,
                    Probe {
                        x,
                        value,
                        basin: Basin::Replaced,
                    },
                );
            }
        }
        let mut searches = 0;
        for point in probes {
            if searches == most {
                break;
            }
            if self.is_separated(&point.x, point.value) {
                searches += 1;
                self.follow(&point.x);
            }
        }
    }

    /// The best minimum with a pair of factors replaced by each of `moves`, where the conditional
    /// likelihood is at most `close` lower.
    fn glance(
        &mut self,
        moves: impl Iterator<Item = (&'static Pair, usize)>,
        close: f64,
    ) -> Vec<Vec<f64>> {
        let mut points = vec![self.best.x.clone()];
        points.extend(
            moves.filter_map(|(pair, first)| replaced(self.objective, &self.best.x, *pair, first)),
        );
        if points.len() == 1 {
            return Vec::new();
        }
        let values = self.objective.conditionals(&points);
        let mut far = values.iter().map(|v| v - values[0] > close);
        points.retain(|_| far.next() != Some(true));
        points.split_off(1)
    }

    /// Searches from `x` and keeps the end, if it is better.
    fn follow(&mut self, x: &[f64]) {
        let rivals = Rivals {
            best: &self.best,
            ends: &self.seen,
            patience: Patience::Long,
        };
        if let Some(found) = minimise(self.objective, x, self.decrement, Some(&rivals)) {
            let found = leave_boundary(self.objective, found, self.decrement);
            self.seen.push(found.x.clone());
            self.best.keep_better(found);
        }
    }

    /// `true` if by conditional likelihoods the way from the point to the best minimum goes down at
    /// once.
    fn is_joined(&mut self, x: &[f64]) -> bool {
        let half_way = self.best.half_way(x);
        let values = self.objective.conditionals(&[x.to_vec(), half_way]);
        values[1] - values[0] < -TUNING.regression.joined
    }

    /// `true` if the point is better than the best minimum, or the point half-way to it is worse
    /// than both.
    fn is_separated(&mut self, x: &[f64], value: f64) -> bool {
        if value < self.best.value {
            return true;
        }
        self.objective.value(&self.best.half_way(x)) >= value
    }
}

/// `true` if no coefficient of two points differs by `distance` or more.
fn is_near(a: &[f64], b: &[f64], distance: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::{prepared, spec};

    #[test]
    fn looking_around_never_makes_a_minimum_worse() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let start = objective.coordinates(&[0.3, 0.2, 0.0]);
        let first = minimise(&mut objective, &start, 1e-6, None).unwrap();
        let before = first.value;
        let ends = vec![first.x.clone()];
        let mut search = Search::new(&mut objective, spec.order, 1e-6, first, ends);
        search.look_around(Vec::new(), Vec::new(), false);
        assert!(search.best.value <= before);
        assert!(search.best.x.iter().all(|x| x.is_finite()));
    }

    #[test]
    fn near_points_differ_little_in_every_coefficient() {
        assert!(is_near(&[0.1, 0.2], &[0.15, 0.25], 0.1));
        assert!(!is_near(&[0.1, 0.2], &[0.1, 0.4], 0.1));
    }
}
