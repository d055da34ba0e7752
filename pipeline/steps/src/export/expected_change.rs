//! What the forecasts expect, in one number a hotspot.

use hotcast_artifacts::ModelDocument;

use crate::calendar::Calendar;

/// Periods over which the forecast is averaged.
const AHEAD: usize = 4;

/// The mean forecast of the next four periods over the mean of the same periods a season earlier, minus one. Nothing when those were without incidents or not observed, or
/// the model cannot be read.
pub(super) fn expected_change(
    document: &ModelDocument,
    observed: &[f64],
    calendar: &Calendar,
) -> Option<f64> {
    let model = document.model().ok()?;
    let from = calendar.n_observed;
    let exog = calendar.exog(model.exog_names(), from..from + AHEAD).ok()?;
    let forecast = model.forecast(AHEAD, &[], &exog).ok()?;
    // A season before the periods ahead; seven days, 52 weeks or 12 months.
    let start = observed
        .len()
        .checked_sub(calendar.season_length.max(AHEAD))?;
    let earlier = &observed[start..start + AHEAD];
    let change = forecast.mean.iter().sum::<f64>() / earlier.iter().sum::<f64>() - 1.0;
    change.is_finite().then_some(change)
}
