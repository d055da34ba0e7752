//! The Ljung-Box test.

use serde::{Deserialize, Serialize};

use super::acf::acf;
use crate::distribution::chi_squared_upper;

/// The Ljung-Box test of no autocorrelation up to a lag.
///
/// # Example
/// ```
/// // At lag 1 the correlation is 0.25: 4 · 6 · 0.0625 / 3.
/// let test = sarima::ljung_box(&[1.0, 1.0, -1.0, -1.0], 1, 0);
/// assert!(test.is_some_and(|t| t.lag == 1 && (t.statistic - 0.5).abs() < 1e-12));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LjungBox {
    /// The largest lag included.
    pub lag: usize,
    /// `n (n + 2) Σ ρ_k² / (n - k)`.
    pub statistic: f64,
    /// Probability of a larger statistic with `lag - estimated` degrees of freedom.
    pub p_value: f64,
}

/// The Ljung-Box test of residuals of a model with `estimated` autoregressive and moving-average
/// coefficients.
///
/// `None` when `lag` is not above `estimated`, or when the series is constant or not longer than
/// `lag`. Missing values are left out.
///
/// # References
/// Ljung and Box (1978), *On a measure of lack of fit in time series models*, Biometrika 65,
/// 297-303.
///
/// # Example
/// ```
/// let wave: Vec<f64> = (0..48).map(|t| if t % 4 < 2 { 1.0 } else { -1.0 }).collect();
/// let test = sarima::ljung_box(&wave, 8, 0).ok_or("undefined")?;
/// assert!(test.p_value < 1e-6);
/// # Ok::<(), &str>(())
/// ```
pub fn ljung_box(residuals: &[f64], lag: usize, estimated: usize) -> Option<LjungBox> {
    let n = residuals.iter().filter(|r| !r.is_nan()).count();
    let correlations = acf(residuals, lag);
    if lag <= estimated || correlations.len() < lag || n <= lag {
        return None;
    }
    let n = n as f64;
    let terms = correlations
        .iter()
        .enumerate()
        .map(|(i, r)| r * r / (n - (i + 1) as f64));
    let statistic = n * (n + 2.0) * terms.sum::<f64>();
    let p_value = chi_squared_upper(statistic, (lag - estimated) as f64);
    Some(LjungBox {
        lag,
        statistic,
        p_value,
    })
}
