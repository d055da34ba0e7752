//! Fills missing values, for the methods that need a number in each period.

/// Fills each missing value with the one a season before or, failing that, seasons after it, else
/// with the mean; a series without any value becomes zeros.
///
/// SARIMA does not get these: its likelihood leaves missing values out exactly.
pub(super) fn filled(endog: &[f64], season: usize) -> Vec<f64> {
    let known: Vec<f64> = endog.iter().copied().filter(|y| !y.is_nan()).collect();
    let mean = if known.is_empty() {
        0.0
    } else {
        known.iter().sum::<f64>() / known.len() as f64
    };
    let mut filled = endog.to_vec();
    for t in 0..filled.len() {
        if filled[t].is_nan() {
            let before = t.checked_sub(season).map(|u| filled[u]);
            let after = endog[t..]
                .iter()
                .step_by(season.max(1))
                .copied()
                .find(|y| !y.is_nan());
            filled[t] = before.or(after).unwrap_or(mean);
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_takes_the_value_of_another_season() {
        let nan = f64::NAN;
        assert_eq!(
            filled(&[nan, 2.0, 3.0, 4.0, nan, 6.0], 2),
            [3.0, 2.0, 3.0, 4.0, 3.0, 6.0]
        );
        assert_eq!(filled(&[nan, nan], 1), [0.0, 0.0]);
    }
}
