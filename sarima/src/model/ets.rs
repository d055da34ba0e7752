//! Additive, non-seasonal exponential smoothing.

use crate::json::{Fields, Shortest, Value};
use crate::predictive::Predictive;

/// Exponential smoothing with additive errors and an additive, possibly damped trend, in its
/// innovations form:
///
/// ```text
/// y_t = ℓ_{t-1} + φ b_{t-1} + e_t
/// ℓ_t = ℓ_{t-1} + φ b_{t-1} + α e_t
/// b_t = φ b_{t-1} + β e_t
/// ```
///
/// `φ = 1` is an undamped trend, `b = β = 0` no trend. The forecast is
/// `ŷ_{n+h} = ℓ_n + (φ + … + φ^h) b_n`; in its error an innovation `j` periods earlier has the
/// weight `α + β (φ + … + φ^j)`.
///
/// # References
/// Hyndman, Koehler, Ord and Snyder (2008), *Forecasting with Exponential Smoothing*, chapter 6.
///
/// # Example
/// ```
/// use sarima::{Ets, Exog, Model};
///
/// let ets = Ets { alpha: 0.5, beta: 0.1, phi: 1.0, level: 10.0, trend: 2.0, sigma2: 4.0 };
/// let mut model = Model::ets(ets, true)?;
/// assert_eq!(model.forecast(2, &[], &Exog::none())?.mean, [12.0, 14.0]);
/// model.append(&[14.0], &Exog::none())?; // 2 above its prediction
/// let forecast = model.forecast(1, &[], &Exog::none())?;
/// assert!((forecast.mean[0] - 15.2).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ets {
    /// Weight of an error on the level.
    pub alpha: f64,
    /// Weight of an error on the trend.
    pub beta: f64,
    /// Damping, in (0, 1].
    pub phi: f64,
    /// The last level.
    pub level: f64,
    /// The last trend per period.
    pub trend: f64,
    /// Variance of the one-step errors.
    pub sigma2: f64,
}

impl Ets {
    pub(super) fn to_value(self) -> Value {
        let fields = [
            ("alpha", self.alpha),
            ("beta", self.beta),
            ("phi", self.phi),
            ("level", self.level),
            ("trend", self.trend),
            ("sigma2", self.sigma2),
        ];
        Value::object(
            fields
                .map(|(name, number)| (name, Value::Number(number)))
                .into(),
        )
    }

    pub(super) fn from_fields(fields: &Fields<'_>) -> Result<Self, String> {
        let model = Self {
            alpha: fields.number("alpha")?,
            beta: fields.number("beta")?,
            phi: fields.number("phi")?,
            level: fields.number("level")?,
            trend: fields.number("trend")?,
            sigma2: fields.number("sigma2")?,
        };
        model.check()?;
        Ok(model)
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        let fields = [
            ("alpha", self.alpha, 0.0, 2.0),
            ("beta", self.beta, 0.0, 4.0),
            ("phi", self.phi, 0.0, 1.0),
            ("level", self.level, f64::MIN, f64::MAX),
            ("trend", self.trend, f64::MIN, f64::MAX),
            ("sigma2", self.sigma2, 0.0, f64::MAX),
        ];
        let is_out = |(_, value, low, high): &&(&str, f64, f64, f64)| {
            value.is_nan() || value < low || value > high
        };
        match fields.iter().find(is_out) {
            Some((name, value, low, high)) => Err(format!(
                "`ets.{name}` is `{}`, not between `{}` and `{}`",
                Shortest(*value),
                Shortest(*low),
                Shortest(*high)
            )),
            None => Ok(()),
        }
    }

    pub(crate) fn predictive(&self, horizon: usize) -> Predictive {
        // Partial sums φ + … + φ^h.
        let mut damping = Vec::with_capacity(horizon);
        let (mut power, mut sum) = (1.0, 0.0);
        for _ in 0..horizon {
            power *= self.phi;
            sum += power;
            damping.push(sum);
        }
        let mean = damping
            .iter()
            .map(|d| self.level + d * self.trend)
            .collect();
        let later = damping.iter().map(|d| self.alpha + self.beta * d);
        let steady = std::iter::once(1.0).chain(later).take(horizon).collect();
        Predictive::steady(mean, self.sigma2, steady)
    }

    pub(crate) fn append(&mut self, endog: impl Iterator<Item = f64>) {
        for y in endog {
            let carried = self.phi * self.trend;
            let predicted = self.level + carried;
            let error = if y.is_nan() { 0.0 } else { y - predicted };
            self.level = predicted + self.alpha * error;
            self.trend = carried + self.beta * error;
        }
    }
}
