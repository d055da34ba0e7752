//! Every input has a defined, typed result.

#![allow(clippy::unwrap_used)]

use sarima::*;

fn spec(o: [usize; 3], so: [usize; 4]) -> Spec {
    Spec::new(Order::from(o), SeasonalOrder::from(so))
}

fn noise(n: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    (0..n)
        .map(|_| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        })
        .collect()
}

fn fit(spec: Spec, y: &[f64]) -> Result<FittedSarima, FitError> {
    Sarima::new(spec).fit(y, &Exog::none())
}

fn assert_finite(fitted: &FittedSarima) {
    assert!(fitted.llf().is_finite());
    assert!(fitted.params().to_vec().iter().all(|v| v.is_finite()));
    assert!(fitted.sigma2() > 0.0);
    assert!(
        fitted
            .std_errors()
            .iter()
            .flatten()
            .all(|v| v.is_finite() && *v > 0.0)
    );
}

#[test]
fn white_noise_and_random_walks_have_closed_forms() {
    let y = noise(50, 1);
    let fitted = fit(spec([0, 0, 0], [0, 0, 0, 1]).constant(Constant::Mean), &y).unwrap();
    let mean = y.iter().sum::<f64>() / 50.0;
    let variance = y.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 50.0;
    assert!((fitted.params().constant.unwrap() - mean).abs() < 1e-12);
    assert!((fitted.sigma2() - variance).abs() < 1e-12);
    let llf = -25.0 * ((2.0 * std::f64::consts::PI * variance).ln() + 1.0);
    assert!((fitted.llf() - llf).abs() < 1e-10);
    let se = (variance / 50.0).sqrt();
    assert!((fitted.std_errors()[0].unwrap() - se).abs() < 1e-12);
    assert!(fitted.converged());
    assert_finite(&fit(spec([0, 1, 0], [0, 1, 0, 12]), &y).unwrap());
}

#[test]
fn series_without_variation_are_refused() {
    for y in [vec![0.0; 60], vec![7.5; 60], vec![1e300; 60]] {
        for s in [
            spec([1, 1, 1], [0, 1, 1, 12]),
            spec([1, 0, 1], [0, 0, 0, 1]).constant(Constant::Mean),
        ] {
            let error = fit(s, &y).unwrap_err();
            assert!(
                matches!(error, FitError::NoVariation | FitError::Magnitude(_)),
                "{error}"
            );
        }
    }
    let line: Vec<f64> = (0..60).map(f64::from).collect();
    let drift = spec([1, 1, 0], [0, 0, 0, 1]).constant(Constant::Drift);
    assert_eq!(fit(drift, &line).unwrap_err(), FitError::NoVariation);
    assert_eq!(
        fit(spec([1, 2, 0], [0, 0, 0, 1]), &line).unwrap_err(),
        FitError::NoVariation
    );
    let season: Vec<f64> = (0..60).map(|t| f64::from(t % 12)).collect();
    assert_eq!(
        fit(spec([0, 0, 1], [0, 1, 1, 12]), &season).unwrap_err(),
        FitError::NoVariation
    );
}

#[test]
fn short_series_are_refused_with_what_they_need() {
    let s = spec([1, 1, 1], [1, 1, 1, 12]);
    assert_eq!(
        fit(s.clone(), &noise(18, 1)).unwrap_err(),
        FitError::TooShort {
            observed: 18,
            needed: 19
        }
    );
    for n in 19..40 {
        match fit(s.clone(), &noise(n, 3)) {
            Ok(fitted) => assert_finite(&fitted),
            Err(error) => assert!(matches!(error, FitError::Numerical(_)), "{error}"),
        }
    }
    assert!(matches!(
        fit(s.clone(), &[]).unwrap_err(),
        FitError::TooShort { observed: 0, .. }
    ));
    assert!(matches!(
        fit(s, &[f64::NAN; 100]).unwrap_err(),
        FitError::TooShort { observed: 0, .. }
    ));
}

#[test]
fn huge_and_tiny_values_scale_or_are_refused() {
    let y = noise(60, 4);
    let s = spec([1, 0, 1], [0, 1, 1, 4]);
    let base = fit(s.clone(), &y).unwrap();
    for unit in [1e100, 1e-100, 1e9, 3.7] {
        let scaled: Vec<f64> = y.iter().map(|v| v * unit).collect();
        let fitted = fit(s.clone(), &scaled).unwrap();
        let shift = fitted.nobs() as f64 * f64::ln(unit);
        assert!((fitted.llf() + shift - base.llf()).abs() < 1e-6 * shift.abs().max(1.0));
        for (a, b) in fitted.params().ma.iter().zip(&base.params().ma) {
            assert!((a - b).abs() < 1e-5);
        }
    }
    for unit in [1e300, 1e-300] {
        let scaled: Vec<f64> = y.iter().map(|v| v * unit).collect();
        assert!(matches!(
            fit(s.clone(), &scaled).unwrap_err(),
            FitError::Magnitude(_)
        ));
    }
    let mut infinite = y;
    infinite[7] = f64::INFINITY;
    assert!(matches!(
        fit(s, &infinite).unwrap_err(),
        FitError::NotFinite { index: 7, .. }
    ));
}

#[test]
fn collinear_regressors_are_named() {
    let y = noise(60, 5);
    let x = noise(60, 6);
    let twice: Vec<f64> = x.iter().map(|v| 2.0 * v + 1.0).collect();
    let s = spec([1, 0, 0], [0, 0, 0, 1])
        .constant(Constant::Mean)
        .exog(["a", "b"]);
    let exog = Exog::new(["a", "b"], vec![x.clone(), twice]).unwrap();
    assert_eq!(
        Sarima::new(s).fit(&y, &exog).unwrap_err(),
        FitError::Collinear("b".into())
    );
    for constant in [vec![0.0; 60], vec![3.0; 60]] {
        let s = spec([1, 1, 0], [0, 0, 0, 1]).exog(["a"]);
        let exog = Exog::new(["a"], vec![constant]).unwrap();
        assert_eq!(
            Sarima::new(s).fit(&y, &exog).unwrap_err(),
            FitError::Collinear("a".into())
        );
    }
}

#[test]
fn impossible_specifications_are_refused() {
    let y = noise(60, 7);
    for s in [
        spec([1, 3, 0], [0, 0, 0, 1]),
        spec([1, 0, 0], [1, 0, 0, 1]),
        spec([1, 0, 0], [1, 0, 0, 0]),
        spec([1, 0, 0], [1, 0, 0, 400]),
        spec([1, 1, 0], [0, 0, 0, 1]).constant(Constant::Mean),
        spec([1, 1, 0], [0, 1, 0, 4]).constant(Constant::Drift),
        spec([1, 1, 0], [0, 0, 0, 1]).exog(["a", "a"]),
        spec([1, 1, 0], [0, 0, 0, 1]).exog(["ar.L1"]),
    ] {
        assert!(matches!(fit(s, &y).unwrap_err(), FitError::Spec(_)));
    }
}

#[test]
fn a_season_position_never_observed_is_left_out() {
    let mut y = noise(140, 8);
    for t in (6..140).step_by(7) {
        y[t] = f64::NAN;
    }
    let fitted = fit(spec([1, 0, 0], [0, 1, 1, 7]), &y).unwrap();
    assert_finite(&fitted);
    // 120 observations; one of the 7 starting values is never identified.
    assert_eq!(fitted.nobs(), 120 - 6);
}

/// A series without noise goes on as before, whatever its values are.
#[test]
fn an_automatic_search_continues_exact_series() {
    let line: Vec<f64> = (0..15).map(|t| 7.25 - 0.3 * f64::from(t)).collect();
    let gaps: Vec<f64> = (0..20)
        .map(|t| {
            if t % 6 == 4 {
                f64::NAN
            } else {
                12.0 + 5.0 * f64::from(t)
            }
        })
        .collect();
    let season: Vec<f64> = (0..24)
        .map(|t| [3.0, 9.0, 1.0, 4.0][t % 4] + 0.5 * t as f64)
        .collect();
    let next = [3.0 + 12.0, 9.0 + 12.5, 1.0 + 13.0];
    let cases: [(&[f64], usize, [f64; 3]); 5] = [
        (&line, 1, [2.75, 2.45, 2.15]),
        (&gaps, 4, [112.0, 117.0, 122.0]),
        (&season, 4, next),
        (&[8.5; 12], 1, [8.5; 3]),
        (&[0.0; 12], 12, [0.0; 3]),
    ];
    for (y, s, expected) in cases {
        let found = auto_order(y, &Exog::none(), s, &AutoOptions::default()).unwrap();
        let model = found.fitted.to_model().unwrap();
        let model = Model::from_json(&model.to_json()).unwrap();
        let forecast = model.forecast(3, &[0.95], &Exog::none()).unwrap();
        for (h, expected) in expected.iter().enumerate() {
            let size = expected.abs().max(1.0);
            assert!(
                (forecast.mean[h] - expected).abs() < 1e-9 * size,
                "{y:?} {forecast:?}"
            );
            assert!(forecast.se[h] < 1e-9 * size, "{y:?} {forecast:?}");
        }
        assert!(found.fitted.llf().is_finite() && found.fitted.aic().is_finite());
    }
}

/// A square has no exact model among these: the last slope goes on, with a spread as large as the
/// error.
#[test]
fn an_automatic_search_of_a_curve_ends_in_numbers() {
    let y: Vec<f64> = (0..30).map(|t| f64::from(t * t) + 3.0).collect();
    let found = auto_order(&y, &Exog::none(), 1, &AutoOptions::default()).unwrap();
    let forecast = found.fitted.to_model().unwrap();
    let forecast = forecast.forecast(5, &[0.95], &Exog::none()).unwrap();
    assert!(
        forecast
            .mean
            .windows(2)
            .all(|pair| pair[1] > pair[0] + 50.0),
        "{forecast:?}"
    );
    assert!(forecast.se.iter().all(|se| se.is_finite()));
}
