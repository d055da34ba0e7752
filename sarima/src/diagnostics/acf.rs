//! The autocorrelation function.

/// Autocorrelations at lags `1 … max_lag`, deviations from the mean, divisor `n` at every lag.
///
/// Pairs with a missing value (NaN) are left out. Lags without a pair are left out too, so the
/// result may be shorter; it is empty for a constant series.
///
/// # Example
/// ```
/// let acf = sarima::acf(&[1.0, -1.0, 1.0, -1.0], 2);
/// assert_eq!(acf, [-0.75, 0.5]);
/// assert!(sarima::acf(&[2.0, 2.0], 1).is_empty());
/// ```
pub fn acf(values: &[f64], max_lag: usize) -> Vec<f64> {
    let observed: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let mean = observed.iter().sum::<f64>() / observed.len() as f64;
    let variance: f64 = observed.iter().map(|v| (v - mean) * (v - mean)).sum();
    if !variance.is_finite() || variance <= 0.0 {
        return Vec::new();
    }
    let at = |lag: usize| {
        let pairs = values.iter().zip(&values[lag..]);
        let products = pairs.map(|(a, b)| (a - mean) * (b - mean));
        products.filter(|p| !p.is_nan()).sum::<f64>() / variance
    };
    (1..=max_lag.min(values.len().saturating_sub(1)))
        .map(at)
        .collect()
}
