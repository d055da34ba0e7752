//! Scores of forecasts against observations.

use serde::{Deserialize, Serialize};

use sarima::Forecast;

/// The levels of the intervals by which forecasts are scored.
///
/// The odd multiples of 0.05 have bounds at the quantiles 0.025, 0.075, …, 0.975, a regular grid
/// over (0, 1) for the CRPS; the coverage of 0.8 and 0.95 is reported.
pub const LEVELS: [f64; 11] = [
    0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 0.8,
];

/// The position of 0.95 in [`LEVELS`], the last of the grid.
const LEVEL_95: usize = 9;
/// The position of 0.8 in [`LEVELS`].
const LEVEL_80: usize = 10;

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
    covered_80: f64,
    covered_95: f64,
    scaled: f64,
    n_scaled: f64,
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
    /// Share of observations inside the 80 % intervals.
    pub coverage_80: Option<f64>,
    /// Share of observations inside the 95 % intervals.
    pub coverage_95: Option<f64>,
    /// Forecasts judged.
    pub n: u64,
}

impl Scores {
    /// Adds a forecast and what was observed; NaN is missing and not scored.
    ///
    /// `scale` is the mean absolute error that makes errors of different series comparable.
    pub fn add(&mut self, forecast: &Forecast, observed: &[f64], scale: Option<f64>) {
        for (h, &y) in observed.iter().enumerate().filter(|(_, y)| !y.is_nan()) {
            let mean = forecast.mean[h];
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
            self.crps += crps(forecast, h, y);
            let covered = |at: usize| {
                let interval = &forecast.intervals[at];
                f64::from(u8::from(interval.lower[h] <= y && y <= interval.upper[h]))
            };
            self.covered_80 += covered(LEVEL_80);
            self.covered_95 += covered(LEVEL_95);
            if let Some(scale) = scale {
                self.scaled += error.abs() / scale;
                self.n_scaled += 1.0;
            }
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
        self.covered_80 += other.covered_80;
        self.covered_95 += other.covered_95;
        self.scaled += other.scaled;
        self.n_scaled += other.n_scaled;
    }

    /// The measures.
    pub fn summary(&self) -> Summary {
        let mean = |sum: f64| (self.n > 0.0).then(|| sum / self.n);
        Summary {
            mase: (self.n_scaled > 0.0).then(|| self.scaled / self.n_scaled),
            rmse: mean(self.squared).map(f64::sqrt),
            smape: mean(self.symmetric),
            bias: mean(self.error),
            crps: mean(self.crps),
            coverage_80: mean(self.covered_80),
            coverage_95: mean(self.covered_95),
            n: self.n as u64,
        }
    }
}

/// The continuous ranked probability score of the forecast `h` steps ahead, as twice the mean
/// pinball loss over twenty quantiles from 0.025 to 0.975.
///
/// # References
/// Gneiting, Raftery (2007), Strictly proper scoring rules, prediction, and estimation, JASA 102;
/// Laio, Tamea (2007), Verification tools for probabilistic forecasts of continuous hydrological
/// variables, HESS 11.
fn crps(forecast: &Forecast, h: usize, y: f64) -> f64 {
    let pinball = |q: f64, value: f64| {
        if y >= value {
            q * (y - value)
        } else {
            (1.0 - q) * (value - y)
        }
    };
    let quantiles = &forecast.intervals[..=LEVEL_95];
    let sum: f64 = quantiles
        .iter()
        .map(|interval| {
            let tail = (1.0 - interval.level) / 2.0;
            pinball(tail, interval.lower[h]) + pinball(1.0 - tail, interval.upper[h])
        })
        .sum();
    2.0 * sum / (2.0 * quantiles.len() as f64)
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
    use sarima::PredictionInterval;

    use super::*;

    fn forecast(mean: &[f64], half: f64) -> Forecast {
        let interval = |level: f64| PredictionInterval {
            level,
            lower: mean.iter().map(|m| m - half * level).collect(),
            upper: mean.iter().map(|m| m + half * level).collect(),
            probability: None,
        };
        Forecast {
            mean: mean.to_vec(),
            se: vec![1.0; mean.len()],
            intervals: LEVELS.map(interval).to_vec(),
            total: mean.iter().sum(),
        }
    }

    #[test]
    fn measures_of_two_forecasts_are_those_of_the_definitions() {
        let mut scores = Scores::default();
        scores.add(
            &forecast(&[2.0, 5.0, 1.0], 4.0),
            &[3.0, 9.0, f64::NAN],
            Some(2.0),
        );
        let summary = scores.summary();
        assert_eq!(summary.n, 2);
        assert_eq!(summary.mase, Some((1.0 + 4.0) / 2.0 / 2.0));
        assert_eq!(summary.rmse, Some(((1.0 + 16.0) / 2.0f64).sqrt()));
        assert_eq!(summary.bias, Some(-2.5));
        assert_eq!(summary.smape, Some((2.0 / 5.0 + 8.0 / 14.0) / 2.0));
        assert_eq!(
            (summary.coverage_80, summary.coverage_95),
            (Some(0.5), Some(0.5))
        );
    }

    #[test]
    fn the_crps_of_a_uniform_forecast_is_that_of_its_formula() {
        // The intervals above are the quantiles of a uniform distribution on mean ± half. Its CRPS
        // at y = mean is width / 12.
        let mut scores = Scores::default();
        scores.add(&forecast(&[10.0], 6.0), &[10.0], None);
        let exact = 12.0 / 12.0;
        // Twenty quantiles integrate with an error of twice h² / 24 times the second derivative,
        // 0.005.
        assert!((scores.summary().crps.unwrap() - exact).abs() < 0.006);
    }

    #[test]
    fn a_forecast_without_spread_scores_its_absolute_error() {
        let mut scores = Scores::default();
        scores.add(&forecast(&[10.0], 0.0), &[13.0], None);
        assert!((scores.summary().crps.unwrap() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_scale_skips_missing_values_and_refuses_constants() {
        assert_eq!(naive_scale(&[1.0, 2.0, 3.0, f64::NAN, 6.0], 2), Some(2.5));
        assert_eq!(naive_scale(&[1.0; 9], 2), None);
        assert_eq!(naive_scale(&[1.0], 2), None);
    }
}
