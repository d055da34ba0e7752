//! Variance-stabilising transforms of the observations and the way back.

use serde::{Deserialize, Serialize};

/// A transform `z = g(y)` applied to the observations before the model sees them.
///
/// The model is Gaussian in `z`. A prediction interval goes back through `g⁻¹`, which is monotone, so its coverage is kept. The mean
/// does not: `E[g⁻¹(z)] ≠ g⁻¹(E[z])`, so [`Transform::mean`] adds what the forecast variance contributes (*bias adjustment*).
///
/// | variant | `g(y)` | needs | `E[y]` for `z ~ N(m, v)` |
/// |---|---|---|---|
/// | `None` | `y` | | `m` |
/// | `Log1p` | `ln(1 + y)` | `y > -1` | `exp(m + v/2) - 1`, exact |
/// | `Sqrt` | `√y` | `y ≥ 0` | `m² + v`, exact |
/// | `BoxCox` | `(y^λ - 1)/λ`, or `ln y` at `λ = 0` | `y > 0`, or `y ≥ 0` for `λ > 0` | second-order expansion; exact at `λ = 0` |
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

    /// `g⁻¹(z)`: the quantile of `y` at the quantile `z`. Where `z` is outside `g`'s range, the nearest end of `y`'s domain.
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
    /// // The square of a normal quantity with mean 3 and variance 2.
    /// assert_eq!(Transform::Sqrt.mean(3.0, 2.0), 11.0);
    /// ```
    pub fn mean(&self, mean: f64, variance: f64) -> f64 {
        match *self {
            Self::None => mean,
            Self::Log1p => (mean + variance / 2.0).exp_m1(),
            Self::Sqrt => mean * mean + variance,
            Self::BoxCox { lambda: 0.0 } => (mean + variance / 2.0).exp(),
            Self::BoxCox { lambda } => {
                let base = lambda * mean + 1.0;
                let adjust = 1.0 + variance * (1.0 - lambda) / (2.0 * base * base);
                let median = inverse_box_cox(mean, lambda);
                if base > 0.0 { median * adjust } else { median }
            }
        }
    }

    /// The standard deviation of `y` for `z ~ N(mean, variance)`: exact but for Box-Cox with `λ ≠ 0`, where it is the first-order
    /// `√variance · |dy/dz|`.
    ///
    /// # Example
    /// ```
    /// use sarima::Transform;
    /// // The variance of a squared standard normal quantity is 2.
    /// assert!((Transform::Sqrt.se(0.0, 1.0) - 2f64.sqrt()).abs() < 1e-12);
    /// ```
    pub fn se(&self, mean: f64, variance: f64) -> f64 {
        match *self {
            Self::None => variance.sqrt(),
            Self::Log1p | Self::BoxCox { lambda: 0.0 } => {
                variance.exp_m1().sqrt() * (mean + variance / 2.0).exp()
            }
            Self::Sqrt => (4.0 * mean * mean * variance + 2.0 * variance * variance).sqrt(),
            Self::BoxCox { lambda } => {
                let base = (lambda * mean + 1.0).max(0.0);
                variance.sqrt() * base.powf(1.0 / lambda - 1.0)
            }
        }
    }
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

    #[test]
    fn the_mean_and_se_agree_with_numerical_integration() {
        for transform in ALL {
            let (m, v): (f64, f64) = (1.5, 0.01);
            let (mut total, mut first, mut second) = (0.0, 0.0, 0.0);
            for i in -4000..=4000 {
                let u = f64::from(i) / 500.0;
                let weight = (-u * u / 2.0).exp();
                let y = transform.invert(m + v.sqrt() * u);
                total += weight;
                first += weight * y;
                second += weight * y * y;
            }
            let mean = first / total;
            let se = (second / total - mean * mean).sqrt();
            // Box-Cox with λ ≠ 0 is an expansion in v; the others are exact.
            let expansion = matches!(transform, Transform::BoxCox { lambda } if lambda != 0.0);
            let tolerance = if expansion { 0.03 } else { 1e-6 };
            assert!(
                (transform.mean(m, v) - mean).abs() < tolerance * se,
                "{transform:?} {mean}"
            );
            assert!(
                (transform.se(m, v) / se - 1.0).abs() < tolerance,
                "{transform:?} {se}"
            );
        }
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
