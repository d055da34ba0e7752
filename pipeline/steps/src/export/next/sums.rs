//! Distributions of the incidents of a place over several periods together.

use hotcast_artifacts::ModelDocument;
use sarima::{CountDistribution, Model, SUM_SEED};

use super::HORIZONS;
use crate::calendar::Calendar;

/// Simulated futures from which the variance of a Gaussian model's sum comes.
const PATHS: usize = 1000;

/// The distribution over each horizon; `None` where the regressors are not known so far ahead.
pub(super) type Sums = [Option<CountDistribution>; HORIZONS.len()];

/// The distributions that a model predicts.
pub(super) fn sums(document: &ModelDocument, calendar: &Calendar) -> Sums {
    let Ok(model) = document.model() else {
        return [None; HORIZONS.len()];
    };
    HORIZONS.map(|periods| sum(&model, calendar, periods))
}

fn sum(model: &Model, calendar: &Calendar, periods: usize) -> Option<CountDistribution> {
    let from = calendar.n_observed;
    let exog = calendar
        .exog(model.exog_names(), from..from + periods)
        .ok()?;
    if let Some(counts) = model.as_counts() {
        let known = exog.columns().first().cloned();
        let exposure = known.unwrap_or_else(|| vec![1.0; periods]);
        return counts.filter().sum(0..periods, &exposure).ok();
    }
    let sum = model
        .forecast_sum(0..periods, &[], PATHS, SUM_SEED, &exog)
        .ok()?;
    CountDistribution::from_moments(sum.mean.max(0.0), sum.se * sum.se)
}
