//! The measures of a forecaster who knew the rates.

use hotcast_artifacts::NoiseFloor;
use sarima::are_counts;

use super::forecasts::ForecastRecord;

/// The measures that a Poisson forecaster is expected to have who knew the mean rate of each hotspot
/// in the judged periods, if its incidents were independent.
///
/// The rate is the mean of what was observed.
/// `None` if an observation is not a count, without any, and for rates that no place has.
pub(super) fn noise_floor(records: &[ForecastRecord]) -> Option<NoiseFloor> {
    let (mut all, mut scaled) = (Sums::default(), (0.0, 0.0));
    for record in records {
        let observed: Vec<f64> = record
            .observed
            .iter()
            .flatten()
            .flatten()
            .copied()
            .collect();
        if !are_counts(&observed) {
            return None;
        }
        let n = observed.len() as f64;
        if n == 0.0 {
            continue;
        }
        let rate = observed.iter().sum::<f64>() / n;
        if rate > LARGEST {
            return None;
        }
        let rate = Rate::new(rate);
        all.n += n;
        all.crps += n * rate.crps();
        all.entropy += n * rate.entropy();
        all.squared += n * rate.mean;
        if let Some(scale) = record.scale {
            scaled = (scaled.0 + n * rate.absolute() / scale, scaled.1 + n);
        }
    }
    (all.n > 0.0).then(|| NoiseFloor {
        crps: all.crps / all.n,
        log_score: all.entropy / all.n,
        mase: (scaled.1 > 0.0).then(|| scaled.0 / scaled.1),
        rmse: (all.squared / all.n).sqrt(),
    })
}

/// The largest rate whose probabilities are added up.
const LARGEST: f64 = 1e8;

#[derive(Default)]
struct Sums {
    n: f64,
    crps: f64,
    entropy: f64,
    squared: f64,
}

/// A Poisson distribution as its probabilities from the first to the last that is not negligible.
struct Rate {
    mean: f64,
    first: f64,
    probabilities: Vec<f64>,
}

impl Rate {
    fn new(mean: f64) -> Self {
        // Within nine standard deviations, and a few more where the distribution is skewed.
        let reach = 9.0 * mean.sqrt() + 20.0;
        let first = (mean - reach).floor().max(0.0);
        // From the mode outwards no probability underflows before it is negligible.
        let mode = mean.floor();
        let mut weights = vec![1.0];
        let mut k = mode;
        while k > first {
            weights.push(weights[weights.len() - 1] * k / mean);
            k -= 1.0;
        }
        weights.reverse();
        let mut k = mode + 1.0;
        while k <= mean + reach {
            weights.push(weights[weights.len() - 1] * mean / k);
            k += 1.0;
        }
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        Self {
            mean,
            first,
            probabilities: weights,
        }
    }

    /// `E |Y - Y'| / 2 = Σ_k F(k) (1 - F(k))`, the score that the true distribution is expected to
    /// have (Gneiting, Raftery 2007).
    fn crps(&self) -> f64 {
        let mut below = 0.0;
        let terms = self.probabilities.iter().map(|p| {
            below += p;
            below * (1.0 - below).max(0.0)
        });
        terms.sum()
    }

    /// The expected logarithmic score of the true distribution.
    fn entropy(&self) -> f64 {
        let terms = self.probabilities.iter().filter(|p| **p > 0.0);
        -terms.map(|p| p * p.ln()).sum::<f64>()
    }

    /// The mean absolute deviation from the mean.
    fn absolute(&self) -> f64 {
        let counts = (0u32..).map(|i| self.first + f64::from(i));
        let terms = self.probabilities.iter().zip(counts);
        terms.map(|(p, k)| p * (k - self.mean).abs()).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn record(observed: &[f64], scale: Option<f64>) -> ForecastRecord {
        let value = |y: &f64| (!y.is_nan()).then_some(*y);
        ForecastRecord {
            id: 1,
            chosen: None,
            scale,
            observed: observed
                .chunks(4)
                .map(|w| w.iter().map(value).collect())
                .collect(),
            methods: BTreeMap::new(),
        }
    }

    #[test]
    fn the_scores_are_those_of_the_closed_forms() {
        let e = |x: f64| x.exp();
        // λ e^{-2λ} (I₀(2λ) + I₁(2λ)) with I₀(2) = 2.2795853, I₁(2) = 1.5906369
        let one = Rate::new(1.0);
        assert!((one.crps() - e(-2.0) * (2.279_585_3 + 1.590_636_9)).abs() < 1e-7);
        // Σ p (λ - k ln λ + ln k!) for λ = 1
        assert!(
            (one.entropy() - 1.304_842).abs() < 1e-6,
            "{}",
            one.entropy()
        );
        assert!((one.absolute() - 2.0 * e(-1.0)).abs() < 1e-12);
        // Nearly normal: σ/√π, ln(σ √(2πe)) and σ √(2/π)
        let many = Rate::new(1e4);
        assert!((many.crps() / (100.0 / std::f64::consts::PI.sqrt()) - 1.0).abs() < 1e-3);
        assert!((many.entropy() - (100f64.ln() + 1.418_938_5)).abs() < 1e-3);
        let none = Rate::new(0.0);
        assert_eq!(
            (none.crps(), none.entropy(), none.absolute()),
            (0.0, 0.0, 0.0)
        );
    }

    #[test]
    fn forecasts_count_once_each_and_other_values_have_no_floor() {
        let two = [record(&[1.0; 8], Some(2.0)), record(&[0.0, f64::NAN], None)];
        let floor = noise_floor(&two).unwrap();
        let one = Rate::new(1.0);
        assert!((floor.crps - one.crps() * 8.0 / 9.0).abs() < 1e-12);
        assert!((floor.mase.unwrap() - one.absolute() / 2.0).abs() < 1e-12);
        assert!((floor.rmse - (8.0f64 / 9.0).sqrt()).abs() < 1e-12);
        assert_eq!(noise_floor(&[record(&[0.5, 1.0], None)]), None);
        assert_eq!(noise_floor(&[record(&[f64::NAN], None)]), None);
        assert_eq!(noise_floor(&[]), None);
    }
}
