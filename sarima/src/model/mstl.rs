//! A seasonal cycle on top of exponential smoothing.

use super::checked::cycle;
use super::ets::Ets;
use crate::json::{Fields, Value};
use crate::predictive::Predictive;

/// Seasonal-trend decomposition with exponential smoothing of the seasonally adjusted series; the
/// last seasonal cycle repeats.
///
/// Intervals are those of the smoothed part: the cycle counts as exact.
///
/// # Example
/// ```
/// use sarima::{Ets, Exog, Model, Mstl};
///
/// let ets = Ets { alpha: 0.2, beta: 0.0, phi: 1.0, level: 10.0, trend: 0.0, sigma2: 1.0 };
/// let model = Model::mstl(Mstl { ets, cycle: vec![-3.0, 3.0] }, true)?;
/// assert_eq!(model.forecast(3, &[], &Exog::none())?.mean, [7.0, 13.0, 7.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Mstl {
    /// The smoothing of the seasonally adjusted series.
    pub ets: Ets,
    /// The sum of the seasonal components over one cycle, the next period's first.
    pub cycle: Vec<f64>,
}

impl Mstl {
    pub(super) fn to_value(&self) -> Value {
        Value::object(vec![
            ("ets", self.ets.to_value()),
            ("cycle", Value::numbers(&self.cycle)),
        ])
    }

    pub(super) fn from_fields(fields: &Fields<'_>) -> Result<Self, String> {
        let ets = Ets::from_fields(&Fields::of("mstl.ets", fields.required("ets")?)?)?;
        Ok(Self {
            ets,
            cycle: cycle(fields)?,
        })
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        self.ets.check()?;
        match self.cycle.iter().find(|v| !v.is_finite()) {
            Some(v) => Err(format!("`mstl.cycle` holds `{v}`, which is not finite")),
            None if self.cycle.is_empty() => Err("`mstl.cycle` is empty".to_owned()),
            None => Ok(()),
        }
    }

    pub(crate) fn predictive(&self, horizon: usize) -> Predictive {
        let mut predictive = self.ets.predictive(horizon);
        for (mean, seasonal) in predictive.mean.iter_mut().zip(self.cycle.iter().cycle()) {
            *mean += seasonal;
        }
        predictive
    }

    pub(crate) fn append(&mut self, endog: &[f64]) {
        let adjusted = endog
            .iter()
            .zip(self.cycle.iter().cycle())
            .map(|(y, s)| y - s);
        self.ets.append(adjusted);
        let moved = endog.len() % self.cycle.len();
        self.cycle.rotate_left(moved);
    }
}
