//! The parameters that have no effect with the method and the order of a step.

use super::params::Train;
use crate::forecasting::{
    ForecastMethod::{Best, Counts, Ets, Mstl, Sarima, SeasonalNaive},
    OrderChoice, SeasonalChoice,
};
use hotcast_runner::NoEffect;

const BY_METHOD: &[&str] = &["method", "candidates"];

/// The parameters that change no forecast.
pub(super) fn without_effect(step: &Train) -> Vec<NoEffect> {
    let mut found = Vec::new();
    let mut no_effect = |field, decided_by, only| {
        found.push(NoEffect {
            field,
            decided_by,
            only,
        });
    };
    if step.method != Best {
        for field in ["candidates", "horizon", "origins"] {
            no_effect(field, &["method"], "with `method: best`");
        }
    }
    if !step.may_use(Counts) {
        no_effect("exposure", BY_METHOD, "with `counts`");
    }
    if !step.may_use(Sarima) {
        for field in ["order", "constant", "transform", "min_occupied_share"] {
            no_effect(field, BY_METHOD, "with SARIMA");
        }
        let has_season = matches!(step.seasonal_order, SeasonalChoice::WithSeason(_));
        // Exponential smoothing, which also replaces `counts`, fills gaps by the season.
        let seasonal = [Ets, Mstl, SeasonalNaive, Counts];
        if !has_season || !seasonal.iter().any(|&method| step.may_use(method)) {
            no_effect("seasonal_order", BY_METHOD, "with SARIMA");
        }
    } else if matches!(step.order, OrderChoice::Auto(_)) {
        let only = "with an `order` of three numbers, since `auto` chooses it too";
        no_effect("seasonal_order", &["order"], only);
        no_effect("constant", &["order"], only);
    }
    found
}
