//! The expanded, sparse polynomials of a model.

use super::number::Number;
use crate::{Params, Spec};

/// One coefficient of a sparse lag polynomial.
pub(crate) type Term<N = f64> = (usize, N);

/// The polynomials of a model: `w_t = Σ φ_i w_{t-i} + e_t + Σ θ_i e_{t-i}` for the differenced
/// regression error `w_t = η_t - Σ δ_i η_{t-i}`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct System<N = f64> {
    /// `φ_i`, nonzero lags only.
    pub(crate) phi: Vec<Term<N>>,
    /// `θ_i`, nonzero lags only.
    pub(crate) theta: Vec<Term<N>>,
    /// `δ_i`, nonzero lags only.
    pub(crate) delta: Vec<Term<N>>,
    /// The dimension of the ARMA state, `max(p + P s, q + Q s + 1)`.
    pub(crate) dim: usize,
    /// Number of levels that differencing needs, `d + D s`.
    pub(crate) n_diff: usize,
}

impl<N: Number> System<N> {
    pub(crate) fn new(spec: &Spec, params: &Params) -> Self {
        let s = spec.seasonal_order.s;
        let negated = |v: &[f64]| v.iter().map(|x| -x).collect::<Vec<_>>();
        let phi = multiply(
            &factor(&negated(&params.ar), 1),
            &factor(&negated(&params.seasonal_ar), s),
        );
        let theta = multiply(&factor(&params.ma, 1), &factor(&params.seasonal_ma, s));
        let (dim, n_diff) = dimensions(spec);
        Self {
            phi: tail(&phi, true),
            theta: tail(&theta, false),
            delta: tail(&differencing(spec), true),
            dim,
            n_diff,
        }
    }
}

/// The ARMA state's dimension and the number of levels, from the orders alone.
pub(crate) fn dimensions(spec: &Spec) -> (usize, usize) {
    let (order, seasonal) = (spec.order, spec.seasonal_order);
    let ar = order.p + seasonal.p * seasonal.s;
    let ma = order.q + seasonal.q * seasonal.s;
    (ar.max(ma + 1), spec.n_diff())
}

/// `1 + c_1 B^step + c_2 B^{2 step} + …` as terms, the leading one included.
fn factor<N: Number>(coefficients: &[f64], step: usize) -> Vec<Term<N>> {
    let later = coefficients
        .iter()
        .enumerate()
        .map(|(i, &c)| ((i + 1) * step, N::from(c)));
    std::iter::once((0, N::one())).chain(later).collect()
}

fn multiply<N: Number>(a: &[Term<N>], b: &[Term<N>]) -> Vec<Term<N>> {
    let mut product: Vec<Term<N>> = Vec::with_capacity(a.len() * b.len());
    for &(i, x) in a {
        for &(j, y) in b {
            match product.binary_search_by_key(&(i + j), |t| t.0) {
                Ok(at) => product[at].1 = product[at].1 + x * y,
                Err(at) => product.insert(at, (i + j, x * y)),
            }
        }
    }
    product
}

/// The lags from 1 on without zeros, times `sign`.
fn tail<N: Number>(polynomial: &[Term<N>], negative: bool) -> Vec<Term<N>> {
    let terms = polynomial
        .iter()
        .filter(|(lag, c)| *lag > 0 && *c != N::zero());
    terms
        .map(|&(lag, c)| (lag, if negative { -c } else { c }))
        .collect()
}

/// `(1 - B)^d (1 - B^s)^D`.
fn differencing<N: Number>(spec: &Spec) -> Vec<Term<N>> {
    let mut product = vec![(0, N::one())];
    for _ in 0..spec.order.d {
        product = multiply(&product, &factor(&[-1.0], 1));
    }
    for _ in 0..spec.seasonal_order.d {
        product = multiply(&product, &factor(&[-1.0], spec.seasonal_order.s));
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, SeasonalOrder};

    #[test]
    fn polynomials_multiply_out() {
        let spec = Spec::new(Order::new(1, 1, 1), SeasonalOrder::new(1, 1, 1, 4));
        let params = Params::from_slice(&spec, &[0.5, 0.3, 0.4, -0.6, 1.0]).unwrap();
        let system = System::<f64>::new(&spec, &params);
        assert_eq!(system.phi, [(1, 0.5), (4, 0.4), (5, -0.2)]);
        assert_eq!(system.theta, [(1, 0.3), (4, -0.6), (5, -0.18)]);
        assert_eq!(system.delta, [(1, 1.0), (4, 1.0), (5, -1.0)]);
        assert_eq!((system.dim, system.n_diff), (6, 5));
    }

    #[test]
    fn a_season_shorter_than_the_order_adds_up() {
        let spec = Spec::new(Order::new(3, 0, 0), SeasonalOrder::new(1, 0, 0, 2));
        let params = Params::from_slice(&spec, &[0.1, 0.2, 0.3, 0.4, 1.0]).unwrap();
        let lags: Vec<_> = System::<f64>::new(&spec, &params)
            .phi
            .iter()
            .map(|t| t.0)
            .collect();
        assert_eq!(lags, [1, 2, 3, 4, 5]);
    }
}
