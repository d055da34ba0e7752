//! One linear path through the model.

use super::gain::advance_state;
use super::system::System;

/// An ARMA state with the levels that undo the differencing: the mean of the filter, or the derivative of everything with respect to one
/// unknown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trajectory {
    /// The predicted ARMA state, [`System::dim`] numbers.
    pub(crate) arma: Vec<f64>,
    /// The last [`System::n_diff`] levels of the regression error, oldest first.
    pub(crate) levels: Vec<f64>,
}

impl Trajectory {
    pub(crate) fn zero(system: &System) -> Self {
        Self {
            arma: vec![0.0; system.dim],
            levels: vec![0.0; system.n_diff],
        }
    }

    /// The next level as predicted from here.
    pub(crate) fn predict(&self, system: &System) -> f64 {
        let n = self.levels.len();
        let past = system
            .delta
            .iter()
            .map(|&(lag, c)| c * self.levels[n - lag]);
        self.arma[0] + past.sum::<f64>()
    }

    /// Moves on when the next level is `level` and its innovation times the gain is `innovation · gain`.
    pub(crate) fn advance(&mut self, system: &System, level: f64, innovation: f64, gain: &[f64]) {
        advance_state(system, &mut self.arma);
        if innovation != 0.0 {
            for (a, k) in self.arma.iter_mut().zip(gain) {
                *a += innovation * k;
            }
        }
        self.push_level(level);
    }

    /// The levels move on, the ARMA state stays.
    pub(crate) fn push_level(&mut self, level: f64) {
        if !self.levels.is_empty() {
            self.levels.copy_within(1.., 0);
        }
        if let Some(last) = self.levels.last_mut() {
            *last = level;
        }
    }

    /// Adds `factor` times another path.
    pub(crate) fn add(&mut self, factor: f64, other: &Self) {
        let own = self.arma.iter_mut().chain(&mut self.levels);
        for (a, b) in own.zip(other.arma.iter().chain(&other.levels)) {
            *a += factor * b;
        }
    }

    /// The largest absolute element.
    pub(crate) fn size(&self) -> f64 {
        let all = self.arma.iter().chain(&self.levels);
        all.fold(0.0, |largest: f64, x| largest.max(x.abs()))
    }
}
