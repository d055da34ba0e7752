//! A test of constant variance.

use serde::{Deserialize, Serialize};

use crate::distribution::f_two_sided;

/// The ratio of the last third's sum of squares to the first third's.
///
/// # Example
/// ```
/// let test = sarima::heteroskedasticity(&[1.0, -1.0, 2.0, -2.0, 3.0, -3.0]);
/// assert!(test.is_some_and(|t| t.statistic == 9.0 && t.p_value > 0.05));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Heteroskedasticity {
    /// Above 1 when the variance grows.
    pub statistic: f64,
    /// Two-sided p-value from an F distribution; both degrees of freedom are the length of a third.
    pub p_value: f64,
}

/// The test of constant variance; `None` for fewer than three values or a first third without
/// variation. Missing values take up room in their third, but are not counted.
///
/// # References
/// Durbin and Koopman (2012), *Time Series Analysis by State Space Methods* (2nd ed.), section
/// 2.12.1.
///
/// # Example
/// ```
/// let sign = |t| if t % 2 == 0 { 1.0 } else { -1.0 };
/// let growing: Vec<f64> = (0..90).map(|t| f64::from(t) * sign(t)).collect();
/// let test = sarima::heteroskedasticity(&growing).ok_or("undefined")?;
/// assert!(test.statistic > 10.0 && test.p_value < 1e-6);
/// # Ok::<(), &str>(())
/// ```
pub fn heteroskedasticity(residuals: &[f64]) -> Option<Heteroskedasticity> {
    let start = residuals.iter().position(|r| !r.is_nan())?;
    let residuals = &residuals[start..];
    let third = (residuals.len() as f64 / 3.0).round() as usize;
    let part = |values: &[f64]| {
        let squares = values.iter().filter(|r| !r.is_nan()).map(|r| r * r);
        squares.fold((0.0, 0.0), |(sum, n), square| (sum + square, n + 1.0))
    };
    let (first, m) = part(residuals.get(..third)?);
    let (last, n) = part(&residuals[residuals.len() - third..]);
    let statistic = (last / n) / (first / m);
    if !statistic.is_finite() || m < 1.0 || n < 1.0 {
        return None;
    }
    Some(Heteroskedasticity {
        statistic,
        p_value: f_two_sided(statistic, n, m),
    })
}
