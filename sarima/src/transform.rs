//! Variance-stabilising transforms of the observations, and their inverses.

use serde::{Deserialize, Serialize};

/// A transform `z = g(y)` applied to the observations before the model sees them.
///
/// The model is Gaussian in `z`. A prediction interval goes back through `g⁻¹`, which is monotone,
/// so its coverage is kept. The mean is not the inverse of the mean, `E[g⁻¹(z)] ≠ g⁻¹(E[z])`, so
/// [`Transform::mean`] adds the contribution of the forecast variance (*bias adjustment*).
///
/// | variant | `g(y)` | needs | `E[y]` for `z ~ N(m, v)` |
/// |---|---|---|---|
/// | `None` | `y` | | `m` |
/// | `Log1p` | `ln(1 + y)` | `y > -1` | `exp(m + v/2) - 1` |
/// | `Sqrt` | `√y` | `y ≥ 0` | `E[max(z, 0)²]` |
/// | `BoxCox`, `λ > 0` | `(y^λ - 1)/λ` | `y ≥ 0` | `E[max(1 + λz, 0)^(1/λ)]` |
/// | `BoxCox`, `λ = 0` | `ln y` | `y > 0` | `exp(m + v/2)` |
/// | `BoxCox`, `λ < 0` | `(y^λ - 1)/λ` | `y > 0` | an expansion |
///
/// A negative `z` of `Sqrt` goes back to 0, and so does a `z` below `-1/λ`; the mean is that of the
/// values after this. For `λ < 0` no mean exists, because `z` may be beyond the point at which `y`
/// becomes infinite; it is then the usual expansion to second order.
///
/// In JSON: `"none"`, `"log1p"`, `"sqrt"`, `{"box_cox": {"lambda": 0.5}}`.
///
/// # References
/// Hyndman and Athanasopoulos, *Forecasting: Principles and Practice* (3rd ed.), section 5.6.
///
/// # Example
/// ```
/// use sarima::Transform;
///
/// let z = Transform::Log1p.apply(19.0);
/// assert!((Transform::Log1p.invert(z) - 19.0).abs() < 1e-12);
/// // The mean of a skewed quantity lies above its median.
/// assert!(Transform::Log1p.mean(z, 0.1) > 19.0);
/// assert!(Transform::Log1p.apply(-2.0).is_nan());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// The observations as they are.
    #[default]
    None,
    /// `ln(1 + y)`, for counts with zeros.
    Log1p,
    /// `√y`, which makes the variance of Poisson counts constant.
    Sqrt,
    /// The Box-Cox family; any finite `lambda`.
    BoxCox {
        /// The power `λ`.
        lambda: f64,
    },
}

impl Transform {
    /// `g(y)`; NaN where it is not defined, and for a missing value (NaN).
    ///
    /// # Example
    /// ```
    /// use sarima::Transform;
    /// assert_eq!(Transform::Sqrt.apply(9.0), 3.0);
    /// assert!(Transform::Sqrt.apply(-1.0).is_nan());
    /// ```
    pub fn apply(&self, y: f64) -> f64 {
        match *self {
            Self::None => y,
            Self::Log1p if y > -1.0 => y.ln_1p(),
            Self::Sqrt if y >= 0.0 => y.sqrt(),
            Self::BoxCox { lambda } if y > 0.0 || (y == 0.0 && lambda > 0.0) => box_cox(y, lambda),
            _ => f64::NAN,
        }
    }

    /// `g⁻¹(z)`: the quantile of `y` at the quantile `z`. For `z` outside the range of `g`, the
    /// nearest end of the domain of `y`.
    ///
    /// # Example
    /// ```
    /// use sarima::Transform;
    /// let power = Transform::BoxCox { lambda: 0.5 };
    /// assert!((power.invert(power.apply(7.0)) - 7.0).abs() < 1e-12);
    /// assert_eq!(Transform::Sqrt.invert(-2.0), 0.0);
    /// ```
    pub fn invert(&self, z: f64) -> f64 {
        match *self {
            Self::None => z,
            Self::Log1p => z.exp_m1(),
            Self::Sqrt => z.max(0.0) * z.max(0.0),
            Self::BoxCox { lambda } => inverse_box_cox(z, lambda),
        }
    }

    /// `E[y]` for `z ~ N(mean, variance)`, with bias adjustment (see the table above).
    ///
    /// # Example
    /// ```
    /// use sarima::Transform;
    /// // The square of a normal quantity with mean 20 and variance 2.
    /// assert_eq!(Transform::Sqrt.mean(20.0, 2.0), 402.0);
    /// // Half of the time a value comes back as 0.
    /// assert!((Transform::Sqrt.mean(0.0, 2.0) - 1.0).abs() < 1e-9);
    /// ```
    pub fn mean(&self, mean: f64, variance: f64) -> f64 {
        self.moments(mean, variance, false).0
    }

    /// The standard deviation of `y` for `z ~ N(mean, variance)`. For Box-Cox with `λ < 0`, which
    /// has none, the first-order `√variance · |dy/dz|`.
    ///
    /// # Example
    /// ```
    /// use sarima::Transform;
    /// // The square of a normal quantity with mean 20 and variance 2 has the variance
    /// // 4 · 400 · 2 + 2 · 4.
    /// assert!((Transform::Sqrt.se(20.0, 2.0) - 3208f64.sqrt()).abs() < 1e-9);
    /// ```
    pub fn se(&self, mean: f64, variance: f64) -> f64 {
        self.moments(mean, variance, false).1
    }

    /// Mean and standard deviation of `y` for `z ~ N(mean, variance)`, or of `max(y, 0)` if
    /// `non_negative`. Without a transform only the mean is cut at zero.
    pub(crate) fn moments(&self, mean: f64, variance: f64, non_negative: bool) -> (f64, f64) {
        let sd = variance.sqrt();
        // The integral begins at the values that come back as more than zero.
        let edge = match *self {
            Self::None if non_negative => return (mean.max(0.0), sd),
            Self::None => return (mean, sd),
            Self::Sqrt => 0.0,
            Self::Log1p if non_negative => 0.0,
            Self::BoxCox { lambda } if lambda < 0.0 => return expansion(lambda, mean, variance),
            Self::BoxCox { lambda } if lambda > 0.0 => -1.0 / lambda,
            _ => f64::NEG_INFINITY,
        };
        let from = (edge - mean) / sd;
        match *self {
            _ if sd == 0.0 => (self.invert(mean.max(edge)), 0.0),
            Self::Sqrt if from < -REACH => (
                mean * mean + variance,
                (variance * (4.0 * mean * mean + 2.0 * variance)).sqrt(),
            ),
            Self::Log1p | Self::BoxCox { lambda: 0.0 } if from < -REACH => {
                let middle = (mean + variance / 2.0).exp();
                let shift = f64::from(u8::from(*self == Self::Log1p));
                (middle - shift, variance.exp_m1().sqrt() * middle)
            }
            // The square of an exponential has its weight two standard deviations further.
            Self::Log1p => self.integrated(mean, sd, from, REACH + 2.0 * sd),
            _ => self.integrated(mean, sd, from, REACH),
        }
    }

    /// Mean and standard deviation by Simpson's rule, of a value that is zero below `from` standard
    /// deviations.
    ///
    /// With `u = from + t²` a power of the distance from the edge is smooth in `t`.
    fn integrated(&self, mean: f64, sd: f64, from: f64, to: f64) -> (f64, f64) {
        let from = from.max(-REACH);
        let step = (to - from).max(0.0).sqrt() / f64::from(NODES);
        let centre = self.invert(mean);
        let (mut mass, mut first, mut second) = (0.0, 0.0, 0.0);
        for k in 1..=NODES {
            let t = f64::from(k) * step;
            let u = from + t * t;
            // Simpson's weights: four thirds and two thirds of a step in turn. The integrand
            // vanishes at the far end. Twice `t` is `du / dt`.
            let rule = f64::from(1 + k % 2) * step * t;
            let weight = rule * (-0.5 * u * u).exp() * (4.0 / 3.0 * INVERSE_ROOT_TAU);
            let y = self.invert(mean + sd * u) - centre;
            mass += weight;
            first += weight * y;
            second += weight * y * y;
        }
        // The rest of the probability comes back as zero.
        let zero = (1.0 - mass).max(0.0);
        first -= zero * centre;
        second += zero * centre * centre;
        let variance = second - first * first;
        ((centre + first).max(0.0), variance.max(0.0).sqrt())
    }
}

/// Standard deviations beyond which the density is negligible.
const REACH: f64 = 9.0;
/// `1/√(2π)`.
const INVERSE_ROOT_TAU: f64 = 0.398_942_280_401_432_7;
/// Intervals of the integration.
const NODES: i32 = 400;

/// Approximate mean and standard deviation of a Box-Cox power below zero.
fn expansion(lambda: f64, mean: f64, variance: f64) -> (f64, f64) {
    let base = lambda * mean + 1.0;
    let adjust = 1.0 + variance * (1.0 - lambda) / (2.0 * base * base);
    let median = inverse_box_cox(mean, lambda);
    (
        if base > 0.0 { median * adjust } else { median },
        // `powf` would add code to the small module for browsers, which does not use it elsewhere.
        variance.sqrt() * ((1.0 / lambda - 1.0) * base.max(0.0).ln()).exp(),
    )
}

fn box_cox(y: f64, lambda: f64) -> f64 {
    // expm1 keeps the digits that (y^λ - 1)/λ loses near λ = 0.
    if lambda == 0.0 {
        y.ln()
    } else {
        (lambda * y.ln()).exp_m1() / lambda
    }
}

fn inverse_box_cox(z: f64, lambda: f64) -> f64 {
    if lambda == 0.0 {
        return z.exp();
    }
    let base = lambda * z;
    if base <= -1.0 {
        return if lambda > 0.0 { 0.0 } else { f64::INFINITY };
    }
    (base.ln_1p() / lambda).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Transform; 6] = [
        Transform::None,
        Transform::Log1p,
        Transform::Sqrt,
        Transform::BoxCox { lambda: 0.0 },
        Transform::BoxCox { lambda: 0.4 },
        Transform::BoxCox { lambda: -0.2 },
    ];

    #[test]
    fn every_transform_comes_back() {
        for transform in ALL {
            for y in [0.001, 0.5, 1.0, 17.0, 1e6] {
                let z = transform.apply(y);
                let back = transform.invert(z);
                assert!(
                    (back - y).abs() <= 1e-9 * y.max(1.0),
                    "{transform:?} {y} {back}"
                );
            }
        }
    }

    /// Mean and standard deviation by brute force.
    fn brute(transform: Transform, m: f64, v: f64, non_negative: bool) -> (f64, f64) {
        let (mut total, mut first, mut second) = (0.0, 0.0, 0.0);
        for i in -60_000..=60_000 {
            let u = f64::from(i) / 5_000.0;
            let weight = (-u * u / 2.0).exp();
            let y = transform.invert(m + v.sqrt() * u);
            let y = if non_negative { y.max(0.0) } else { y };
            total += weight;
            first += weight * y;
            second += weight * y * y;
        }
        let mean = first / total;
        (mean, (second / total - mean * mean).sqrt())
    }

    #[test]
    fn the_mean_and_se_agree_with_numerical_integration() {
        let powers = [0.25, 0.5, 1.0, 2.0].map(|lambda| Transform::BoxCox { lambda });
        for transform in ALL.into_iter().chain(powers) {
            for (m, v) in [
                (1.5, 0.01),
                (0.4, 1.0),
                (-0.5, 0.36),
                (-2.5, 1.0),
                (3.0, 4.0),
            ] {
                // Below zero there is no mean, only an expansion for small variances.
                let none = matches!(transform, Transform::BoxCox { lambda } if lambda < 0.0);
                if none && v > 0.01 {
                    continue;
                }
                for non_negative in [false, true] {
                    if non_negative && transform == Transform::None {
                        continue;
                    }
                    let (mean, se) = brute(transform, m, v, non_negative);
                    let found = transform.moments(m, v, non_negative);
                    let tolerance = if none { 0.03 } else { 1e-4 };
                    let what = format!("{transform:?} {m} {v} {found:?} {mean} {se}");
                    assert!((found.0 - mean).abs() < tolerance * se, "{what}");
                    assert!((found.1 / se - 1.0).abs() < tolerance, "{what}");
                }
            }
        }
    }

    #[test]
    fn the_mean_of_a_square_root_that_falls_below_zero_is_in_closed_form() {
        // (m² + v) Φ(m/√v) + m √v φ(m/√v)
        let known = [
            (0.0, 2.0, 1.0),
            (-1.0, 1.0, 0.075_339_783_343_770_8),
            (2.0, 1.0, 4.994_231_273_285_48),
        ];
        for (m, v, mean) in known {
            let found = Transform::Sqrt.mean(m, v);
            assert!((found - mean).abs() < 1e-7, "{m} {v} {found} {mean}");
        }
        // Far below zero the result is 0, not the square of a cancelled difference.
        assert!(Transform::Sqrt.mean(-30.0, 4.0).abs() < 1e-12);
        assert_eq!(Transform::Sqrt.moments(-3.0, 0.0, false), (0.0, 0.0));
        assert_eq!(Transform::Sqrt.moments(3.0, 0.0, false), (9.0, 0.0));
    }

    #[test]
    fn a_value_outside_the_domain_is_nan() {
        assert!(Transform::BoxCox { lambda: -0.5 }.apply(0.0).is_nan());
        assert_eq!(Transform::BoxCox { lambda: 0.5 }.apply(0.0), -2.0);
        assert!(Transform::Sqrt.apply(-1.0).is_nan());
        assert_eq!(Transform::Sqrt.invert(-1.0), 0.0);
        assert_eq!(
            Transform::BoxCox { lambda: -0.5 }.invert(3.0),
            f64::INFINITY
        );
    }
}
