//! Intervals from out-of-sample errors: simulated errors of another shape, whole numbers, documents.

#![allow(clippy::unwrap_used)]

mod uniform;

use sarima::{
    Calibration, ErrorQuantiles, Exog, Model, Order, Params, PeriodDistribution, SUM_PATHS,
    SUM_SEED, Scale, SeasonalOrder, Spec, Transform, mean, seasonal_naive,
};
use uniform::Uniform;

/// Symmetric with tails of a power: Student's t with two degrees of freedom.
fn heavy(uniform: &mut Uniform) -> f64 {
    let u = 2.0 * uniform.next() - 1.0;
    u * (2.0 / (1.0 - u * u)).sqrt()
}

/// Exponential, less its mean.
fn skewed(uniform: &mut Uniform) -> f64 {
    -uniform.next().ln() - 1.0
}

/// The part of a transform in the middle `level` of its range.
fn middle((below, upto): (f64, f64), level: f64) -> f64 {
    let (from, to) = (0.5 - level / 2.0, 0.5 + level / 2.0);
    match upto > below {
        true => (upto.min(to) - below.max(from)).max(0.0) / (upto - below),
        // Far in a tail.
        false => f64::from(u8::from(from < upto && upto < to)),
    }
}

/// The shares of the transform in the middle 80 % and 95 %, without and with a calibration that was
/// learnt from other draws.
fn shares(
    forecast: &PeriodDistribution,
    whole: bool,
    mut draw: impl FnMut() -> f64,
) -> [[f64; 2]; 2] {
    let earlier: Vec<(f64, f64)> = (0..4000).map(|_| forecast.pit_bounds(draw())).collect();
    let errors = ErrorQuantiles::from_transforms(&earlier);
    let calibration = Calibration::new(whole, errors, ErrorQuantiles::normal());
    let calibrated = forecast.clone().calibrated(&calibration, Scale::Period);
    let later: Vec<f64> = (0..4000).map(|_| draw()).collect();
    [forecast, &calibrated].map(|distribution| {
        [0.8, 0.95].map(|level| {
            let all = later
                .iter()
                .map(|&y| middle(distribution.pit_bounds(y), level));
            all.sum::<f64>() / later.len() as f64
        })
    })
}

#[test]
fn heavy_tails_and_skewed_errors_are_calibrated() {
    let mut uniform = Uniform(5);
    // The observations are many, so that rounding them to whole numbers does not matter.
    let forecast = PeriodDistribution::of_gaussian(1e5, 1e3, Transform::None, false);
    let [before, after] = shares(&forecast, false, || 1e5 + 500.0 * heavy(&mut uniform));
    assert!(before[0] > 0.85, "{before:?}");
    assert!(
        (after[0] - 0.8).abs() < 0.02 && (after[1] - 0.95).abs() < 0.01,
        "{after:?}"
    );
    let [before, after] = shares(&forecast, false, || 1e5 + 2e3 * skewed(&mut uniform));
    assert!(before[0] < 0.75, "{before:?}");
    assert!(
        (after[0] - 0.8).abs() < 0.02 && (after[1] - 0.95).abs() < 0.01,
        "{after:?}"
    );
}

#[test]
fn whole_bounds_of_small_counts_hold_what_they_say() {
    let mut uniform = Uniform(11);
    for (rate, sd) in [(0.4, 1.1), (1.0, 0.7), (3.0, 2.5), (20.0, 3.0)] {
        let forecast = PeriodDistribution::of_gaussian(rate, sd, Transform::None, true);
        let [_, after] = shares(&forecast, true, || uniform.poisson(rate));
        assert!((after[0] - 0.8).abs() < 0.025, "{rate}: {after:?}");
        assert!((after[1] - 0.95).abs() < 0.015, "{rate}: {after:?}");

        let earlier: Vec<_> = (0..4000)
            .map(|_| forecast.pit_bounds(uniform.poisson(rate)))
            .collect();
        let errors = ErrorQuantiles::from_transforms(&earlier);
        let calibration = Calibration::new(true, errors, ErrorQuantiles::normal());
        let interval = forecast
            .calibrated(&calibration, Scale::Period)
            .interval(0.8);
        assert!(interval.lower.fract() == 0.0 && interval.upper.fract() == 0.0);
        let said = interval.probability.unwrap();
        let inside = (0..4000)
            .map(|_| uniform.poisson(rate))
            .filter(|y| (interval.lower..=interval.upper).contains(y))
            .count();
        assert!(said >= 0.8 - 1e-12);
        assert!(
            (inside as f64 / 4000.0 - said).abs() < 0.04,
            "{rate}: {said} {interval:?}"
        );
    }
}

fn errors() -> ErrorQuantiles {
    let probabilities = [0.025, 0.1, 0.3, 0.5, 0.7, 0.9, 0.975];
    ErrorQuantiles::new(&probabilities, &[-1.5, -1.0, -0.6, -0.1, 0.4, 1.6, 3.0]).unwrap()
}

fn models() -> Vec<Model> {
    let series = [3.0, 5.0, 4.0, 6.0, 2.0, 5.0, 4.0, 7.0];
    let mut models = vec![mean(&series, true), seasonal_naive(&series, 4, true)];
    for transform in [Transform::None, Transform::Sqrt, Transform::Log1p] {
        let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
        let spec = spec.transform(transform).non_negative(true);
        let params = Params::from_slice(&spec, &[-0.4, 0.3]).unwrap();
        models.push(Model::from_params(spec, params, &series, &Exog::none()).unwrap());
    }
    models
}

#[test]
fn bounds_are_the_quantiles_of_the_table_and_the_expected_value_stays() {
    for model in models() {
        let before = model.forecast(4, &[0.8, 0.95], &Exog::none()).unwrap();
        let calibration = Calibration::new(false, errors(), errors());
        let model = model.calibrated(Some(calibration));
        let after = model.forecast(4, &[0.8, 0.95], &Exog::none()).unwrap();
        assert_eq!((&before.mean, &before.se), (&after.mean, &after.se));
        assert_eq!(after.intervals[0].probability, None);
        // 1.0 and 1.6 standard deviations instead of 1.28.
        let [before, after] = [&before, &after].map(|forecast| &forecast.intervals[0]);
        for h in 0..4 {
            assert!(after.upper[h] > before.upper[h] && after.lower[h] >= before.lower[h]);
        }
        let distributions = model.distributions(4, &Exog::none()).unwrap();
        for (h, distribution) in distributions.iter().enumerate() {
            assert_eq!(distribution.interval(0.8).lower, after.lower[h]);
            assert_eq!(distribution.interval(0.8).upper, after.upper[h]);
        }
    }
}

#[test]
fn whole_bounds_enclose_at_least_the_level_in_periods_and_sums() {
    for model in models() {
        let sum = |model: &Model| {
            model.forecast_sum(0..4, &[0.5, 0.8, 0.95], SUM_PATHS, SUM_SEED, &Exog::none())
        };
        let before = sum(&model).unwrap();
        let normal = model.clone().calibrated(Some(Calibration::normal(false)));
        let exact = sum(&normal).unwrap();
        assert!((before.mean - exact.mean).abs() < 1e-9 * before.mean);
        assert!(
            (before.se / exact.se - 1.0).abs() < 0.05,
            "{} {}",
            before.se,
            exact.se
        );

        let model = model.calibrated(Some(Calibration::new(true, errors(), errors())));
        let forecast = model.forecast(4, &[0.5, 0.8, 0.95], &Exog::none()).unwrap();
        for interval in &forecast.intervals {
            let bounds = interval.lower.iter().zip(&interval.upper);
            let probabilities = interval.probability.as_ref().unwrap();
            assert_eq!(probabilities.len(), 4);
            for ((lower, upper), probability) in bounds.zip(probabilities) {
                assert!(lower.fract() == 0.0 && upper.fract() == 0.0);
                assert!(*lower >= 0.0 && lower <= upper);
                assert!((interval.level - 1e-12..=1.0).contains(probability));
            }
        }
        for interval in sum(&model).unwrap().intervals {
            assert!(interval.lower.fract() == 0.0 && interval.upper.fract() == 0.0);
            assert!(interval.probability.unwrap() >= interval.level - 1e-12);
        }
    }
}

#[test]
fn the_score_of_whole_numbers_is_the_sum_of_its_definition() {
    let calibration = Calibration::new(true, errors(), errors());
    for (mean, sd) in [(0.3, 0.6), (2.0, 1.5), (40.0, 9.0), (-1.0, 1.0)] {
        let next = PeriodDistribution::of_gaussian(mean, sd, Transform::None, true);
        let next = next.calibrated(&calibration, Scale::Period);
        for y in [0.0, 1.0, 3.0, 90.0] {
            let square = |k: u32| {
                let k = f64::from(k);
                (next.pit_bounds(k).1 - f64::from(u8::from(k >= y))).powi(2)
            };
            let expected: f64 = (0..400).map(square).sum();
            assert!((next.crps(y) - expected).abs() < 1e-6, "{mean} {y}");
        }
        let total: f64 = (0..400)
            .map(|k| (-next.log_score(f64::from(k))).exp())
            .sum();
        assert!((total - 1.0).abs() < 1e-9);
    }
    // Too wide for a sum over whole numbers, and nearly the same.
    let wide = PeriodDistribution::of_gaussian(1e4, 60.0, Transform::None, true);
    let whole = wide
        .clone()
        .calibrated(&Calibration::normal(true), Scale::Period);
    assert!((whole.crps(1.01e4) / wide.crps(1.01e4) - 1.0).abs() < 1e-3);
}

#[test]
fn a_document_keeps_the_table_and_one_without_it_is_read() {
    for model in models() {
        let plain = model.to_json();
        assert!(!plain.contains("calibration"));
        assert_eq!(Model::from_json(&plain).unwrap().calibration(), None);
        for calibration in [
            Calibration::new(true, errors(), errors()),
            Calibration::new(false, errors(), ErrorQuantiles::normal()),
            Calibration::normal(true),
        ] {
            let model = model.clone().calibrated(Some(calibration.clone()));
            let mut read = Model::from_json(&model.to_json()).unwrap();
            assert_eq!(read, model);
            let forecast = |model: &Model| model.forecast(4, &[0.8], &Exog::none()).unwrap();
            assert_eq!(forecast(&read), forecast(&model));
            read.append(&[4.0], &Exog::none()).unwrap();
            assert_eq!(read.calibration(), Some(&calibration));
        }
    }
}

#[test]
fn tables_that_are_none_are_refused() {
    let document = |table: &str| {
        let model = mean(&[1.0, 2.0, 3.0], true).to_json();
        let text = model.strip_suffix('}').unwrap();
        Model::from_json(&format!("{text},\"calibration\":{table}}}"))
    };
    assert!(document(r#"{"whole":true}"#).is_ok());
    let tables = [
        r#"{"probabilities":[0.1,0.9],"quantiles":[1,1]}"#,
        r#"{"probabilities":[0.9,0.1],"quantiles":[-1,1]}"#,
        r#"{"probabilities":[0,0.9],"quantiles":[-1,1]}"#,
        r#"{"probabilities":[0.1,0.9],"quantiles":[-1e300,1]}"#,
        r#"{"probabilities":[0.1],"quantiles":[1]}"#,
        r#"{"probabilities":[0.1,0.9],"quantiles":[1]}"#,
        r#"{"quantiles":[-1,1]}"#,
    ];
    for table in tables {
        let error = document(&format!("{{\"whole\":true,\"periods\":{table}}}")).unwrap_err();
        assert!(error.to_string().contains("calibration.periods"), "{error}");
    }
    assert!(document("{}").is_err() && document("7").is_err());
}

#[test]
fn errors_of_no_spread_or_far_away_still_give_a_distribution() {
    for transforms in [
        vec![(0.5, 0.5); 500],
        vec![(1.0, 1.0); 500],
        vec![(0.0, 1.0); 500],
        vec![(f64::NAN, f64::NAN); 500],
        Vec::new(),
    ] {
        let errors = ErrorQuantiles::from_transforms(&transforms);
        let calibration = Calibration::new(true, errors.clone(), errors);
        let model = mean(&[1.0, 2.0, 3.0], true).calibrated(Some(calibration));
        let forecast = model.forecast(2, &[0.8], &Exog::none()).unwrap();
        assert!(forecast.intervals[0].probability.as_ref().unwrap()[0] >= 0.8 - 1e-12);
        assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
        let next = &model.distributions(1, &Exog::none()).unwrap()[0];
        assert!(next.crps(1.0).is_finite() && next.log_score(1.0) >= 0.0);
    }
    // A forecast without spread stays one.
    let certain =
        mean(&[4.0; 9], true).calibrated(Some(Calibration::new(true, errors(), errors())));
    let interval = &certain
        .forecast(1, &[0.8], &Exog::none())
        .unwrap()
        .intervals[0];
    assert_eq!((interval.lower[0], interval.upper[0]), (4.0, 4.0));
    assert_eq!(interval.probability.as_ref().unwrap()[0], 1.0);
}
