//! All residual tests together.

use serde::{Deserialize, Serialize};

use super::{
    Heteroskedasticity, JarqueBera, LjungBox, acf, heteroskedasticity, jarque_bera, ljung_box,
};

/// The usual tests of residuals. A test that is not defined is `None`.
///
/// # Example
/// ```
/// use sarima::Diagnostics;
/// let wave: Vec<f64> = (0..96).map(|t| if t % 12 < 6 { 1.0 } else { -1.0 }).collect();
/// let tests = Diagnostics::new(&wave, 12, 2);
/// assert!(tests.ljung_box.is_some_and(|t| t.p_value < 1e-6));
/// assert!(tests.acf[11] > 0.8);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Diagnostics {
    /// Autocorrelation up to two seasons (10 lags without a season), or half of the series.
    pub ljung_box: Option<LjungBox>,
    /// Normality of the residuals.
    pub jarque_bera: Option<JarqueBera>,
    /// Constancy of the variance.
    pub heteroskedasticity: Option<Heteroskedasticity>,
    /// Autocorrelations from lag 1 to two seasons, at least 10 and at most 60 lags, to six
    /// decimals.
    pub acf: Vec<f64>,
}

/// The longest autocorrelation function kept with a model.
const MAX_ACF: usize = 60;

impl Diagnostics {
    /// The tests of standardised residuals of a model with season length `s` (1 = none) and
    /// `estimated` autoregressive and moving-average coefficients. Missing values are NaN.
    ///
    /// # Example
    /// ```
    /// use sarima::Diagnostics;
    ///
    /// let residuals: Vec<f64> = (0..100).map(|t| f64::from((t * 37) % 101) - 50.0).collect();
    /// let tests = Diagnostics::new(&residuals, 1, 0);
    /// assert_eq!(tests.acf.len(), 10);
    /// assert!(tests.ljung_box.is_some_and(|t| t.lag == 10));
    /// ```
    pub fn new(residuals: &[f64], s: usize, estimated: usize) -> Self {
        let observed = residuals.iter().filter(|r| !r.is_nan()).count();
        let season = if s > 1 { s.saturating_mul(2) } else { 10 };
        let lag = season.min(observed / 2).max(estimated + 1);
        let rounded = |r: f64| (r * 1e6).round() / 1e6;
        Self {
            ljung_box: ljung_box(residuals, lag, estimated),
            jarque_bera: jarque_bera(residuals),
            heteroskedasticity: heteroskedasticity(residuals),
            acf: acf(residuals, season.clamp(10, MAX_ACF))
                .into_iter()
                .map(rounded)
                .collect(),
        }
    }
}
