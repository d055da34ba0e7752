//! Autocovariances of a stationary ARMA process, in units of the innovation variance.

use super::number::Number;
use super::system::{System, Term};

/// `γ_0 … γ_max_lag` of `w`, or `None` when the autoregressive part is not stationary.
///
/// The partial autocorrelations of the autoregressive part come from the step-down recursion, its
/// autocovariances from Levinson's; both cost the square of its degree. The moving average is then
/// a sparse filter on both sides, `γ_w = θ(B) θ(B⁻¹) γ_v`.
///
/// # References
/// Brockwell and Davis, *Time Series: Theory and Methods* (2nd ed.), sections 3.3 and 5.2.
pub(crate) fn autocovariances<N: Number>(system: &System<N>, max_lag: usize) -> Option<Vec<N>> {
    let ma_degree = system.theta.last().map_or(0, |t| t.0);
    let v = autoregressive(&system.phi, max_lag + ma_degree)?;
    let weights = moving_average_products(&system.theta);
    let (v, weights) = (&v, &weights);
    let at = |lag: usize| {
        weights.iter().map(move |&(m, c)| match m {
            0 => c * v[lag],
            m => c * (v[lag.abs_diff(m)] + v[lag + m]),
        })
    };
    Some((0..=max_lag).map(|lag| N::sum(at(lag))).collect())
}

/// `Σ_i θ_i θ_{i+m}` for every `m ≥ 0` where it is not trivially zero.
fn moving_average_products<N: Number>(theta: &[Term<N>]) -> Vec<Term<N>> {
    let full: Vec<Term<N>> = std::iter::once((0, N::one()))
        .chain(theta.iter().copied())
        .collect();
    let mut products: Vec<Term<N>> = Vec::new();
    for &(i, x) in &full {
        for &(j, y) in full.iter().filter(|t| t.0 >= i) {
            match products.iter_mut().find(|t| t.0 == j - i) {
                Some(t) => t.1 = t.1 + x * y,
                None => products.push((j - i, x * y)),
            }
        }
    }
    products
}

fn autoregressive<N: Number>(phi: &[Term<N>], max_lag: usize) -> Option<Vec<N>> {
    let partial = step_down(phi)?;
    let mut gamma = Vec::with_capacity(max_lag + 1);
    let remainder = |k: N| (N::one() - k) * (N::one() + k);
    let mut variance = partial
        .iter()
        .fold(N::one(), |variance, k| variance / remainder(*k));
    gamma.push(variance);
    // Levinson: the predictor of order k - 1 gives the autocovariance at lag k.
    let mut predictor: Vec<N> = Vec::with_capacity(partial.len());
    for (lag, &k) in (1..=max_lag).zip(&partial) {
        let past = predictor.iter().zip(gamma[1..].iter().rev());
        let known = N::sum(past.map(|(a, g)| *a * *g));
        gamma.push(known + k * variance);
        let reversed: Vec<N> = predictor.iter().rev().copied().collect();
        for (a, b) in predictor.iter_mut().zip(reversed) {
            *a = *a - k * b;
        }
        predictor.push(k);
        variance = variance * remainder(k);
        debug_assert_eq!(gamma.len(), lag + 1);
    }
    for lag in gamma.len()..=max_lag {
        gamma.push(N::sum(phi.iter().map(|&(i, c)| c * gamma[lag - i])));
    }
    gamma.iter().all(|g| g.value().is_finite()).then_some(gamma)
}

/// Partial autocorrelations of an autoregression, or `None` unless all are inside (-1, 1).
fn step_down<N: Number>(phi: &[Term<N>]) -> Option<Vec<N>> {
    let degree = phi.last().map_or(0, |t| t.0);
    let mut current = vec![N::zero(); degree];
    for &(lag, c) in phi {
        current[lag - 1] = c;
    }
    let mut partial = vec![N::zero(); degree];
    while let Some(k) = current.pop() {
        let remainder = (N::one() - k) * (N::one() + k);
        // A NaN is not above zero either.
        let inside = remainder.value() > 0.0;
        if !inside {
            return None;
        }
        partial[current.len()] = k;
        let reversed: Vec<N> = current.iter().rev().copied().collect();
        for (a, b) in current.iter_mut().zip(reversed) {
            *a = (*a + k * b) / remainder;
        }
    }
    Some(partial)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, Params, SeasonalOrder, Spec};

    fn system(order: Order, seasonal: SeasonalOrder, values: &[f64]) -> System {
        let spec = Spec::new(order, seasonal);
        System::new(&spec, &Params::from_slice(&spec, values).unwrap())
    }

    #[test]
    fn arma_1_1_equals_its_closed_form() {
        let s = system(Order::new(1, 0, 1), SeasonalOrder::none(), &[0.7, 0.4, 1.0]);
        let gamma = autocovariances(&s, 3).unwrap();
        let zero = (1.0 + 2.0 * 0.7 * 0.4 + 0.16) / (1.0 - 0.49);
        let one = (1.0 + 0.28) * (0.7 + 0.4) / (1.0 - 0.49);
        for (g, expected) in gamma.iter().zip([zero, one, 0.7 * one, 0.49 * one]) {
            assert!((g - expected).abs() < 1e-14 * zero, "{g} {expected}");
        }
    }

    #[test]
    fn a_seasonal_process_equals_its_long_impulse_response() {
        let values = [0.5, 0.2, -0.4, 0.6, -0.7, 1.0];
        let s = system(Order::new(2, 0, 1), SeasonalOrder::new(1, 0, 1, 7), &values);
        let mut psi = vec![0.0; 2000];
        for t in 0..psi.len() {
            let own = if t == 0 {
                1.0
            } else {
                s.theta.iter().filter(|x| x.0 == t).map(|x| x.1).sum()
            };
            let past: f64 = s
                .phi
                .iter()
                .filter(|x| x.0 <= t)
                .map(|&(i, c)| c * psi[t - i])
                .sum();
            psi[t] = own + past;
        }
        for (lag, g) in autocovariances(&s, 30).unwrap().iter().enumerate() {
            let expected: f64 = psi.iter().zip(&psi[lag..]).map(|(a, b)| a * b).sum();
            assert!((g - expected).abs() < 1e-11, "{lag} {g} {expected}");
        }
    }

    #[test]
    fn an_explosive_process_has_none() {
        let s = system(Order::new(1, 0, 0), SeasonalOrder::none(), &[1.01, 1.0]);
        assert!(autocovariances(&s, 1).is_none());
    }
}
