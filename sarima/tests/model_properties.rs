//! Invariants of stored models: documents, appending, missing values, simulation.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use sarima::{
    Constant, Ets, Exog, Forecast, Model, Mstl, Order, Params, SeasonalOrder, Spec, Transform,
};

/// A specification with stationary, invertible parameters, and a short integer series with gaps.
#[derive(Debug, Clone)]
struct Case {
    spec: Spec,
    params: Params,
    endog: Vec<f64>,
}

fn case() -> impl Strategy<Value = Case> {
    let orders = (
        0..3usize,
        0..3usize,
        0..3usize,
        0..2usize,
        0..2usize,
        0..2usize,
        2..6usize,
    );
    let coefficients = prop::collection::vec(-0.9..0.9f64, 6);
    let series = prop::collection::vec(
        prop_oneof![8 => (0..30i32).prop_map(f64::from), 1 => Just(f64::NAN)],
        40..90,
    );
    (orders, coefficients, series, 0..3usize).prop_map(
        |((p, d, q, sp, sd, sq, s), c, endog, constant)| {
            let constant = match constant {
                1 if d + sd == 0 => Constant::Mean,
                2 if d + sd <= 1 => Constant::Drift,
                _ => Constant::None,
            };
            let seasonal = if sp + sd + sq == 0 {
                SeasonalOrder::none()
            } else {
                SeasonalOrder::new(sp, sd, sq, s)
            };
            let spec = Spec::new(Order::new(p, d, q), seasonal)
                .constant(constant)
                .non_negative(true);
            // Second-order polynomials from their partial autocorrelations stay inside the unit
            // circle.
            let pair = |n: usize, a: f64, b: f64| match n {
                0 => vec![],
                1 => vec![a],
                _ => vec![a * (1.0 - b), b],
            };
            let negated = |v: Vec<f64>| v.into_iter().map(|x| -x).collect::<Vec<f64>>();
            let params = Params {
                ar: pair(p, c[0], c[1]),
                ma: negated(pair(q, c[2], c[3])),
                seasonal_ar: pair(sp, c[4], 0.0),
                seasonal_ma: pair(sq, c[5], 0.0),
                constant: (constant != Constant::None).then_some(0.1),
                exog: vec![],
                sigma2: 2.5,
            };
            Case {
                spec,
                params,
                endog,
            }
        },
    )
}

impl Case {
    fn model(&self, endog: &[f64]) -> Option<Model> {
        Model::from_params(self.spec.clone(), self.params.clone(), endog, &Exog::none()).ok()
    }
}

fn forecast(model: &Model) -> Forecast {
    model.forecast(15, &[0.5, 0.95], &Exog::none()).unwrap()
}

fn every_method() -> Vec<Model> {
    let ets = Ets {
        alpha: 0.3,
        beta: 0.1,
        phi: 0.9,
        level: 12.5,
        trend: -0.25,
        sigma2: 1.75,
    };
    let y: Vec<f64> = (0..40).map(|t| 9.0 + f64::from(t * 7 % 5)).collect();
    let spec = Spec::new(Order::new(1, 0, 1), SeasonalOrder::new(0, 1, 1, 4))
        .transform(Transform::BoxCox { lambda: 0.5 });
    let params = Params::from_slice(&spec, &[0.5, 0.3, -0.4, 0.1]).unwrap();
    let mut gaps = y.clone();
    gaps[37] = f64::NAN;
    vec![
        Model::from_params(spec, params, &gaps, &Exog::none()).unwrap(),
        Model::ets(ets, true).unwrap(),
        Model::mstl(
            Mstl {
                ets,
                cycle: vec![1.0, -1.0, 0.5],
            },
            false,
        )
        .unwrap(),
        sarima::seasonal_naive(&y, 4, true),
        sarima::mean(&y, false),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_document_comes_back_bit_for_bit(case in case()) {
        if let Some(model) = case.model(&case.endog) {
            let copy = Model::from_json(&model.to_json()).unwrap();
            prop_assert_eq!(&copy, &model);
            prop_assert_eq!(forecast(&copy), forecast(&model));
        }
    }

    #[test]
    fn appending_in_any_pieces_equals_filtering_at_once(
        case in case(),
        cut in 0.4..0.95f64,
        second in 0.0..1.0f64,
    ) {
        let n = case.endog.len();
        let first = (n as f64 * cut) as usize;
        let middle = first + ((n - first) as f64 * second) as usize;
        let (early, all) = (case.model(&case.endog[..first]), case.model(&case.endog));
        if let (Some(mut model), Some(whole)) = (early, all) {
            model.append(&case.endog[first..middle], &Exog::none()).unwrap();
            model = Model::from_json(&model.to_json()).unwrap();
            model.append(&case.endog[middle..], &Exog::none()).unwrap();
            let (a, b) = (forecast(&model), forecast(&whole));
            for h in 0..15 {
                // Both run the same recursion, but may drop negligible factors at other moments.
                let size = 1.0 + b.mean[h].abs() + b.se[h];
                prop_assert!((a.mean[h] - b.mean[h]).abs() < 1e-9 * size);
                prop_assert!((a.se[h] - b.se[h]).abs() < 1e-9 * b.se[h]);
            }
        }
    }

    #[test]
    fn intervals_nest_and_stay_above_zero(case in case()) {
        if let Some(model) = case.model(&case.endog) {
            let forecast = forecast(&model);
            let [half, wide] = &forecast.intervals[..] else { unreachable!() };
            for h in 0..15 {
                prop_assert!(wide.lower[h] <= half.lower[h] && half.upper[h] <= wide.upper[h]);
                prop_assert!(wide.lower[h] >= 0.0 && forecast.mean[h] >= 0.0);
                prop_assert!(forecast.se[h] >= case.params.sigma2.sqrt() * (1.0 - 1e-9));
            }
        }
    }

    #[test]
    fn a_missing_future_is_the_forecast(case in case()) {
        if let Some(mut model) = case.model(&case.endog) {
            let before = model.forecast(20, &[], &Exog::none()).unwrap();
            model.append(&[f64::NAN; 5], &Exog::none()).unwrap();
            let after = forecast(&model);
            for h in 0..15 {
                let expected = before.mean[h + 5];
                prop_assert!((after.mean[h] - expected).abs() < 1e-8 * (1.0 + expected.abs()));
                prop_assert!((after.se[h] / before.se[h + 5] - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_reader_never_panics_on_damaged_documents(
        which in 0..5usize,
        position in 0.0..1.0f64,
        length in 0..12usize,
        noise in "[-0-9eE.,:\\[\\]{}\"a-z]{0,8}"
    ) {
        let json = every_method()[which].to_json();
        let from = (json.len() as f64 * position) as usize;
        let to = (from + length).min(json.len());
        let damaged = format!("{}{noise}{}", &json[..from], &json[to..]);
        if let Ok(model) = Model::from_json(&damaged) {
            // A document that is accepted must be usable: an error is fine, a panic is not.
            let _ = model.forecast(5, &[0.9], &Exog::none());
        }
    }

    #[test]
    fn the_reader_never_panics_on_text(text in ".{0,200}") {
        prop_assert!(Model::from_json(&text).is_err());
    }
}

#[test]
fn every_method_comes_back_bit_for_bit() {
    for model in every_method() {
        let copy = Model::from_json(&model.to_json()).unwrap();
        assert_eq!(copy, model);
        assert_eq!(copy.method(), model.method());
    }
}

#[test]
fn what_is_wrong_with_a_document_is_said() {
    let good = every_method()[0].to_json();
    let message = |from: &str, to: &str| {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from} is not in {good}");
        Model::from_json(&bad).unwrap_err().to_string()
    };
    let cases = [
        (
            message("\"schema_version\":1", "\"schema_version\":7"),
            "schema version `7` is not supported, only `1`",
        ),
        (
            message("\"sigma2\":0.1", "\"sigma2\":-0.1"),
            "corrupt model document: parameter `sigma2`: is not positive",
        ),
        (
            message("\"ar.L1\":0.5", "\"ar.L2\":0.5"),
            "corrupt model document: unknown field `params.ar.L2`, \
             expected `ar.L1`, `ma.L1`, `ma.S.L4`, `sigma2`",
        ),
        (
            message("\"sarima\"", "\"lstm\""),
            "corrupt model document: unknown method `lstm`",
        ),
        (
            message("\"arma\":[", "\"arma\":[1.0,"),
            "corrupt model document: `state.arma` has `7` numbers, expected `6`",
        ),
        (
            message("[1,0,1]", "[1,0,999999999]"),
            "corrupt model document: `spec`: order `q` is `999999999`, \
             above the largest supported `64`",
        ),
        (
            message("\"state\":", "\"stats\":"),
            "corrupt model document: `state` is missing",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
    let null = good.replacen("\"ar.L1\":0.5", "\"ar.L1\":null", 1);
    assert!(Model::from_json(&null).is_err());
    let huge = good.replacen("\"ar.L1\":0.5", "\"ar.L1\":1e999", 1);
    assert!(Model::from_json(&huge).is_err());
}

#[test]
fn simulated_paths_have_the_forecast_distribution() {
    let spec =
        Spec::new(Order::new(1, 1, 1), SeasonalOrder::new(0, 1, 1, 4)).transform(Transform::Log1p);
    let params = Params::from_slice(&spec, &[0.4, -0.5, -0.6, 0.01]).unwrap();
    let mut endog: Vec<f64> = (0..60).map(|t| f64::from(20 + t * 11 % 7)).collect();
    endog[57] = f64::NAN;
    let model = Model::from_params(spec, params, &endog, &Exog::none()).unwrap();
    let n = 20_000;
    let expected = model.forecast(8, &[0.8], &Exog::none()).unwrap();
    let paths = model.simulate(8, n, 7, &Exog::none()).unwrap();
    for h in 0..8 {
        let values: Vec<f64> = paths.iter().map(|p| p[h]).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let inside = |v: &&f64| {
            (expected.intervals[0].lower[h]..expected.intervals[0].upper[h]).contains(*v)
        };
        let coverage = values.iter().filter(inside).count() as f64 / n as f64;
        // Four standard errors.
        assert!(
            (mean - expected.mean[h]).abs() < 4.0 * expected.se[h] / (n as f64).sqrt(),
            "{h}"
        );
        assert!(
            (coverage - 0.8).abs() < 4.0 * (0.16 / n as f64).sqrt(),
            "{h} {coverage}"
        );
    }
    // Successive values move together: a sum is more uncertain than independent values would be.
    let sum = model
        .forecast_sum(0..8, &[0.8], n, 7, &Exog::none())
        .unwrap();
    let independent = expected.se.iter().map(|s| s * s).sum::<f64>().sqrt();
    assert!(sum.se > 1.2 * independent);
    assert!(
        (sum.mean - expected.mean.iter().sum::<f64>()).abs() < 4.0 * sum.se / (n as f64).sqrt()
    );
}

#[test]
fn impossible_requests_are_refused() {
    let model = &every_method()[0];
    let none = Exog::none();
    let said = |result: Result<Forecast, sarima::ForecastError>| result.unwrap_err().to_string();
    assert_eq!(
        said(model.forecast(0, &[], &none)),
        "horizon `0` is not between 1 and 10000"
    );
    assert_eq!(
        said(model.forecast(1, &[1.0], &none)),
        "level `1` is not between 0 and 1"
    );
    assert_eq!(
        said(model.forecast(1, &[f64::NAN], &none)),
        "level `NaN` is not between 0 and 1"
    );
    let exog = Exog::new(["x"], vec![vec![1.0]]).unwrap();
    assert_eq!(
        said(model.forecast(1, &[], &exog)),
        "expected regressors ``, found `x`"
    );
    let paths = model
        .simulate(100, usize::MAX, 1, &none)
        .unwrap_err()
        .to_string();
    assert!(paths.ends_with("are more than 50000000 values"), "{paths}");
    let mut copy = model.clone();
    assert!(copy.append(&[5.0, -1.0], &none).is_err());
    assert_eq!(&copy, model);
}
