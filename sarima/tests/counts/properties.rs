//! What holds for any series, any settings and any horizon.

use proptest::prelude::*;
use sarima::{CountFilter, CountSettings, Exog, Model, counts};

fn count() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => (0..6u32).prop_map(f64::from),
        1 => (0..3000u32).prop_map(f64::from),
        1 => Just(f64::NAN),
        1 => (0..(1u64 << 40)).prop_map(|y| y as f64),
    ]
}

fn exposure() -> impl Strategy<Value = f64> {
    prop_oneof![6 => 0.2..5.0, 1 => Just(0.0), 1 => Just(1e-9), 1 => Just(1e9)]
}

fn settings() -> impl Strategy<Value = CountSettings> {
    let halves = prop::array::uniform3(0.5..500.0f64);
    let dispersions = prop::array::uniform2(prop_oneof![Just(0.0), 0.0..1000.0f64]);
    let weights = prop::array::uniform6(prop_oneof![Just(0.0), 1e-6..10.0f64]);
    (halves, dispersions, weights, 0.2..1.0f64, 0.05..5.0f64).prop_map(|(h, c, mut w, f, p)| {
        w[0] += 0.1;
        CountSettings {
            half_lives_weeks: h,
            overdispersions: c,
            prior_weights: w,
            forgetting: f,
            period_weeks: p,
            prior: None,
        }
    })
}

fn series() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    prop::collection::vec((count(), exposure()), 0..60).prop_map(|rows| rows.into_iter().unzip())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_distribution_is_one((y, e) in series(), s in settings(), next in exposure(), k in 0..40u64) {
        let filter = CountFilter::new(s, &y, &e).unwrap();
        let Ok(d) = filter.predict(next) else { return Ok(()) };
        let (mean, variance) = (d.mean(), d.variance());
        prop_assert!(mean >= 0.0 && variance >= mean * (1.0 - 1e-9), "{mean} {variance}");
        prop_assert!((0.0..=1.0 + 1e-12).contains(&d.pmf(k)));
        prop_assert!(d.cdf(k) <= d.cdf(k + 1) && d.cdf(k + 1) <= 1.0);
        prop_assert!((d.cdf(k + 1) - d.cdf(k) - d.pmf(k + 1)).abs() < 1e-9);
        prop_assert!(d.log_score(k) >= -1e-12 && d.crps(k) >= 0.0);
        let (low, high) = d.pit_bounds(k);
        prop_assert!(0.0 <= low && low <= high && high <= 1.0);
        for level in [0.5, 0.95] {
            let i = d.interval(level);
            prop_assert!(i.lower <= i.upper && i.probability >= level - 1e-6, "{i:?}");
            prop_assert!(i.probability <= 1.0 + 1e-12);
        }
    }

    #[test]
    fn appending_is_filtering_at_once((y, e) in series(), s in settings(), at in 0.0..1.0f64) {
        let whole = CountFilter::new(s, &y, &e).unwrap();
        let cut = (at * y.len() as f64) as usize;
        let mut parts = CountFilter::new(*whole.settings(), &y[..cut], &e[..cut]).unwrap();
        parts.append(&y[cut..], &e[cut..]).unwrap();
        prop_assert_eq!(whole, parts);
    }

    #[test]
    fn models_survive_anything((y, e) in series(), s in settings(), horizon in 1..200usize) {
        let exog = Exog::new(["exposure"], vec![e]).unwrap();
        let model = counts(&y, &exog, &s).unwrap();
        prop_assert_eq!(&Model::from_json(&model.to_json()).unwrap(), &model);
        let _ = model.in_sample(&y, &exog);
        let ahead = Exog::new(["exposure"], vec![vec![1.0; horizon]]).unwrap();
        let Ok(forecast) = model.forecast(horizon, &[0.8], &ahead) else { return Ok(()) };
        let widths = &forecast.se;
        prop_assert!(widths.windows(2).all(|w| w[1] >= w[0] * (1.0 - 1e-9)));
        // The sum may be too large where its periods are not.
        if let Ok(sum) = model.forecast_sum(0..horizon, &[0.8], 10, 1, &ahead) {
            prop_assert!((sum.mean - forecast.total).abs() <= 1e-9 * forecast.total);
        }
        let _ = model.simulate(horizon, 20, 1, &ahead);
    }
}
