//! Scores of forecasts against observations.

use serde::{Deserialize, Serialize};

use sarima::PeriodDistribution;

/// The levels of the intervals whose coverage is reported.
pub const LEVELS: [f64; 2] = [0.8, 0.95];

/// The smallest probability of an observation in the logarithmic score, which would be infinite for
/// what a forecast excludes.
const MIN_PROBABILITY: f64 = 1e-6;

/// Bars of the histogram of the probability integral transform.
pub const PIT_BARS: usize = 20;

/// Sums over forecasts, from which every measure follows.
///
/// Sums of several series can be added.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Scores {
    n: f64,
    absolute: f64,
    squared: f64,
    symmetric: f64,
    error: f64,
    crps: f64,
    log: f64,
    covered: [f64; 2],
    transformed: [f64; 2],
    scaled: f64,
    n_scaled: f64,
    pit: [f64; PIT_BARS],
    sums: f64,
    sums_covered: [f64; 2],
    sums_transformed: [f64; 2],
}

/// The measures of forecasts; `None` where a measure divides by zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Mean absolute error over that of the in-sample seasonal naive forecast.
    pub mase: Option<f64>,
    /// Root mean squared error.
    pub rmse: Option<f64>,
    /// Mean of 2 |f − y| / (|f| + |y|), 0 where both are 0.
    pub smape: Option<f64>,
    /// Mean of forecast minus observation.
    pub bias: Option<f64>,
    /// Continuous ranked probability score.
    pub crps: Option<f64>,
    /// Logarithmic score.
    pub log_score: Option<f64>,
    /// Share of observations inside the intervals of each of [`LEVELS`].
    pub coverage: [Option<f64>; 2],
    /// Share of the probability integral transform in the middle, for each of [`LEVELS`].
    pub pit_coverage: [Option<f64>; 2],
    /// Histogram of the probability integral transform: the share in each of twenty equal parts.
    pub pit: [Option<f64>; PIT_BARS],
    /// As `coverage`, of the sums over the horizon.
    pub sum_coverage: [Option<f64>; 2],
    /// As `pit_coverage`, of the sums over the horizon.
    pub sum_pit_coverage: [Option<f64>; 2],
    /// Forecasts judged.
    pub n: u64,
}

impl Scores {
    /// Adds expected values with their distributions and what was observed; NaN is missing and not
    /// scored.
    ///
    /// `scale` is the mean absolute error that makes errors of different series comparable.
    pub fn add(
        &mut self,
        means: &[f64],
        distributions: &[PeriodDistribution],
        observed: &[f64],
        scale: Option<f64>,
    ) {
        for (h, &y) in observed.iter().enumerate().filter(|(_, y)| !y.is_nan()) {
            let mean = means[h];
            let error = mean - y;
            self.n += 1.0;
            self.absolute += error.abs();
            self.squared += error * error;
            self.symmetric += if error == 0.0 {
                0.0
            } else {
                2.0 * error.abs() / (mean.abs() + y.abs())
            };
            self.error += error;
            let distribution = &distributions[h];
            self.crps += distribution.crps(y);
            self.log += distribution.log_score(y).min(-MIN_PROBABILITY.ln());
            let bounds = distribution.pit_bounds(y);
            for (at, &level) in LEVELS.iter().enumerate() {
                self.covered[at] += inside(distribution, level, y);
                self.transformed[at] += middle_share(bounds, level);
            }
            for (bar, sum) in self.pit.iter_mut().enumerate() {
                let edge = |bar: usize| bar as f64 / PIT_BARS as f64;
                *sum += share_between(bounds, edge(bar), edge(bar + 1));
            }
            if let Some(scale) = scale {
                self.scaled += error.abs() / scale;
                self.n_scaled += 1.0;
            }
        }
    }

    /// Adds the forecast of a sum over the horizon and what was observed, NaN if a part is missing.
    pub fn add_sum(&mut self, distribution: &PeriodDistribution, total: f64) {
        if total.is_nan() {
            return;
        }
        let bounds = distribution.pit_bounds(total);
        self.sums += 1.0;
        for (at, &level) in LEVELS.iter().enumerate() {
            self.sums_covered[at] += inside(distribution, level, total);
            self.sums_transformed[at] += middle_share(bounds, level);
        }
    }

    /// Adds the forecasts of another series.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.absolute += other.absolute;
        self.squared += other.squared;
        self.symmetric += other.symmetric;
        self.error += other.error;
        self.crps += other.crps;
        self.log += other.log;
        for at in 0..LEVELS.len() {
            self.covered[at] += other.covered[at];
            self.transformed[at] += other.transformed[at];
            self.sums_covered[at] += other.sums_covered[at];
            self.sums_transformed[at] += other.sums_transformed[at];
        }
        self.sums += other.sums;
        let bars = self.pit.iter_mut().zip(other.pit);
        bars.for_each(|(bar, more)| *bar += more);
        self.scaled += other.scaled;
        self.n_scaled += other.n_scaled;
    }

    /// The measures.
    pub fn summary(&self) -> Summary {
        let mean = |sum: f64| (self.n > 0.0).then(|| sum / self.n);
        let of_sums = |sum: f64| (self.sums > 0.0).then(|| sum / self.sums);
        Summary {
            mase: (self.n_scaled > 0.0).then(|| self.scaled / self.n_scaled),
            rmse: mean(self.squared).map(f64::sqrt),
            smape: mean(self.symmetric),
            bias: mean(self.error),
            crps: mean(self.crps),
            log_score: mean(self.log),
            coverage: self.covered.map(mean),
            pit_coverage: self.transformed.map(mean),
            pit: self.pit.map(mean),
            sum_coverage: self.sums_covered.map(of_sums),
            sum_pit_coverage: self.sums_transformed.map(of_sums),
            n: self.n as u64,
        }
    }
}

/// The part of a transform that is spread evenly between `below` and `upto` which lies in the middle
/// `level` of its range.
///
/// # References
/// Czado, Gneiting, Held (2009), Predictive model assessment for count data, Biometrics 65.
fn middle_share(bounds: (f64, f64), level: f64) -> f64 {
    share_between(bounds, 0.5 - level / 2.0, 0.5 + level / 2.0)
}

/// The part of a transform between two probabilities.
fn share_between((below, upto): (f64, f64), from: f64, to: f64) -> f64 {
    if upto > below {
        (upto.min(to) - below.max(from)).max(0.0) / (upto - below)
    } else {
        // What a forecast excludes lies at one point; at an end, in the part there.
        let last = to >= 1.0 && upto >= 1.0;
        let first = from <= 0.0 && upto <= 0.0;
        f64::from(u8::from((from < upto && upto < to) || first || last))
    }
}

fn inside(distribution: &PeriodDistribution, level: f64, y: f64) -> f64 {
    let interval = distribution.interval(level);
    f64::from(u8::from(interval.lower <= y && y <= interval.upper))
}

/// The mean absolute difference to the value a season before: the scale of the MASE.
///
/// `None` when the series is shorter than a season, or repeats it exactly.
///
/// # References
/// Hyndman, Koehler (2006), Another look at measures of forecast accuracy, International Journal
/// of Forecasting 22.
pub fn naive_scale(endog: &[f64], season: usize) -> Option<f64> {
    let pairs = endog.iter().zip(endog.get(season..)?);
    let errors: Vec<f64> = pairs
        .map(|(a, b)| (b - a).abs())
        .filter(|e| !e.is_nan())
        .collect();
    let scale = errors.iter().sum::<f64>() / errors.len() as f64;
    (scale > 0.0).then_some(scale)
}

#[cfg(test)]
mod tests {
    use sarima::Exog;

    use super::*;

    /// The scores of the mean of four values, 4 with a standard error of about 2.2, against some.
    fn scores(observed: &[f64], scale: Option<f64>) -> Summary {
        let model = sarima::mean(&[2.0, 4.0, 4.0, 6.0], true);
        let n = observed.len();
        let means = model.forecast(n, &[], &Exog::none()).unwrap().mean;
        let distributions = model.distributions(n, &Exog::none()).unwrap();
        let mut scores = Scores::default();
        scores.add(&means, &distributions, observed, scale);
        scores.summary()
    }

    #[test]
    fn measures_of_two_forecasts_are_those_of_the_definitions() {
        let summary = scores(&[5.0, 12.0, f64::NAN], Some(2.0));
        assert_eq!(summary.n, 2);
        let close = |found: Option<f64>, expected: f64| {
            assert!(
                (found.unwrap() - expected).abs() < 1e-12,
                "{found:?} {expected}"
            );
        };
        close(summary.mase, (1.0 + 8.0) / 2.0 / 2.0);
        close(summary.rmse, ((1.0 + 64.0) / 2.0f64).sqrt());
        close(summary.bias, -4.5);
        close(summary.smape, (2.0 / 9.0 + 16.0 / 16.0) / 2.0);
        assert_eq!(summary.coverage, [Some(0.5), Some(0.5)]);
        assert_eq!(summary.pit_coverage, [Some(0.5), Some(0.5)]);
        let pit: f64 = summary.pit.iter().flatten().sum();
        assert!((pit - 1.0).abs() < 1e-12 && summary.pit[19].unwrap() > 0.49);
        assert_eq!(summary.sum_coverage, [None, None]);
    }

    #[test]
    fn sums_are_judged_where_each_period_was_observed() {
        let model = sarima::mean(&[2.0, 4.0, 4.0, 6.0], true);
        let sum = model.sum_distribution(0..4, &Exog::none()).unwrap();
        let mut scores = Scores::default();
        for total in [16.0, f64::NAN, 60.0] {
            scores.add_sum(&sum, total);
        }
        let summary = scores.summary();
        assert_eq!(summary.sum_coverage, [Some(0.5), Some(0.5)]);
        assert_eq!(summary.sum_pit_coverage, [Some(0.5), Some(0.5)]);
        assert_eq!((summary.n, summary.crps), (0, None));
    }

    #[test]
    fn scores_of_the_distribution_are_means_of_those_of_its_periods() {
        let model = sarima::mean(&[2.0, 4.0, 4.0, 6.0], true);
        let next = &model.distributions(1, &Exog::none()).unwrap()[0];
        let summary = scores(&[3.0], None);
        assert_eq!(summary.crps, Some(next.crps(3.0)));
        assert_eq!(summary.log_score, Some(next.log_score(3.0)));
        assert_eq!(summary.mase, None);
        // What the forecast as good as excludes costs no more than one in a million.
        assert_eq!(scores(&[1e6], None).log_score, Some(-MIN_PROBABILITY.ln()));
    }

    #[test]
    fn a_transform_counts_by_the_part_that_lies_in_the_middle() {
        assert!((middle_share((0.05, 0.15), 0.8) - 0.5).abs() < 1e-12);
        assert_eq!(middle_share((0.2, 0.6), 0.8), 1.0);
        assert!((middle_share((0.0, 1.0), 0.8) - 0.8).abs() < 1e-12);
        assert_eq!(middle_share((0.0, 0.05), 0.8), 0.0);
        assert_eq!(
            (middle_share((1.0, 1.0), 0.8), middle_share((0.5, 0.5), 0.8)),
            (0.0, 1.0)
        );
    }

    #[test]
    fn the_scale_skips_missing_values_and_refuses_constants() {
        assert_eq!(naive_scale(&[1.0, 2.0, 3.0, f64::NAN, 6.0], 2), Some(2.5));
        assert_eq!(naive_scale(&[1.0; 9], 2), None);
        assert_eq!(naive_scale(&[1.0], 2), None);
    }
}
