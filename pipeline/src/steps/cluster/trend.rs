//! How a hotspot changes over the years.

use super::hotspot::TrendClass;

/// Two-sided 5 % point of the standard normal distribution.
const SIGNIFICANT_Z: f64 = 1.959_963_984_540_054;

/// Monthly counts of a hotspot and of the whole city; unobserved months are left out of both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Monthly<'a> {
    pub(super) hotspot: &'a [f64],
    pub(super) city: &'a [f64],
    pub(super) observed: &'a [bool],
}

/// The relative change per year: the least-squares slope of the observed monthly counts over time, times twelve, divided by their mean. Zero for fewer than
/// 24 observed months, whose slope would be that of a season.
pub(super) fn relative_change_per_year(monthly: Monthly<'_>) -> f64 {
    let points: Vec<(f64, f64)> = (monthly.hotspot.iter().enumerate())
        .filter(|(t, _)| monthly.observed[*t])
        .map(|(t, &n)| (t as f64, n))
        .collect();
    let n = points.len() as f64;
    let (mt, my) = (
        points.iter().map(|p| p.0).sum::<f64>() / n,
        points.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let (mut ty, mut tt) = (0.0, 0.0);
    for (t, y) in &points {
        ty += (t - mt) * (y - my);
        tt += (t - mt).powi(2);
    }
    if points.len() < 24 || my <= 0.0 {
        0.0
    } else {
        12.0 * ty / tt / my
    }
}

/// The hotspot's share of the city's incidents in bins of equal length that end with the last month: years, or quarters when there are fewer than four years.
pub(super) fn shares(monthly: Monthly<'_>) -> Vec<f64> {
    let months = monthly.hotspot.len();
    let width = if months >= 48 { 12 } else { 3 };
    let bins = months / width;
    let skip = months - bins * width;
    (0..bins)
        .filter_map(|bin| {
            let range = skip + bin * width..skip + (bin + 1) * width;
            let sum = |of: &[f64]| {
                range
                    .clone()
                    .filter(|&t| monthly.observed[t])
                    .map(|t| of[t])
                    .sum::<f64>()
            };
            let city = sum(monthly.city);
            (city > 0.0).then(|| sum(monthly.hotspot) / city)
        })
        .collect()
}

/// The class of a hotspot with these shares, when a share of at least `hot` makes a bin hot.
///
/// * `emerging`: the share grows (Mann-Kendall, 5 %), or it is hot in the last bin and was in fewer than half of those before.
/// * `diminishing`: the share falls (Mann-Kendall, 5 %).
/// * `persistent`: no trend, and hot in at least three quarters of the bins.
/// * `sporadic`: the rest.
///
/// The share is judged and not the count, because a city where crime halves would otherwise have diminishing hotspots only.
pub(super) fn classify(shares: &[f64], hot: f64) -> TrendClass {
    let z = mann_kendall_z(shares);
    let Some((last, earlier)) = shares.split_last() else {
        return TrendClass::Sporadic;
    };
    let hot_before = earlier.iter().filter(|&&s| s >= hot).count();
    let hot_bins = hot_before + usize::from(*last >= hot);
    if z > SIGNIFICANT_Z || (*last >= hot && 2 * hot_before < earlier.len()) {
        TrendClass::Emerging
    } else if z < -SIGNIFICANT_Z {
        TrendClass::Diminishing
    } else if 4 * hot_bins >= 3 * shares.len() {
        TrendClass::Persistent
    } else {
        TrendClass::Sporadic
    }
}

/// The Mann-Kendall statistic as a z-score, corrected for ties and continuity; 0 for a series without any order in it.
///
/// # References
/// Mann (1945), Nonparametric tests against trend, Econometrica 13; Kendall (1975), Rank correlation methods.
fn mann_kendall_z(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mut s = 0.0;
    for (j, b) in values.iter().enumerate() {
        for a in &values[..j] {
            s += f64::from(i8::from(b > a) - i8::from(b < a));
        }
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted
        .chunk_by(|a, b| a == b)
        .map(|run| run.len() as f64)
        .map(|t| t * (t - 1.0) * (2.0 * t + 5.0))
        .sum();
    let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - ties) / 18.0;
    if variance <= 0.0 || s == 0.0 {
        0.0
    } else {
        (s - f64::signum(s)) / variance.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mann_kendall_of_a_rising_series_is_that_of_the_tables() {
        // n = 10 all rising: S = 45, var = 10 · 9 · 25 / 18 = 125, z = 44 / √125.
        let rising: Vec<f64> = (0..10).map(f64::from).collect();
        assert!((mann_kendall_z(&rising) - 44.0 / 125f64.sqrt()).abs() < 1e-12);
        assert_eq!(mann_kendall_z(&[1.0; 8]), 0.0);
    }

    #[test]
    fn classes_follow_share_and_heat() {
        let rising: Vec<f64> = (1..=8).map(|i| f64::from(i) / 100.0).collect();
        let falling: Vec<f64> = rising.iter().rev().copied().collect();
        assert_eq!(classify(&rising, 0.01), TrendClass::Emerging);
        assert_eq!(classify(&falling, 0.01), TrendClass::Diminishing);
        assert_eq!(
            classify(&[0.02, 0.03, 0.02, 0.03, 0.02], 0.01),
            TrendClass::Persistent
        );
        assert_eq!(
            classify(&[0.02, 0.0, 0.03, 0.0, 0.02, 0.0], 0.01),
            TrendClass::Sporadic
        );
        assert_eq!(
            classify(&[0.0, 0.0, 0.001, 0.0, 0.02], 0.01),
            TrendClass::Emerging
        );
        assert_eq!(classify(&[], 0.01), TrendClass::Sporadic);
    }

    #[test]
    fn a_fall_of_a_tenth_a_year_is_read_from_the_slope() {
        let hotspot: Vec<f64> = (0..48).map(|t| 100.0 - f64::from(t) * 0.5).collect();
        let observed = vec![true; 48];
        let monthly = Monthly {
            hotspot: &hotspot,
            city: &hotspot,
            observed: &observed,
        };
        let mean = hotspot.iter().sum::<f64>() / 48.0;
        assert!((relative_change_per_year(monthly) + 6.0 / mean).abs() < 1e-12);
    }
}
