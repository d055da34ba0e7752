//! Random numbers of the Gamma, Beta and Poisson distributions.

use super::Rng;
use super::gamma::ln_gamma;

/// The logarithm of a draw from the Gamma distribution of a shape above 0 and scale 1. The draw
/// itself may be smaller than any float.
///
/// # References
/// Marsaglia and Tsang (2000), *A simple method for generating gamma variables*, ACM Transactions on
/// Mathematical Software 26, 363-372; for shapes below 1 their section 6.
pub(crate) fn ln_gamma_draw(rng: &mut Rng, shape: f64) -> f64 {
    if shape < 1.0 {
        return ln_gamma_draw(rng, shape + 1.0) + rng.uniform().ln() / shape;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = rng.normal();
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        if rng.uniform().ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
            return (d * v).ln();
        }
    }
}

/// The logarithm of a draw from the Beta distribution of shapes `a` > 0 and `b` >= 0; for `b = 0` it
/// is 0.
pub(crate) fn ln_beta_draw(rng: &mut Rng, a: f64, b: f64) -> f64 {
    if b <= 0.0 {
        return 0.0;
    }
    let (one, other) = (ln_gamma_draw(rng, a), ln_gamma_draw(rng, b));
    let ratio = other - one;
    if ratio > 700.0 {
        -ratio
    } else {
        -ratio.exp().ln_1p()
    }
}

/// A draw from the Poisson distribution. Above a mean of a billion it is normal, rounded.
///
/// # References
/// Hörmann (1993), *The transformed rejection method for generating Poisson random variables*,
/// Insurance: Mathematics and Economics 12, 39-45: algorithm PTRS.
pub(crate) fn poisson_draw(rng: &mut Rng, mean: f64) -> f64 {
    if mean < 10.0 {
        return by_inversion(rng, mean);
    }
    let root = mean.sqrt();
    if mean > 1e9 {
        return (mean + root * rng.normal()).round();
    }
    let b = 0.931 + 2.53 * root;
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let v_r = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let (u, v) = (rng.uniform() - 0.5, rng.uniform());
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= v_r {
            return k;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let left = (v * inverse_alpha / (a / (us * us) + b)).ln();
        if left <= k * mean.ln() - mean - ln_gamma(k + 1.0) {
            return k;
        }
    }
}

fn by_inversion(rng: &mut Rng, mean: f64) -> f64 {
    let u = rng.uniform();
    let (mut k, mut p) = (0.0, (-mean).exp());
    let mut below = p;
    // The sum may stay below the largest `u` by rounding.
    while below < u && k < 200.0 {
        k += 1.0;
        p *= mean / k;
        below += p;
    }
    k
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of 40,000 draws.
    fn moments(mut draw: impl FnMut(&mut Rng) -> f64) -> (f64, f64) {
        let mut rng = Rng::new(5);
        let n = 40_000;
        let draws: Vec<f64> = (0..n).map(|_| draw(&mut rng)).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let squares = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        (mean, squares / f64::from(n))
    }

    #[test]
    fn draws_have_the_moments_of_their_distributions() {
        // Within six standard errors of the mean; for the variance, whose error depends on the
        // shape, within a tenth.
        let close = |(mean, variance): (f64, f64), m: f64, v: f64| {
            assert!((mean - m).abs() < 6.0 * (v / 40_000.0).sqrt(), "{mean} {m}");
            assert!((variance / v - 1.0).abs() < 0.1, "{variance} {v}");
        };
        for shape in [0.2, 1.0, 7.5, 1e4] {
            close(moments(|r| ln_gamma_draw(r, shape).exp()), shape, shape);
        }
        for (a, b) in [(0.3, 0.9), (4.0, 2.0), (900.0, 30.0)] {
            let (sum, mean) = (a + b, a / (a + b));
            let variance = mean * (1.0 - mean) / (sum + 1.0);
            close(moments(|r| ln_beta_draw(r, a, b).exp()), mean, variance);
        }
        for mean in [0.3, 9.0, 11.0, 400.0, 3e6, 4e9] {
            close(moments(|r| poisson_draw(r, mean)), mean, mean);
        }
    }

    #[test]
    fn a_tiny_shape_gives_finite_logarithms() {
        let mut rng = Rng::new(1);
        assert!((0..1000).all(|_| ln_gamma_draw(&mut rng, 1e-6).is_finite()));
        assert!((0..1000).all(|_| ln_beta_draw(&mut rng, 1e-6, 1e-6) <= 0.0));
    }
}
