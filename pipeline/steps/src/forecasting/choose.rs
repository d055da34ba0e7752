//! Chooses the method that suits one series.

use sarima::Model;

use super::ForecastMethod;
use super::known::Known;
use super::rolling::{Origins, evaluate_rolling};
use super::settings::Settings;

/// Standard errors of a difference by which a later candidate must be better than an earlier one.
const CLEARLY: f64 = 2.0;

/// The first candidate, in the order of preference, that the best one does not beat by more than
/// two standard errors of their difference over the origins.
///
/// `fit` gives the model of a candidate on the observations before the first origin.
pub(super) fn choose_by(
    fit: impl Fn(ForecastMethod, &[f64]) -> Model,
    settings: &Settings,
    endog: &[f64],
    known: Known<'_>,
) -> ForecastMethod {
    let first = settings.candidates.first().copied().unwrap_or_default();
    let Some(origins) = Origins::new(endog.len(), settings.horizon, settings.origins) else {
        return first;
    };
    if origins.first() < settings.season() + settings.horizon {
        return first;
    }
    let errors = |&method: &ForecastMethod| {
        let model = fit(method, &endog[..origins.first()]);
        let scores = evaluate_rolling(model, endog, known, &origins, None).ok()?;
        // An origin without observations has no score.
        let crps = scores.iter().filter_map(|s| s.summary().crps);
        Some((method, crps.collect::<Vec<f64>>()))
    };
    let judged: Vec<_> = settings.candidates.iter().filter_map(errors).collect();
    preferred(&judged).unwrap_or(first)
}

/// The first method that no other beats clearly, given the errors of each at each origin.
fn preferred(judged: &[(ForecastMethod, Vec<f64>)]) -> Option<ForecastMethod> {
    let total = |errors: &[f64]| errors.iter().sum::<f64>();
    let (_, best) = (judged.iter()).min_by(|a, b| total(&a.1).total_cmp(&total(&b.1)))?;
    let as_good = |errors: &[f64]| {
        let n = errors.len() as f64;
        let differences: Vec<f64> = errors.iter().zip(best).map(|(e, b)| e - b).collect();
        let mean = total(&differences) / n;
        let squares: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
        let standard_error = (squares / (n - 1.0).max(1.0) / n).sqrt();
        // Without a score at any origin no candidate is better than another.
        n == 0.0 || mean <= CLEARLY * standard_error
    };
    let mut found = judged.iter().filter(|(_, errors)| as_good(errors));
    found.next().map(|(method, _)| *method)
}

#[cfg(test)]
mod tests {
    use super::ForecastMethod::{Ets, Mean, Sarima};
    use super::*;

    fn judged(methods: &[(ForecastMethod, &[f64])]) -> Option<ForecastMethod> {
        let judged: Vec<_> = methods.iter().map(|(m, e)| (*m, e.to_vec())).collect();
        preferred(&judged)
    }

    #[test]
    fn a_later_candidate_is_taken_only_when_it_is_clearly_better() {
        let plain = [1.0, 2.0, 3.0, 2.0];
        // Better by about 0.5 at each origin; then by 0.5 in the mean, with a standard error of
        // 0.54.
        assert_eq!(
            judged(&[(Ets, &plain), (Sarima, &[0.5, 1.4, 2.6, 1.5])]),
            Some(Sarima)
        );
        assert_eq!(
            judged(&[(Ets, &plain), (Sarima, &[1.0, 0.0, 3.5, 1.5])]),
            Some(Ets)
        );
        assert_eq!(
            judged(&[(Sarima, &plain), (Ets, &[2.0, 2.0, 3.0, 2.0])]),
            Some(Sarima)
        );
    }

    #[test]
    fn among_the_clearly_better_ones_the_order_decides_again() {
        let errors: [(ForecastMethod, &[f64]); 3] = [
            (Ets, &[5.0, 5.1, 5.0, 5.1]),
            (Mean, &[1.0, 1.2, 1.0, 1.2]),
            (Sarima, &[1.1, 1.0, 1.0, 1.1]),
        ];
        assert_eq!(judged(&errors), Some(Mean));
    }

    #[test]
    fn ties_one_origin_and_none_at_all_are_decided_too() {
        assert_eq!(
            judged(&[(Ets, &[1.0, 1.0]), (Mean, &[1.0, 1.0])]),
            Some(Ets)
        );
        assert_eq!(judged(&[(Ets, &[2.0]), (Mean, &[1.0])]), Some(Mean));
        assert_eq!(judged(&[(Ets, &[]), (Mean, &[])]), Some(Ets));
        assert_eq!(judged(&[]), None);
    }
}
