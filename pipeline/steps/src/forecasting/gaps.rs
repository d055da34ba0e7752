//! Series without holes, for the methods that need them so.

/// Fills missing values: each from the value a season before or after, shifted by nothing, else by the mean. A series without any value becomes zeros.
///
/// SARIMA treats missing values exactly and is not given these; smoothing and decomposition need a number in each place.
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
