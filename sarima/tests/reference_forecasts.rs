//! Forecasts, standard errors, likelihoods and residual tests against published reference fits, at
//! the reference parameters.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use sarima::{Constant, Exog, Model, Order, Params, SeasonalOrder, Spec};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: BTreeMap<String, Case>,
}

#[derive(Deserialize)]
struct Case {
    order: Order,
    seasonal_order: SeasonalOrder,
    constant: Constant,
    values: Vec<Option<f64>>,
    #[serde(default)]
    xreg: Vec<f64>,
    #[serde(default)]
    newxreg: Vec<f64>,
    params: BTreeMap<String, f64>,
    loglik: f64,
    aic: f64,
    aicc: f64,
    bic: f64,
    nobs_used: usize,
    forecast: Vec<f64>,
    forecast_se: Vec<f64>,
    ljung_box: Test,
}

#[derive(Deserialize)]
struct Test {
    lag: usize,
    stat: f64,
    p: f64,
}

fn cases() -> BTreeMap<String, Case> {
    let text = include_str!("fixtures/reference.json");
    serde_json::from_str::<Reference>(text).unwrap().cases
}

impl Case {
    fn spec(&self) -> Spec {
        let spec = Spec::new(self.order, self.seasonal_order).constant(self.constant);
        if self.xreg.is_empty() {
            spec
        } else {
            spec.exog(["xreg"])
        }
    }

    fn endog(&self) -> Vec<f64> {
        self.values.iter().map(|v| v.unwrap_or(f64::NAN)).collect()
    }

    fn exog(values: &[f64]) -> Exog {
        if values.is_empty() {
            Exog::none()
        } else {
            Exog::new(["xreg"], vec![values.to_vec()]).unwrap()
        }
    }

    fn model(&self, n: usize) -> Model {
        let params =
            Params::from_named(&self.spec(), |name| self.params.get(name).copied()).unwrap();
        let exog = Self::exog(&self.xreg).slice(0..n);
        Model::from_params(self.spec(), params, &self.endog()[..n], &exog).unwrap()
    }
}

#[test]
fn forecasts_and_their_standard_errors_equal_the_reference() {
    for (name, case) in cases() {
        let forecast = case
            .model(case.values.len())
            .forecast(24, &[], &Case::exog(&case.newxreg))
            .unwrap();
        for h in 0..24 {
            let (mean, se) = (case.forecast[h], case.forecast_se[h]);
            // The reference's own rounding: it filters in units of the data with a large diffuse
            // phase.
            assert!(
                (forecast.mean[h] - mean).abs() < 1e-6 * se,
                "{name} {h}: {} {mean}",
                forecast.mean[h]
            );
            assert!(
                (forecast.se[h] / se - 1.0).abs() < 1e-6,
                "{name} {h}: {} {se}",
                forecast.se[h]
            );
        }
    }
}

#[test]
fn likelihood_and_criteria_equal_the_reference() {
    for (name, case) in cases() {
        let model = case.model(case.values.len());
        let report = model.as_sarima().unwrap().report();
        let missing = case.values.iter().any(Option::is_none);
        let tolerance = if missing { 1e-6 } else { 1e-8 };
        for (found, expected) in [
            (report.llf, case.loglik),
            (report.aic, case.aic),
            (report.aicc.unwrap(), case.aicc),
            (report.bic, case.bic),
        ] {
            assert!(
                (found - expected).abs() < tolerance * expected.abs(),
                "{name}: {found} {expected}"
            );
        }
        assert_eq!(report.nobs, case.nobs_used, "{name}");
    }
}

#[test]
fn ljung_box_equals_the_reference() {
    for (name, case) in cases()
        .iter()
        .filter(|(_, c)| c.values.iter().all(Option::is_some))
    {
        let model = case.model(case.values.len());
        let test = model
            .as_sarima()
            .unwrap()
            .report()
            .diagnostics
            .clone()
            .unwrap()
            .ljung_box
            .unwrap();
        assert_eq!(test.lag, case.ljung_box.lag, "{name}");
        assert!(
            (test.statistic / case.ljung_box.stat - 1.0).abs() < 1e-6,
            "{name}: {test:?}"
        );
        assert!(
            (test.p_value - case.ljung_box.p).abs() < 1e-6,
            "{name}: {test:?}"
        );
    }
}

#[test]
fn appending_equals_filtering_the_whole_history() {
    for (name, case) in cases() {
        let n = case.values.len();
        let cut = n - n / 4;
        let mut model = case.model(cut);
        let future = Case::exog(&case.newxreg);
        model
            .append(&case.endog()[cut..], &Case::exog(&case.xreg).slice(cut..n))
            .unwrap();
        let appended = model.forecast(24, &[0.8], &future).unwrap();
        let whole = case.model(n).forecast(24, &[0.8], &future).unwrap();
        for h in 0..24 {
            // Factors that decayed below 1e-13 may be dropped at other moments.
            assert!(
                (appended.mean[h] - whole.mean[h]).abs() < 1e-9 * whole.se[h],
                "{name} {h}"
            );
            assert!(
                (appended.se[h] / whole.se[h] - 1.0).abs() < 1e-9,
                "{name} {h}"
            );
        }
    }
}

#[test]
fn a_document_comes_back_bit_for_bit_and_small() {
    for (name, case) in cases() {
        let model = case.model(case.values.len());
        let json = model.to_json();
        let copy = Model::from_json(&json).unwrap();
        assert_eq!(copy, model, "{name}");
        assert_eq!(copy.to_json(), json, "{name}");
        let future = Case::exog(&case.newxreg);
        assert_eq!(
            copy.forecast(24, &[0.5], &future).unwrap(),
            model.forecast(24, &[0.5], &future).unwrap()
        );
        assert!(json.len() < 12_000, "{name}: {} bytes", json.len());
    }
}
