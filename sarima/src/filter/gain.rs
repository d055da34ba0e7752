//! Innovation variances and gains of the complete-data Kalman filter.

use super::autocovariance::autocovariances;
use super::number::Number;
use super::system::System;

/// The one-step variance `F_t` and gain `K_t` of the predicted state `a_{t+1} = T a_t + K_t v_t`,
/// and the generator that carries them to `t + 1`.
///
/// They do not depend on the data. Started from the stationary covariance, the Riccati equation has
/// increments of rank one. With `P_{t+1} - P_t = -F_t L_t L_t'`, `L_1 = K_1` and `ℓ` the first
/// element of `L_t`,
///
/// ```text
/// F_{t+1} = (1 - ℓ²) F_t
/// K_{t+1} = (K_t - ℓ T L_t) / (1 - ℓ²)
/// L_{t+1} = T L_t - ℓ K_{t+1}
/// ```
///
/// (`ℓ` is the partial autocorrelation of the differenced series at lag `t`). So a step costs
/// `O(r)`, and the state of the recursion is `2 r + 1` numbers where a covariance would have `r²`.
///
/// # References
/// Morf, Sidhu and Kailath (1974), *Some new algorithms for recursive estimation in constant,
/// linear, discrete-time systems*, IEEE Transactions on Automatic Control 19, 315-323.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gain<N = f64> {
    /// `F_t` in units of the innovation variance.
    pub(crate) f: N,
    /// `K_t`.
    pub(crate) k: Vec<N>,
    /// `L_t`; empty once the gain is steady.
    pub(crate) l: Vec<N>,
}

/// Below this sum of squares of `L`, further steps change `K` and `F` by less than rounding.
const STEADY: f64 = 1e-18;
/// A one-step variance is never below the innovation's own, 1. A smaller one has lost its digits,
/// which happens when so many roots are close to the unit circle that 64-bit numbers do not resolve
/// the product of their factors.
const LEAST: f64 = 0.9;

impl<N: Number> Gain<N> {
    /// The gain at the first observation, or `None` when the autoregressive part is not stationary.
    pub(crate) fn first(system: &System<N>) -> Option<Self> {
        let r = system.dim;
        let gamma = autocovariances(system, r)?;
        let psi = impulse_response(system, r);
        // Covariance of the i-th state element with the observation.
        let mut covariance = vec![N::zero(); r + 1];
        for (i, value) in covariance.iter_mut().enumerate().take(r) {
            let ar = system.phi.iter().filter(|t| t.0 > i);
            let ma = system.theta.iter().filter(|t| t.0 >= i);
            let ar = N::sum(ar.map(|&(lag, c)| c * gamma[lag - i]));
            let ma = N::sum(ma.map(|&(lag, c)| c * psi[lag - i]));
            *value = ar + ma + N::from(if i == 0 { 1.0 } else { 0.0 });
        }
        let f = covariance[0];
        covariance.remove(0);
        add_phi(system, f, &mut covariance);
        let k: Vec<N> = covariance.iter().map(|c| *c / f).collect();
        (f.value().is_finite() && f.value() > LEAST).then(|| Self { f, l: k.clone(), k })
    }

    /// The factor from this one-step variance to the next; `None` when the gain is steady.
    fn remainder(&self) -> Option<N> {
        let one = N::one();
        self.l.first().map(|ell| (one - *ell) * (one + *ell))
    }

    /// `true` if rounding has left no usable digits: [`Gain::advance`] then does nothing.
    pub(crate) fn is_lost(&self) -> bool {
        self.remainder()
            .is_some_and(|r| r.value().is_nan() || (self.f * r).value() < LEAST)
    }

    /// Moves on to the next observation.
    pub(crate) fn advance(&mut self, system: &System<N>) {
        let (Some(&ell), Some(remainder)) = (self.l.first(), self.remainder()) else {
            return;
        };
        if self.is_lost() {
            return;
        }
        advance_state(system, &mut self.l);
        let mut size = 0.0;
        for (k, l) in self.k.iter_mut().zip(&mut self.l) {
            *k = (*k - ell * *l) / remainder;
            *l = *l - ell * *k;
            size += l.value() * l.value();
        }
        self.f = self.f * remainder;
        if size < STEADY {
            self.l.clear();
        }
    }
}

/// `a ← T a`, `T` the companion matrix of the autoregressive part.
pub(crate) fn advance_state<N: Number>(system: &System<N>, state: &mut [N]) {
    let first = state[0];
    state.copy_within(1.., 0);
    if let Some(last) = state.last_mut() {
        *last = N::zero();
    }
    add_phi(system, first, state);
}

fn add_phi<N: Number>(system: &System<N>, first: N, state: &mut [N]) {
    for &(lag, c) in &system.phi {
        state[lag - 1] = state[lag - 1] + c * first;
    }
}

/// `ψ_0 … ψ_{n-1}` of the differenced series.
fn impulse_response<N: Number>(system: &System<N>, n: usize) -> Vec<N> {
    let mut psi = vec![N::zero(); n.max(1)];
    psi[0] = N::one();
    for &(lag, c) in system.theta.iter().filter(|t| t.0 < n) {
        psi[lag] = c;
    }
    for t in 1..n {
        let past = system.phi.iter().filter(|x| x.0 <= t);
        psi[t] = psi[t] + N::sum(past.map(|&(lag, c)| c * psi[t - lag]));
    }
    psi
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, Params, SeasonalOrder, Spec};

    /// The textbook filter: a dense covariance through the same system.
    fn dense_gains(system: &System, n: usize) -> Vec<(f64, Vec<f64>)> {
        let r = system.dim;
        let mut noise = vec![0.0; r];
        noise[0] = 1.0;
        for &(lag, c) in &system.theta {
            noise[lag] = c;
        }
        let transition = |p: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let mut half = p.to_vec();
            half.iter_mut().for_each(|row| advance_state(system, row));
            let mut full: Vec<Vec<f64>> = (0..r)
                .map(|j| half.iter().map(|row| row[j]).collect())
                .collect();
            full.iter_mut().for_each(|row| advance_state(system, row));
            full
        };
        // The stationary covariance by brute force: its fixed point.
        let mut p = vec![vec![0.0; r]; r];
        for _ in 0..4000 {
            p = transition(&p);
            for i in 0..r {
                for j in 0..r {
                    p[i][j] += noise[i] * noise[j];
                }
            }
        }
        let mut gains = Vec::new();
        for _ in 0..n {
            let f = p[0][0];
            let mut k: Vec<f64> = p.iter().map(|row| row[0] / f).collect();
            advance_state(system, &mut k);
            let mut updated = p.clone();
            for i in 0..r {
                for j in 0..r {
                    updated[i][j] -= p[i][0] * p[0][j] / f;
                }
            }
            p = transition(&updated);
            for i in 0..r {
                for j in 0..r {
                    p[i][j] += noise[i] * noise[j];
                }
            }
            gains.push((f, k));
        }
        gains
    }

    #[test]
    fn the_recursion_equals_a_dense_kalman_filter() {
        let cases = [
            (
                Order::new(1, 0, 1),
                SeasonalOrder::new(1, 0, 1, 5),
                vec![0.6, -0.5, 0.7, -0.8, 1.0],
            ),
            (
                Order::new(2, 0, 0),
                SeasonalOrder::none(),
                vec![0.5, -0.3, 1.0],
            ),
            (
                Order::new(0, 0, 1),
                SeasonalOrder::new(0, 0, 1, 4),
                vec![-1.0, -0.9, 1.0],
            ),
            (Order::new(0, 0, 0), SeasonalOrder::none(), vec![1.0]),
            (
                Order::new(1, 0, 3),
                SeasonalOrder::new(2, 0, 0, 3),
                vec![0.4, 0.3, 0.2, 1.4, 0.2, 0.5, 1.0],
            ),
        ];
        for (order, seasonal, values) in cases {
            let spec = Spec::new(order, seasonal);
            let system = System::<f64>::new(&spec, &Params::from_slice(&spec, &values).unwrap());
            let mut gain = Gain::<f64>::first(&system).unwrap();
            for (t, (f, k)) in dense_gains(&system, 60).iter().enumerate() {
                assert!(
                    (gain.f - f).abs() < 1e-9 * f,
                    "{order} {seasonal} F_{t} {} {f}",
                    gain.f
                );
                for (a, b) in gain.k.iter().zip(k) {
                    assert!((a - b).abs() < 1e-9, "{order} {seasonal} K_{t} {a} {b}");
                }
                gain.advance(&system);
            }
        }
    }

    #[test]
    fn the_gain_becomes_steady() {
        let spec = Spec::new(Order::new(1, 0, 1), SeasonalOrder::none());
        let system =
            System::<f64>::new(&spec, &Params::from_slice(&spec, &[0.5, 0.3, 1.0]).unwrap());
        let mut gain = Gain::<f64>::first(&system).unwrap();
        for _ in 0..40 {
            gain.advance(&system);
        }
        assert!(gain.l.is_empty());
        assert!((gain.f - 1.0).abs() < 1e-15);
        assert!((gain.k[0] - 0.8).abs() < 1e-15);
    }
}
