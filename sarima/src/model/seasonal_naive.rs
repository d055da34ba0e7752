//! The seasonal naive method: the value of a season ago.

use super::checked::{cycle, variance};
use crate::json::{Fields, Value};
use crate::predictive::Predictive;

/// Every future value is the last one of the same position in the season: `y_t = y_{t-s} + e_t`.
///
/// The standard error grows with the square root of the number of seasons ahead.
///
/// # Example
/// ```
/// use sarima::Model;
/// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
/// assert!(matches!(model, Model::SeasonalNaive { non_negative: true, .. }));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SeasonalNaive {
    /// The values of the last season, the next period's first.
    pub(crate) cycle: Vec<f64>,
    /// Mean square of `y_t - y_{t-s}`.
    pub(crate) sigma2: f64,
    /// Number of observed values.
    pub(crate) nobs: usize,
}

impl SeasonalNaive {
    /// The last season of a series.
    pub(super) fn of(endog: &[f64], s: usize) -> Self {
        let s = s.clamp(1, crate::Spec::MAX_SEASON);
        let observed: Vec<f64> = endog.iter().copied().filter(|y| y.is_finite()).collect();
        let mean = observed
            .iter()
            .map(|y| y / observed.len() as f64)
            .sum::<f64>();
        let at = |t: usize| {
            (0..=t)
                .rev()
                .step_by(s)
                .map(|u| endog[u])
                .find(|y| y.is_finite())
        };
        let n = endog.len();
        // Position i of the coming season was last seen a multiple of s periods before n + i.
        let last = |i: usize| (n + i).checked_sub(s).and_then(at).unwrap_or(mean);
        let pairs = endog
            .iter()
            .zip(endog.iter().skip(s))
            .map(|(before, now)| now - before);
        let differences: Vec<f64> = pairs.filter(|d| d.is_finite()).collect();
        let count = differences.len().max(1) as f64;
        let sigma2 = differences.iter().map(|d| d * d / count).sum::<f64>();
        let sigma2 = if sigma2.is_finite() { sigma2 } else { 0.0 };
        Self {
            cycle: (0..s).map(last).collect(),
            sigma2,
            nobs: observed.len(),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        Value::object(vec![
            ("cycle", Value::numbers(&self.cycle)),
            ("sigma2", Value::Number(self.sigma2)),
            ("nobs", Value::whole(self.nobs)),
        ])
    }

    pub(super) fn from_fields(fields: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            cycle: cycle(fields)?,
            sigma2: variance(fields)?,
            nobs: fields.whole("nobs")?,
        })
    }

    pub(crate) fn predictive(&self, horizon: usize) -> Predictive {
        let s = self.cycle.len();
        let mean = self.cycle.iter().copied().cycle().take(horizon).collect();
        let steady = (0..horizon)
            .map(|h| if h % s == 0 { 1.0 } else { 0.0 })
            .collect();
        Predictive::steady(mean, self.sigma2, steady)
    }

    pub(crate) fn append(&mut self, endog: &[f64]) {
        for y in endog {
            if !y.is_nan() {
                self.cycle[0] = *y;
                self.nobs += 1;
            }
            self.cycle.rotate_left(1);
        }
    }
}
