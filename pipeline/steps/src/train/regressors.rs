//! The regressors of the models.

use sarima::{EXPOSURE, Exog};

use crate::calendar::Calendar;
use crate::forecasting::{Settings, identified};

/// The observed values of the regressors whose effect a model of the settings' orders can estimate.
///
/// The exposure, which is for `counts` alone, is not one of them.
pub(crate) fn regressors(calendar: &Calendar, settings: &Settings) -> anyhow::Result<Exog> {
    let (d, order) = (settings.order.differences(), settings.seasonal_order);
    let used: Vec<(&String, Vec<f64>)> = (calendar.regressors.iter())
        .filter(|(name, _)| *name != EXPOSURE)
        .map(|(name, values)| (name, values[..calendar.n_observed].to_vec()))
        .filter(|(_, values)| identified(values, d, order.d, order.s))
        .collect();
    let names: Vec<String> = used.iter().map(|(name, _)| (*name).clone()).collect();
    if names.is_empty() {
        return Ok(Exog::none());
    }
    Ok(Exog::new(
        names,
        used.into_iter().map(|(_, values)| values).collect(),
    )?)
}
