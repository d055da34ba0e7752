//! Series that could carry no other model.

use sarima::{
    CountFilter, CountPrior, CountSettings, Exog, ExogError, FitError, ForecastError, counts,
};

fn filter(endog: &[f64], exposure: &[f64]) -> CountFilter {
    CountFilter::new(CountSettings::default(), endog, exposure).unwrap()
}

#[test]
fn no_incident_gives_a_small_rate() {
    for n in [1, 10, 800, 20_000] {
        let next = filter(&vec![0.0; n], &[]).predict(1.0).unwrap();
        assert!(
            next.mean() > 0.0 && next.mean() < 0.5,
            "{n} {}",
            next.mean()
        );
        assert!(next.log_score(1) < 30.0, "{n} {}", next.log_score(1));
    }
}

#[test]
fn an_empty_or_missing_series_has_the_prior() {
    let prior = filter(&[], &[]).predict(1.0).unwrap();
    assert!((prior.mean() - 0.5).abs() < 1e-12);
    let missing = filter(&[f64::NAN; 5], &[]).predict(1.0).unwrap();
    assert!((missing.mean() - 0.5).abs() < 1e-12);
    assert!(missing.variance() > prior.variance());
    // Not even a thousand years without data leave an impossible state.
    let long = filter(&vec![f64::NAN; 52_000], &[]).predict(1.0).unwrap();
    assert!((long.mean() - 0.5).abs() < 1e-9 && long.variance().is_finite());
}

#[test]
fn one_huge_week_is_capped() {
    let mut endog = vec![1.0; 104];
    let calm = filter(&endog, &[]).predict(1.0).unwrap();
    endog[100] = 207.0;
    let after = filter(&endog, &[]).predict(1.0).unwrap();
    assert!(after.mean() < 2.0 * calm.mean(), "{}", after.mean());
    endog[100] = 9_007_199_254_740_992.0;
    assert!(filter(&endog, &[]).predict(1.0).unwrap().mean().is_finite());
}

#[test]
fn a_gap_widens_and_keeps_the_mean() {
    let endog = [2.0, 1.0, 3.0, 0.0, 2.0, 1.0];
    let mut gap = endog.to_vec();
    gap.extend([f64::NAN; 30]);
    let (before, after) = (filter(&endog, &[]), filter(&gap, &[]));
    // A gap is the same as looking further ahead.
    let ahead = before.forecast(&[1.0; 31]).unwrap()[30];
    let next = after.predict(1.0).unwrap();
    for k in 0..10 {
        // The evidence ages over the gap too: the components are somewhat more alike.
        assert!((ahead.pmf(k) - next.pmf(k)).abs() < 0.02, "{k}");
    }
    assert!(next.variance() > before.predict(1.0).unwrap().variance());
}

#[test]
fn exposure_zero_means_zero_and_teaches_nothing() {
    let endog = [2.0, 1.0, 0.0, 3.0];
    let open = filter(&endog, &[1.0, 1.0, 0.0, 1.0]);
    let missing = filter(&[2.0, 1.0, f64::NAN, 3.0], &[1.0; 4]);
    assert_eq!(open, missing);
    let closed = open.predict(0.0).unwrap();
    assert_eq!((closed.mean(), closed.variance()), (0.0, 0.0));
    assert_eq!((closed.quantile(0.99), closed.pmf(1)), (0, 0.0));
    assert!(closed.log_score(0).abs() < 1e-12 && closed.log_score(1) == f64::INFINITY);
    assert!(closed.crps(0) < 1e-12 && (closed.crps(3) - 3.0).abs() < 1e-12);
    // A sum goes on over closed periods.
    let sum = open.sum(0..3, &[1.0, 0.0, 0.0]).unwrap();
    assert!((sum.mean() - open.predict(1.0).unwrap().mean()).abs() < 1e-12);
    assert_eq!(open.sum(1..3, &[1.0, 0.0, 0.0]).unwrap().pmf(1), 0.0);
}

#[test]
fn the_unit_of_the_exposure_does_not_matter() {
    let endog: Vec<f64> = (0..60).map(|t| f64::from(t * 7 % 5)).collect();
    let exposure: Vec<f64> = (0..60).map(|t| 1.0 + f64::from(t % 3)).collect();
    let plain = filter(&endog, &exposure).predict(2.0).unwrap();
    for unit in [1e-8, 1e8] {
        let scaled: Vec<f64> = exposure.iter().map(|e| e * unit).collect();
        let found = filter(&endog, &scaled).predict(2.0 * unit).unwrap();
        assert!((0..12).all(|k| (found.pmf(k) - plain.pmf(k)).abs() < 1e-9));
    }
}

#[test]
fn large_counts_have_narrow_distributions() {
    let endog: Vec<f64> = (0..200).map(|t| 1e6 + f64::from(t * 7919 % 2000)).collect();
    let settings = CountSettings {
        overdispersions: [0.0, 1e-6],
        ..CountSettings::default()
    };
    let next = CountFilter::new(settings, &endog, &[])
        .unwrap()
        .predict(1.0)
        .unwrap();
    let interval = next.interval(0.9);
    assert!((next.mean() - 1.001e6).abs() < 1000.0);
    assert!(interval.probability >= 0.9 && interval.probability < 0.901);
    assert!(interval.upper - interval.lower < 8000);
    let y = next.mean() as u64;
    let spread = 10 * next.variance().sqrt() as u64;
    let term = |k: u64| next.cdf(k) - if k >= y { 1.0 } else { 0.0 };
    let sum: f64 = (y - spread..y + spread).map(|k| term(k) * term(k)).sum();
    assert!(
        (next.crps(y) / sum - 1.0).abs() < 1e-4,
        "{} {sum}",
        next.crps(y)
    );
}

#[test]
fn a_forecast_too_large_to_make_is_an_error() {
    let busy = filter(&[1e15; 20], &[]);
    assert_eq!(busy.predict(1.0).unwrap_err(), ForecastError::Overflow(1));
    let light = filter(&[3.0; 20], &[1e-9; 20]);
    assert_eq!(
        light.forecast(&[1e-9, 1e9]).unwrap_err(),
        ForecastError::Overflow(2)
    );
    assert_eq!(
        light.sum(0..2, &[1e-9, 1e9]).unwrap_err(),
        ForecastError::Overflow(2)
    );
}

#[test]
fn what_is_not_a_count_or_an_exposure_is_named() {
    let none = Exog::none();
    let settings = CountSettings::default();
    for value in [-1.0, 0.5, f64::INFINITY, 1e16] {
        let error = counts(&[1.0, value], &none, &settings).unwrap_err();
        assert_eq!(error, FitError::Count { index: 1, value });
    }
    let error = counts(&[0.5], &none, &settings).unwrap_err().to_string();
    assert_eq!(
        error,
        "value `0.5` at index `0` is not a whole number of at least 0"
    );
    let mut model = counts(&[1.0], &none, &settings).unwrap();
    let before = model.clone();
    let error = model.append(&[2.0, 0.5], &none).unwrap_err();
    assert_eq!(
        error,
        ForecastError::Count {
            index: 1,
            value: 0.5
        }
    );
    assert_eq!(model, before);

    let exog = |e: f64| Exog::new(["exposure"], vec![vec![1.0, e]]).unwrap();
    for e in [-1.0, 1e-10, 2e9] {
        let error = counts(&[1.0, 1.0], &exog(e), &settings).unwrap_err();
        assert_eq!(error, FitError::Exog(ExogError::Exposure { index: 1 }));
    }
    let other = Exog::new(["holidays"], vec![vec![1.0]]).unwrap();
    assert!(matches!(
        counts(&[1.0], &other, &settings),
        Err(FitError::Exog(ExogError::Names { .. }))
    ));
    // With exposures, those of the future are needed.
    let model = counts(&[1.0, 1.0], &exog(1.0), &settings).unwrap();
    assert!(matches!(
        model.forecast(2, &[], &none),
        Err(ForecastError::Exog(_))
    ));
    assert!(model.forecast(2, &[], &exog(3.0)).is_ok());
}

#[test]
fn settings_out_of_range_are_named() {
    let default = CountSettings::default();
    let prior = |rate, strength| Some(CountPrior { rate, strength });
    let wrong = [
        CountSettings {
            half_lives_weeks: [8.0, f64::NAN, 1.0],
            ..default
        },
        CountSettings {
            half_lives_weeks: [8.0, 0.05, 1.0],
            ..default
        },
        CountSettings {
            overdispersions: [-0.1, 0.0],
            ..default
        },
        CountSettings {
            prior_weights: [0.0; 6],
            ..default
        },
        CountSettings {
            forgetting: 1.1,
            ..default
        },
        CountSettings {
            period_weeks: 0.0,
            ..default
        },
        CountSettings {
            prior: prior(0.0, 1.0),
            ..default
        },
        CountSettings {
            prior: prior(1.0, f64::INFINITY),
            ..default
        },
    ];
    for settings in wrong {
        let error = counts(&[1.0], &Exog::none(), &settings).unwrap_err();
        assert!(matches!(error, FitError::Param { .. }), "{settings:?}");
    }
}
