//! Every number of `fixtures/counts/reference.json`, which `make.py` beside it computes.

use std::collections::BTreeMap;

use sarima::{CountDistribution, CountFilter, CountPrior, CountSettings, Exog, counts};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    settings: Settings,
    endog: Vec<Option<f64>>,
    exposure: Option<Vec<f64>>,
    future: Vec<f64>,
    rate: f64,
    strength: f64,
    a: [f64; 6],
    b: [f64; 6],
    log_scores: Vec<Option<f64>>,
    forecast: BTreeMap<usize, Described>,
    sums: BTreeMap<String, Described>,
}

#[derive(Deserialize)]
struct Settings {
    half_lives: [f64; 3],
    overdispersions: [f64; 2],
    weights: [f64; 6],
    forgetting: f64,
    period_weeks: f64,
    prior: Option<[f64; 2]>,
}

#[derive(Deserialize)]
struct Described {
    mean: f64,
    variance: f64,
    counts: Vec<u64>,
    pmf: Vec<f64>,
    cdf: Vec<f64>,
    crps_at: u64,
    crps: f64,
}

impl Case {
    fn settings(&self) -> CountSettings {
        let s = &self.settings;
        CountSettings {
            half_lives_weeks: s.half_lives,
            overdispersions: s.overdispersions,
            prior_weights: s.weights,
            forgetting: s.forgetting,
            period_weeks: s.period_weeks,
            prior: s
                .prior
                .map(|[rate, strength]| CountPrior { rate, strength }),
        }
    }

    fn endog(&self) -> Vec<f64> {
        self.endog.iter().map(|y| y.unwrap_or(f64::NAN)).collect()
    }

    fn exposure(&self) -> &[f64] {
        self.exposure.as_deref().unwrap_or(&[])
    }

    fn filter(&self) -> CountFilter {
        CountFilter::new(self.settings(), &self.endog(), self.exposure()).unwrap()
    }
}

fn cases() -> BTreeMap<String, Case> {
    serde_json::from_str(include_str!("../fixtures/counts/reference.json")).unwrap()
}

/// Rounding grows with the number of periods, and with counts in the thousands. A probability near 1
/// has a logarithm of few digits.
fn close(found: f64, expected: f64, what: &str) {
    let tolerance = 3e-11 * expected.abs() + 1e-13;
    assert!(
        (found - expected).abs() <= tolerance,
        "{what}: {found} {expected}"
    );
}

#[test]
fn states_follow_the_equations() {
    for (name, case) in cases() {
        let filter = case.filter();
        let prior = filter.settings().prior.unwrap();
        close(prior.rate, case.rate, &name);
        close(prior.strength, case.strength, &name);
        let exog = case.exposure.iter().map(|e| e.to_vec()).collect();
        let exog = Exog::new(case.exposure.iter().map(|_| "exposure"), exog).unwrap();
        let model = counts(&case.endog(), &exog, &case.settings()).unwrap();
        let document: serde_json::Value = serde_json::from_str(&model.to_json()).unwrap();
        for i in 0..6 {
            let state = |field: &str| document["counts"][field][i].as_f64().unwrap();
            close(state("a"), case.a[i], &name);
            close(state("b"), case.b[i], &name);
        }
    }
}

#[test]
fn one_step_predictions_follow_the_equations() {
    for (name, case) in cases() {
        let mut settings = case.settings();
        settings.prior = case.filter().settings().prior;
        let mut filter = CountFilter::new(settings, &[], &[]).unwrap();
        for (t, y) in case.endog().into_iter().enumerate() {
            let e = case.exposure().get(t).copied().unwrap_or(1.0);
            if let Some(expected) = case.log_scores[t] {
                let found = filter.predict(e).unwrap().log_score(y as u64);
                close(found, expected, &format!("{name} {t}"));
            }
            filter.append(&[y], &[e]).unwrap();
        }
        assert_eq!(filter, case.filter(), "{name}");
    }
}

fn same(found: &CountDistribution, expected: &Described, what: &str) {
    close(found.mean(), expected.mean, what);
    close(found.variance(), expected.variance, what);
    for ((&k, &pmf), &cdf) in expected.counts.iter().zip(&expected.pmf).zip(&expected.cdf) {
        close(found.pmf(k), pmf, &format!("{what} pmf {k}"));
        close(found.cdf(k), cdf, &format!("{what} cdf {k}"));
        close(found.log_score(k), -pmf.ln(), &format!("{what} score {k}"));
        let at = found.quantile(cdf * (1.0 - 1e-10));
        assert!(
            at == k || cdf > 1.0 - 1e-9 || pmf < 1e-9,
            "{what} quantile {k} {at}"
        );
    }
    // Terms are left out beyond a probability of 1e-9, and far above 4,096 an integral stands for a sum.
    let error = (found.crps(expected.crps_at) - expected.crps).abs();
    let tolerance = if expected.mean > 1000.0 { 1e-5 } else { 1e-9 };
    assert!(
        error <= tolerance * (1.0 + expected.crps),
        "{what} crps {error}"
    );
}

#[test]
fn forecasts_follow_the_equations() {
    for (name, case) in cases() {
        let found = case.filter().forecast(&case.future).unwrap();
        for (h, expected) in &case.forecast {
            same(&found[h - 1], expected, &format!("{name} {h}"));
        }
    }
}

#[test]
fn sums_have_the_moments_of_the_joint_distribution() {
    for (name, case) in cases() {
        let filter = case.filter();
        for (periods, expected) in &case.sums {
            let (start, end) = periods.split_once("..").unwrap();
            let range = start.parse().unwrap()..end.parse().unwrap();
            let found = filter.sum(range, &case.future).unwrap();
            same(&found, expected, &format!("{name} {periods}"));
        }
        // One period's sum is that period.
        let (one, period) = (
            filter.sum(0..1, &case.future).unwrap(),
            filter.predict(case.future[0]).unwrap(),
        );
        for k in 0..20 {
            close(one.cdf(k), period.cdf(k), &name);
        }
    }
}
