//! One linear path through the model.

use super::gain::advance_state;
use super::number::Number;
use super::system::System;

/// An ARMA state with the levels that undo the differencing: the mean of the filter, or the
/// derivative of everything with respect to one unknown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trajectory<N = f64> {
    /// The predicted ARMA state, [`System::dim`] numbers.
    pub(crate) arma: Vec<N>,
    /// The last [`System::n_diff`] levels of the regression error, oldest first.
    pub(crate) levels: Vec<N>,
}

impl<N: Number> Trajectory<N> {
    pub(crate) fn zero(system: &System<N>) -> Self {
        Self {
            arma: vec![N::zero(); system.dim],
            levels: vec![N::zero(); system.n_diff],
        }
    }

    /// The next level as predicted from here.
    pub(crate) fn predict(&self, system: &System<N>) -> N {
        let n = self.levels.len();
        let past = system
            .delta
            .iter()
            .map(|&(lag, c)| c * self.levels[n - lag]);
        self.arma[0] + N::sum(past)
    }

    /// Moves on when the next level is `level` and its innovation times the gain is
    /// `innovation · gain`.
    pub(crate) fn advance(&mut self, system: &System<N>, level: N, innovation: N, gain: &[N]) {
        advance_state(system, &mut self.arma);
        if innovation != N::zero() {
            for (a, k) in self.arma.iter_mut().zip(gain) {
                *a = *a + innovation * *k;
            }
        }
        self.push_level(level);
    }

    /// Moves the levels on; the ARMA state stays.
    pub(crate) fn push_level(&mut self, level: N) {
        if !self.levels.is_empty() {
            self.levels.copy_within(1.., 0);
        }
        if let Some(last) = self.levels.last_mut() {
            *last = level;
        }
    }

    /// Adds `factor` times another path.
    pub(crate) fn add(&mut self, factor: N, other: &Self) {
        let own = self.arma.iter_mut().chain(&mut self.levels);
        for (a, b) in own.zip(other.arma.iter().chain(&other.levels)) {
            *a = *a + factor * *b;
        }
    }

    /// The largest absolute element.
    pub(crate) fn size(&self) -> f64 {
        let all = self.arma.iter().chain(&self.levels);
        all.fold(0.0, |largest: f64, x| largest.max(x.value().abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, Params, SeasonalOrder, Spec};

    #[test]
    fn a_path_predicts_by_the_differences() {
        // Two differences continue a line; the autoregression adds half of the last deviation.
        let spec = Spec::new(Order::new(1, 2, 0), SeasonalOrder::none());
        let params = Params::from_slice(&spec, &[0.5, 1.0]).unwrap();
        let system = System::<f64>::new(&spec, &params);
        let mut path = Trajectory::zero(&system);
        path.push_level(3.0);
        path.push_level(5.0);
        path.arma[0] = 1.0;
        assert_eq!(path.predict(&system), 2.0 * 5.0 - 3.0 + 1.0);
        path.advance(&system, 8.0, 0.0, &[]);
        assert_eq!(
            (path.arma[0], path.levels.as_slice()),
            (0.5, &[5.0, 8.0][..])
        );
        assert_eq!(path.size(), 8.0);
    }
}
