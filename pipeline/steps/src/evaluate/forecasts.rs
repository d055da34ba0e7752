//! The forecasts of one hotspot, as the cache keeps them until those of all hotspots are known.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use sarima::{Calibration, PeriodDistribution, Scale, Transform};
use serde::{Deserialize, Serialize};

use super::record::EvaluateRecord;
use crate::forecasting::{ForecastMethod, Scores, SeriesErrors, WindowForecast, calibrations};

/// The forecasts of each method for one hotspot, and what was observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ForecastRecord {
    pub(super) id: i64,
    /// The method that `best` chose, where it was asked for.
    pub(super) chosen: Option<ForecastMethod>,
    /// The mean absolute error by which errors are scaled.
    pub(super) scale: Option<f64>,
    /// The observations after each origin; `None` is missing.
    pub(super) observed: Vec<Vec<Option<f64>>>,
    /// The forecasts of each method.
    pub(super) methods: BTreeMap<ForecastMethod, MethodForecasts>,
}

/// The forecasts of a method for one hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum MethodForecasts {
    /// Their scores, since nothing else decides about them.
    Scored(Vec<Scores>),
    /// Gaussian forecasts, whose distribution depends on the errors at all hotspots.
    Gaussian {
        transform: Transform,
        windows: Vec<GaussianWindow>,
        /// Errors before the first origin, if they decide about the distribution.
        errors: Option<SeriesErrors>,
    },
}

/// A forecast from one origin: expected values, and mean and standard deviation of each period on
/// the scale of the transform and of the sum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct GaussianWindow {
    means: Vec<f64>,
    periods: Vec<(f64, f64)>,
    sum: Option<(f64, f64)>,
}

impl MethodForecasts {
    /// Keeps what is needed of forecasts: scores if none of them is Gaussian.
    pub(super) fn new(
        forecasts: &[WindowForecast],
        observed: &[Vec<Option<f64>>],
        (scale, transform): (Option<f64>, Transform),
        errors: Option<SeriesErrors>,
    ) -> Self {
        let windows: Option<Vec<_>> = forecasts.iter().map(GaussianWindow::of).collect();
        match windows {
            Some(windows) => Self::Gaussian {
                transform,
                windows,
                errors,
            },
            None => Self::Scored(
                (forecasts.iter().zip(observed))
                    .map(|(forecast, observed)| forecast.scores(&values(observed), scale))
                    .collect(),
            ),
        }
    }

    fn errors(&self) -> Option<&SeriesErrors> {
        match self {
            Self::Gaussian { errors, .. } => errors.as_ref(),
            Self::Scored(_) => None,
        }
    }

    fn scores(&self, record: &ForecastRecord, calibration: Option<&Calibration>) -> Vec<Scores> {
        match self {
            Self::Scored(scores) => scores.clone(),
            Self::Gaussian {
                transform, windows, ..
            } => (windows.iter().zip(&record.observed))
                .map(|(window, observed)| {
                    let forecast = window.forecast(*transform, calibration);
                    forecast.scores(&values(observed), record.scale)
                })
                .collect(),
        }
    }
}

impl GaussianWindow {
    fn of(forecast: &WindowForecast) -> Option<Self> {
        let periods = forecast.periods.iter().map(PeriodDistribution::moments);
        Some(Self {
            means: forecast.means.clone(),
            periods: periods.collect::<Option<_>>()?,
            sum: forecast.sum.as_ref().and_then(PeriodDistribution::moments),
        })
    }

    /// The forecast again; methods cut all of theirs at zero.
    fn forecast(&self, transform: Transform, calibration: Option<&Calibration>) -> WindowForecast {
        let distribution = |&(mean, sd): &(f64, f64), transform, scale| {
            let gaussian = PeriodDistribution::of_gaussian(mean, sd, transform, true);
            match calibration {
                Some(calibration) => gaussian.calibrated(calibration, scale),
                None => gaussian,
            }
        };
        WindowForecast {
            means: self.means.clone(),
            periods: (self.periods.iter())
                .map(|moments| distribution(moments, transform, Scale::Period))
                .collect(),
            sum: (self.sum.as_ref())
                .map(|moments| distribution(moments, Transform::None, Scale::Sum)),
        }
    }
}

/// The scores of all hotspots; the errors before the first origin, at all of them, decide about the
/// distributions.
pub(super) fn scored(records: &[ForecastRecord]) -> Vec<EvaluateRecord> {
    let mut scored: Vec<EvaluateRecord> = (records.iter())
        .map(|record| EvaluateRecord {
            id: record.id,
            chosen: record.chosen,
            scores: BTreeMap::new(),
        })
        .collect();
    let methods = records.iter().flat_map(|record| record.methods.keys());
    for method in methods.copied().collect::<BTreeSet<_>>() {
        let errors: Vec<Option<&SeriesErrors>> = (records.iter())
            .map(|record| record.methods.get(&method)?.errors())
            .collect();
        let calibrations = calibrations(&errors);
        (scored.par_iter_mut().zip(records).zip(&calibrations)).for_each(
            |((scored, record), calibration)| {
                if let Some(forecasts) = record.methods.get(&method) {
                    let scores = forecasts.scores(record, calibration.as_ref());
                    scored.scores.insert(method, scores);
                }
            },
        );
    }
    scored
}

fn values(observed: &[Option<f64>]) -> Vec<f64> {
    observed.iter().map(|y| y.unwrap_or(f64::NAN)).collect()
}
