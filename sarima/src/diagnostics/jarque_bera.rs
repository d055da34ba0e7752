//! The Jarque-Bera test.

use serde::{Deserialize, Serialize};

use crate::distribution::chi_squared_upper;

/// The Jarque-Bera test of normality.
///
/// # Example
/// ```
/// let test = sarima::jarque_bera(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 8.0]);
/// assert!(test.is_some_and(|t| t.skewness > 2.0 && t.p_value < 0.01));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct JarqueBera {
    /// `n/6 (skewness² + (kurtosis - 3)²/4)`.
    pub statistic: f64,
    /// Probability of a larger statistic, χ² with 2 degrees of freedom.
    pub p_value: f64,
    /// Third standardised moment; 0 for a normal distribution.
    pub skewness: f64,
    /// Fourth standardised moment; 3 for a normal distribution.
    pub kurtosis: f64,
}

/// The Jarque-Bera test; `None` for a constant series or fewer than three values. Missing values
/// are left out.
///
/// # References
/// Jarque and Bera (1987), *A test for normality of observations and regression residuals*,
/// International Statistical Review 55, 163-172.
///
/// # Example
/// ```
/// let test = sarima::jarque_bera(&[-1.0, 0.0, 1.0]).ok_or("undefined")?;
/// assert_eq!((test.skewness, test.kurtosis), (0.0, 1.5));
/// # Ok::<(), &str>(())
/// ```
pub fn jarque_bera(residuals: &[f64]) -> Option<JarqueBera> {
    let observed: Vec<f64> = residuals.iter().copied().filter(|r| !r.is_nan()).collect();
    let n = observed.len() as f64;
    let mean = observed.iter().sum::<f64>() / n;
    let moment = |k: i32| observed.iter().map(|r| (r - mean).powi(k)).sum::<f64>() / n;
    let variance = moment(2);
    let skewness = moment(3) / variance.powf(1.5);
    let kurtosis = moment(4) / (variance * variance);
    if n < 3.0 || !skewness.is_finite() || !kurtosis.is_finite() {
        return None;
    }
    let statistic = n / 6.0 * (skewness * skewness + (kurtosis - 3.0).powi(2) / 4.0);
    Some(JarqueBera {
        statistic,
        p_value: chi_squared_upper(statistic, 2.0),
        skewness,
        kurtosis,
    })
}
