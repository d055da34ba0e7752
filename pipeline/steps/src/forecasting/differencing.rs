//! Finds the regressors whose effect a differenced model can estimate.

/// Returns `true` if a regressor still varies after `d` ordinary and `seasonal_d` seasonal
/// differences of period `s`.
///
/// Holidays per month, for instance, are the same every year, so that a seasonal difference turns
/// them into zeros.
pub fn identified(column: &[f64], d: usize, seasonal_d: usize, s: usize) -> bool {
    let mut values = column.to_vec();
    let lags = std::iter::repeat_n(1, d).chain(std::iter::repeat_n(s.max(1), seasonal_d));
    for lag in lags {
        values = (lag..values.len())
            .map(|t| values[t] - values[t - lag])
            .collect();
    }
    // A differenced column must not be all zeros; a column that is not differenced must not be
    // constant, since the mean already says that.
    let first = if d + seasonal_d > 0 {
        0.0
    } else {
        values.first().copied().unwrap_or(0.0)
    };
    values.iter().any(|v| (v - first).abs() > 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_every_season_is_not_identified_after_a_seasonal_difference() {
        let yearly: Vec<f64> = (0..48).map(|t| f64::from(u8::from(t % 12 == 11))).collect();
        assert!(identified(&yearly, 1, 0, 12));
        assert!(!identified(&yearly, 1, 1, 12));
        assert!(!identified(&[1.0; 10], 0, 0, 1));
    }
}
