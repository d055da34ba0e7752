//! Likelihoods and fits against those of other programs; the fixture names its source.

#![allow(clippy::unwrap_used)]

use sarima::*;
use serde_json::Value;

fn numbers(v: &Value) -> Vec<f64> {
    v.as_array()
        .map(|a| a.iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect())
        .unwrap_or_default()
}

fn orders<const N: usize>(v: &Value) -> [usize; N] {
    let all: Vec<usize> = numbers(v).into_iter().map(|x| x as usize).collect();
    all.try_into().unwrap()
}

fn cases() -> Value {
    let text = include_str!("fixtures/reference.json");
    serde_json::from_str::<Value>(text).unwrap()["cases"].take()
}

fn model(case: &Value) -> (Spec, Exog) {
    let constant = match case["constant"].as_str() {
        Some("mean") => Constant::Mean,
        Some("drift") => Constant::Drift,
        _ => Constant::None,
    };
    let spec = Spec::new(
        orders::<3>(&case["order"]).into(),
        orders::<4>(&case["seasonal_order"]).into(),
    )
    .constant(constant);
    let x = numbers(&case["xreg"]);
    if x.is_empty() {
        (spec, Exog::none())
    } else {
        (spec.exog(["xreg"]), Exog::new(["xreg"], vec![x]).unwrap())
    }
}

fn parameters(spec: &Spec, case: &Value) -> Params {
    Params::from_named(spec, |name| case["params"][name].as_f64()).unwrap()
}

#[test]
fn the_likelihood_at_given_parameters_equals_the_reference() {
    for (id, case) in cases().as_object().unwrap() {
        let (spec, exog) = model(case);
        let y = numbers(&case["values"]);
        let params = parameters(&spec, case);
        let expected = case["loglik"].as_f64().unwrap();
        let llf = log_likelihood(&spec, &params, &y, &exog).unwrap();
        // The reference's own filter loses digits with diffuse states.
        let tolerance = if y.iter().any(|v| v.is_nan()) {
            1e-6
        } else {
            1e-8
        };
        let error = (llf - expected).abs() / expected.abs();
        assert!(error < tolerance, "{id}: {llf} {expected}");
    }
}

#[test]
fn every_fit_reaches_the_reference() {
    for (id, case) in cases().as_object().unwrap() {
        let (spec, exog) = model(case);
        let y = numbers(&case["values"]);
        let fitted = Sarima::new(spec.clone()).fit(&y, &exog).unwrap();
        let expected = case["loglik"].as_f64().unwrap();
        assert!(fitted.converged(), "{id}");
        assert!(
            fitted.llf() >= expected - 1e-6,
            "{id}: {} {expected}",
            fitted.llf()
        );
        assert_eq!(
            fitted.nobs() as u64,
            case["nobs_used"].as_u64().unwrap(),
            "{id}"
        );
        // With a single maximum, the parameters agree to a small part of their errors.
        if fitted.llf() < expected + 1e-6 {
            let ours = fitted.params().to_vec();
            let theirs = parameters(&spec, case).to_vec();
            for ((a, b), se) in ours.iter().zip(&theirs).zip(fitted.std_errors()) {
                assert!((a - b).abs() < 1e-3 * se.unwrap(), "{id}: {a} {b} {se:?}");
            }
        }
    }
}

#[test]
fn standard_errors_equal_those_of_r() {
    // arima(USAccDeaths, c(0,1,1), list(order = c(0,1,1))), R 4.2.2: sqrt(diag(var.coef)).
    let all = cases();
    let case = &all["usaccdeaths_011_011_12"];
    let (spec, exog) = model(case);
    let fitted = Sarima::new(spec)
        .fit(&numbers(&case["values"]), &exog)
        .unwrap();
    for (ours, r) in fitted.std_errors().iter().zip([0.1228027, 0.1783742]) {
        assert!((ours.unwrap() / r - 1.0).abs() < 1e-3);
    }
}
