//! The mean of the history.

use super::checked::variance;
use crate::json::{Fields, Value};
use crate::predictive::Predictive;

/// Every future value is the mean of the history: `y_{n+h} = μ + e`, with the uncertainty of `μ`
/// included.
///
/// # Example
/// ```
/// use sarima::Model;
/// assert!(matches!(sarima::mean(&[1.0, 2.0], false), Model::Mean { non_negative: false, .. }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Mean of the observed values.
    pub(crate) level: f64,
    /// Variance of the observed values (divisor `n - 1`; 0 for one value).
    pub(crate) sigma2: f64,
    /// Number of observed values.
    pub(crate) nobs: usize,
}

impl Mean {
    /// The mean of the finite values of a series.
    pub(super) fn of(endog: &[f64]) -> Self {
        let observed: Vec<f64> = endog.iter().copied().filter(|y| y.is_finite()).collect();
        let n = observed.len().max(1) as f64;
        let level = observed.iter().map(|y| y / n).sum::<f64>();
        let degrees = (n - 1.0).max(1.0);
        let sigma2 = observed
            .iter()
            .map(|y| (y - level) * (y - level) / degrees)
            .sum::<f64>();
        // The variance of values beyond 1e154 overflows; such a model has intervals of no width.
        let sigma2 = if sigma2.is_finite() { sigma2 } else { 0.0 };
        Self {
            level,
            sigma2,
            nobs: observed.len(),
        }
    }

    pub(super) fn to_value(self) -> Value {
        Value::object(vec![
            ("level", Value::Number(self.level)),
            ("sigma2", Value::Number(self.sigma2)),
            ("nobs", Value::whole(self.nobs)),
        ])
    }

    pub(super) fn from_fields(fields: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            level: fields.number("level")?,
            sigma2: variance(fields)?,
            nobs: fields.whole("nobs")?,
        })
    }

    pub(crate) fn predictive(&self, horizon: usize) -> Predictive {
        let mut steady = vec![0.0; horizon];
        steady[0] = 1.0;
        let mut predictive = Predictive::steady(vec![self.level; horizon], self.sigma2, steady);
        let of_the_mean = 1.0 / (self.nobs.max(1) as f64).sqrt();
        predictive.factors.push(vec![of_the_mean; horizon]);
        predictive
    }
}
