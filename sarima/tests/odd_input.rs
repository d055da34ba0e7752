//! For any input, a fit ends in numbers or in a typed error: no panic, no NaN.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use sarima::*;

/// Kinds of series, with some values missing.
fn odd_series() -> impl Strategy<Value = Vec<f64>> {
    let n = prop_oneof![Just(0usize), 1..6usize, 6..40usize, 40..130usize];
    (n, 0..12usize, any::<u64>(), 0..5usize).prop_map(|(n, kind, seed, gaps)| {
        let mut state = seed;
        let mut uniform = move || {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let mut level = 0.0;
        let mut y: Vec<f64> = (0..n)
            .map(|t| {
                let u = uniform() - 0.5;
                level += u;
                match kind {
                    0 => 0.0,
                    1 => 7.25,
                    2 => t as f64,
                    3 => (t % 7) as f64,
                    4 => 1e300 * u,
                    5 => 1e-300 * u,
                    6 => 1e12 + u,
                    7 => f64::from(u8::from(u > 0.48)),
                    8 => 1.05f64.powi(t as i32) + u,
                    9 => level,
                    10 => (u * 4.0).round(),
                    _ => u,
                }
            })
            .collect();
        for _ in 0..gaps {
            let at = (uniform() * n as f64) as usize;
            if at < n {
                y[at] = match kind {
                    11 if seed % 7 == 0 => f64::INFINITY,
                    _ => f64::NAN,
                };
            }
        }
        if gaps == 4 {
            // A long gap.
            for v in y.iter_mut().skip(n / 3).take(n / 4) {
                *v = f64::NAN;
            }
        }
        y
    })
}

fn any_spec() -> impl Strategy<Value = Spec> {
    let order = (0..=3usize, 0..=2usize, 0..=3usize);
    let s = prop_oneof![
        Just(1usize),
        Just(2),
        Just(4),
        Just(7),
        Just(12),
        Just(52),
        Just(366)
    ];
    let season = (0..=2usize, 0..=2usize, 0..=2usize, s);
    let constant = prop_oneof![
        Just(Constant::None),
        Just(Constant::Mean),
        Just(Constant::Drift)
    ];
    let transform = prop_oneof![
        Just(Transform::None),
        Just(Transform::Log1p),
        Just(Transform::Sqrt),
        Just(Transform::BoxCox { lambda: 0.3 })
    ];
    (order, season, constant, transform, any::<bool>()).prop_map(
        |((p, d, q), (sp, sd, sq, s), constant, transform, relaxed)| {
            let seasonal = if s == 1 {
                SeasonalOrder::none()
            } else if s == 366 {
                // One factor only, because a fit with a season this long takes a second.
                SeasonalOrder::new(0, sd, sq.min(1), s)
            } else {
                SeasonalOrder::new(sp, sd, sq, s)
            };
            let mut spec = Spec::new(Order::new(p, d, q), seasonal)
                .constant(constant)
                .transform(transform);
            spec.enforce_stationarity = !relaxed;
            spec
        },
    )
}

/// Regressors: none, noise, constant, collinear, with a missing value, or too short.
fn regressors(kind: usize, n: usize) -> (Vec<&'static str>, Vec<Vec<f64>>) {
    let noise: Vec<f64> = (0..n).map(|t| ((t * 7919) % 101) as f64 / 101.0).collect();
    match kind {
        0..=3 => (vec![], vec![]),
        4 => (vec!["a"], vec![noise]),
        5 => (vec!["a"], vec![vec![1.0; n]]),
        6 => {
            let twice = noise.iter().map(|v| 2.0 * v).collect();
            (vec!["a", "b"], vec![noise, twice])
        }
        7 => {
            let mut x = noise;
            if let Some(v) = x.last_mut() {
                *v = f64::NAN;
            }
            (vec!["a"], vec![x])
        }
        _ => (vec!["a"], vec![vec![1.0; n / 2]]),
    }
}

/// Two factors so close to the unit circle that 64-bit numbers do not resolve their product.
#[test]
fn a_filter_without_digits_left_runs_with_more() {
    let spec = Spec::new(Order::new(2, 0, 0), SeasonalOrder::new(2, 1, 0, 4));
    let edge = -0.9999999999;
    let values = [1.7532666859789865, edge, 1.9491114690114717, edge, 1e-12];
    let params = Params::from_slice(&spec, &values).unwrap();
    let y: Vec<f64> = (0..40).map(|t| f64::from(t * 7 % 5)).collect();
    let model = Model::from_params(spec, params, &y, &Exog::none()).unwrap();
    // With 90 digits.
    let llf = model.as_sarima().unwrap().report().llf;
    assert!((llf / -1.0001454335934e16 - 1.0).abs() < 1e-12, "{llf}");
    let forecast = model.forecast(1, &[], &Exog::none()).unwrap();
    assert!((forecast.mean[0] - 2.0 - 11.5370025662111).abs() < 1e-6);
    assert!((forecast.se[0] / 1e-6 - 1.0).abs() < 1e-9);
}

/// The mean of `exp(700)` and more overflows.
#[test]
fn a_forecast_beyond_the_largest_number_is_an_error() {
    let spec = Spec::new(Order::new(0, 1, 0), SeasonalOrder::none()).transform(Transform::Log1p);
    let params = Params::from_slice(&spec, &[9.0]).unwrap();
    let y = [1e300, 1e301, 1e299, 1e303];
    let model = Model::from_params(spec, params, &y, &Exog::none()).unwrap();
    assert!(model.forecast(1, &[], &Exog::none()).is_ok());
    let overflow = Err(ForecastError::Overflow(3));
    assert_eq!(model.forecast(6, &[], &Exog::none()), overflow);
    assert!(model.simulate(200, 50, 1, &Exog::none()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_fit_ends_in_numbers_or_in_a_typed_error(
        y in odd_series(),
        spec in any_spec(),
        kind in 0..9usize,
    ) {
        let (names, columns) = regressors(kind, y.len());
        let Ok(exog) = Exog::new(names.clone(), columns) else {
            return Ok(());
        };
        let spec = spec.exog(names);
        let Ok(fitted) = Sarima::new(spec).fit(&y, &exog) else {
            return Ok(());
        };
        prop_assert!(fitted.llf().is_finite());
        prop_assert!(fitted.sigma2() > 0.0 && fitted.sigma2().is_finite());
        prop_assert!(fitted.params().to_vec().iter().all(|v| v.is_finite()));
        prop_assert!(fitted.std_errors().iter().flatten().all(|v| v.is_finite() && *v >= 0.0));
        prop_assert!(!fitted.aicc().is_nan() && !fitted.bic().is_nan());
    }

    #[test]
    fn every_series_gets_some_model(y in odd_series(), spec in any_spec()) {
        let (model, _, _) = fit_or_fallback(&spec, &y, &Exog::none());
        if let Ok(forecast) = model.forecast(5, &[0.8], &Exog::none()) {
            let interval = &forecast.intervals[0];
            let all = [&forecast.mean, &forecast.se, &interval.lower, &interval.upper];
            for values in all {
                prop_assert!(values.iter().all(|v| v.is_finite()), "{forecast:?}");
            }
        }
    }

    #[test]
    fn an_automatic_search_ends(
        y in odd_series(),
        s in prop_oneof![Just(1usize), Just(7), Just(12)],
    ) {
        let options = AutoOptions { max_models: 6, ..AutoOptions::default() };
        if let Ok(found) = auto_order(&y, &Exog::none(), s, &options) {
            prop_assert!(found.fitted.llf().is_finite());
        }
    }
}
