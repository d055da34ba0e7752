//! Simulated futures.

use super::filter::CountFilter;
use crate::distribution::{Rng, ln_beta_draw, ln_gamma_draw, poisson_draw};

impl CountFilter {
    /// Writes one random path, a count for each exposure. The exposures have been checked.
    ///
    /// A component is drawn by its weight, and its present rate from `Gamma(a, b)`. From period to
    /// period `λ_h = λ_{h-1} η_h / ω` with `η_h ~ Beta(ω^h a, (1 - ω) ω^(h-1) a)`, which makes `λ_h`
    /// a draw from `Gamma(ω^h a, ω^h b)`. Where `c > 0` another Beta variable, of mean 1 when scaled,
    /// turns the shape of `λ_h` into `r_h`, independently in each period. So each period has the
    /// distribution of the forecast, and each sum the mean and variance of [`CountFilter::sum`].
    ///
    /// # References
    /// Smith and Miller (1986), *A non-Gaussian state space model and application to prediction of
    /// records*, Journal of the Royal Statistical Society B 48, 79-88, have the transition.
    pub(crate) fn draw(&self, rng: &mut Rng, exposure: &[f64], path: &mut [f64]) {
        let mut state = self.state;
        let i = choose(rng.uniform(), &state.weights(&self.components));
        let c = self.components.overdispersion[i];
        let mut shape = state.a[i];
        let mut ln_rate = ln_gamma_draw(rng, shape) - state.b[i].ln();
        for (y, e) in path.iter_mut().zip(exposure) {
            state.discount(&self.components);
            let a = state.a[i];
            ln_rate += ln_beta_draw(rng, a, shape - a) + (shape / a).ln();
            shape = a;
            // 1/r = 1/a + c
            let size = a / (1.0 + c * a);
            let ln_noise = ln_beta_draw(rng, size, a - size) + (a / size).ln();
            *y = poisson_draw(rng, e * (ln_rate + ln_noise).exp());
        }
    }
}

/// The index that the point `u` of [0, 1] falls on when weights that add up to 1 are put end to end.
fn choose(u: f64, weights: &[f64]) -> usize {
    let mut below = 0.0;
    let found = weights.iter().position(|weight| {
        below += weight;
        u < below
    });
    found.unwrap_or(0)
}
