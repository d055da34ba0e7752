//! The change of a hotspot over the years.

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

/// The relative change per year: the least-squares slope of the observed monthly counts over time,
/// times twelve, divided by their mean.
///
/// Zero for fewer than 24 observed months, whose slope would be that of a season.
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

/// The incidents of a hotspot in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bin {
    /// Its share of the city's incidents.
    pub(super) share: f64,
    /// Its incidents per observed month.
    pub(super) rate: f64,
}

/// The hotspot in bins of equal length that end with the last month.
///
/// Bins are years, or quarters when there are fewer than four years.
/// Bins without an observed incident in the city are left out.
pub(super) fn bins(monthly: Monthly<'_>) -> Vec<Bin> {
    let months = monthly.hotspot.len();
    let width = if months >= 48 { 12 } else { 3 };
    let bins = months / width;
    let skip = months - bins * width;
    (0..bins)
        .filter_map(|bin| {
            let range = skip + bin * width..skip + (bin + 1) * width;
            let observed: Vec<usize> = range.filter(|&t| monthly.observed[t]).collect();
            let sum = |of: &[f64]| observed.iter().map(|&t| of[t]).sum::<f64>();
            let (own, city) = (sum(monthly.hotspot), sum(monthly.city));
            (city > 0.0).then(|| Bin {
                share: own / city,
                rate: own / observed.len() as f64,
            })
        })
        .collect()
}

/// The least relative change per year that counts as one.
const MATERIAL_CHANGE: f64 = 0.01;

/// The class of a hotspot that changes by `change` per year, when a share of at least `hot` makes a
/// bin hot.
///
/// * `emerging`: both its incidents and its share of the city's grow (Mann-Kendall, 5 %), by at
///   least 1 % a year, or it is hot in the last bin and was in fewer than half of those before.
/// * `diminishing`: both fall, by the same tests.
/// * `persistent`: neither, and hot in at least three quarters of the bins.
/// * `sporadic`: the rest.
///
/// Neither alone is enough: where crime halves in the whole city every count falls, and a place that
/// stays the same gains in share.
pub(super) fn classify(bins: &[Bin], change: f64, hot: f64) -> TrendClass {
    let Some((last, earlier)) = bins.split_last() else {
        return TrendClass::Sporadic;
    };
    let z = |of: fn(&Bin) -> f64| mann_kendall_z(&bins.iter().map(of).collect::<Vec<_>>());
    let (share_z, rate_z) = (z(|bin| bin.share), z(|bin| bin.rate));
    let moves = |direction: f64| {
        direction * share_z > SIGNIFICANT_Z
            && direction * rate_z > SIGNIFICANT_Z
            && direction * change >= MATERIAL_CHANGE
    };
    let is_hot = |bin: &Bin| bin.share >= hot;
    let hot_before = earlier.iter().filter(|bin| is_hot(bin)).count();
    let hot_bins = hot_before + usize::from(is_hot(last));
    if moves(1.0) || (is_hot(last) && 2 * hot_before < earlier.len()) {
        TrendClass::Emerging
    } else if moves(-1.0) {
        TrendClass::Diminishing
    } else if 4 * hot_bins >= 3 * bins.len() {
        TrendClass::Persistent
    } else {
        TrendClass::Sporadic
    }
}

/// The Mann-Kendall statistic as a z-score, corrected for ties and continuity; 0 for a series of
/// equal values.
///
/// # References
/// Mann (1945), Nonparametric tests against trend, Econometrica 13; Kendall (1975), Rank correlation
/// methods.
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

    /// The class of a hotspot with these shares in a city that has 1000 incidents a month at first
    /// and grows by `growth` in each bin.
    fn class(shares: &[f64], growth: f64) -> TrendClass {
        let bins: Vec<Bin> = (shares.iter().zip(0..))
            .map(|(&share, t)| Bin {
                share,
                rate: share * 1000.0 * (1.0 + growth).powi(t),
            })
            .collect();
        let rates: Vec<f64> = bins.iter().map(|bin| bin.rate).collect();
        let mean = rates.iter().sum::<f64>() / rates.len().max(1) as f64;
        let change = match (rates.first(), rates.last()) {
            (Some(a), Some(b)) => (b - a) / rates.len() as f64 / mean,
            _ => 0.0,
        };
        classify(&bins, change, 0.01)
    }

    #[test]
    fn classes_follow_share_and_heat() {
        let rising: Vec<f64> = (1..=8).map(|i| f64::from(i) / 100.0).collect();
        let falling: Vec<f64> = rising.iter().rev().copied().collect();
        let steady = [0.02, 0.03, 0.02, 0.03, 0.02];
        let now_and_then = [0.02, 0.0, 0.03, 0.0, 0.02, 0.0];
        assert_eq!(class(&rising, 0.0), TrendClass::Emerging);
        assert_eq!(class(&falling, 0.0), TrendClass::Diminishing);
        assert_eq!(class(&steady, 0.0), TrendClass::Persistent);
        assert_eq!(class(&now_and_then, 0.0), TrendClass::Sporadic);
        let new = [0.0, 0.0, 0.001, 0.0, 0.02];
        assert_eq!(class(&new, 0.0), TrendClass::Emerging);
        assert_eq!(class(&[], 0.0), TrendClass::Sporadic);
    }

    #[test]
    fn what_the_whole_city_does_is_no_trend_of_a_hotspot() {
        let steady = [0.02, 0.021, 0.0205, 0.02, 0.021, 0.0205, 0.02, 0.021];
        assert_eq!(class(&steady, -0.05), TrendClass::Persistent);
        assert_eq!(class(&steady, 0.05), TrendClass::Persistent);
    }

    #[test]
    fn a_hotspot_that_stays_as_it_was_in_a_falling_city_is_persistent() {
        let growth = -0.03f64;
        let shares: Vec<f64> = (0..12)
            .map(|t| 0.02 * (1.0 + growth).powi(-t) * (1.0 + 0.001 * f64::from(t)))
            .collect();
        assert_eq!(class(&shares, growth), TrendClass::Persistent);
    }

    #[test]
    fn unobserved_months_make_no_bin_smaller() {
        let hotspot: Vec<f64> = (0..60).map(|t| if t == 7 { 0.0 } else { 5.0 }).collect();
        let city = vec![100.0; 60];
        let observed: Vec<bool> = (0..60).map(|t| t != 7).collect();
        let monthly = Monthly {
            hotspot: &hotspot,
            city: &city,
            observed: &observed,
        };
        let expected = Bin {
            share: 0.05,
            rate: 5.0,
        };
        assert_eq!(bins(monthly), [expected; 5]);
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
