//! Forecasts of simulated series.

use sarima::{CountFilter, CountSettings, Exog, Model, counts};

use super::uniform::Uniform;

/// The share of the randomised probability integral transform between 0.1 and 0.9.
fn within((low, high): (f64, f64)) -> f64 {
    (high.min(0.9) - low.max(0.1)).max(0.0) / (high - low)
}

#[test]
fn poisson_counts_of_a_known_rate_are_calibrated() {
    let mut uniform = Uniform(1);
    for rate in [0.3, 1.0, 4.0, 30.0] {
        let (mut period, mut month, mut n) = (0.0, 0.0, 0.0);
        for _ in 0..400 {
            let series: Vec<f64> = (0..304).map(|_| uniform.poisson(rate)).collect();
            let filter = CountFilter::new(CountSettings::default(), &series[..300], &[]).unwrap();
            let future = &series[300..];
            period += within(filter.predict(1.0).unwrap().pit_bounds(future[0] as u64));
            let sum = filter.sum(0..4, &[1.0; 4]).unwrap();
            month += within(sum.pit_bounds(future.iter().sum::<f64>() as u64));
            n += 1.0;
        }
        // Two standard errors of 400 draws are 0.04. Discounting leaves a little too much uncertainty.
        assert!((period / n - 0.8_f64).abs() < 0.05, "{rate} {}", period / n);
        assert!((month / n - 0.81_f64).abs() < 0.05, "{rate} {}", month / n);
    }
}

#[test]
fn the_rate_of_a_long_series_is_calibrated_to_a_percent() {
    let mut uniform = Uniform(7);
    let series: Vec<f64> = (0..20_000).map(|_| uniform.poisson(1.5)).collect();
    let mut filter = CountFilter::new(CountSettings::default(), &series[..100], &[]).unwrap();
    let (mut inside, mut n) = (0.0, 0.0);
    for y in &series[100..] {
        inside += within(filter.predict(1.0).unwrap().pit_bounds(*y as u64));
        filter.append(&[*y], &[]).unwrap();
        n += 1.0;
    }
    assert!((inside / n - 0.8_f64).abs() < 0.01, "{}", inside / n);
}

fn model() -> Model {
    let series: Vec<f64> = (0..120)
        .map(|t| f64::from(t * 7 % 5 * (t * 11 % 3)))
        .collect();
    counts(&series, &Exog::none(), &CountSettings::default()).unwrap()
}

#[test]
fn paths_have_the_distributions_of_periods_and_sums() {
    let (model, n) = (model(), 40_000);
    let filter = model.as_counts().unwrap().filter();
    let paths = model.simulate(13, n, 3, &Exog::none()).unwrap();
    let share = |holds: &dyn Fn(&[f64]) -> bool| {
        paths.iter().filter(|path| holds(path)).count() as f64 / n as f64
    };
    // Four standard errors of a probability near 1/2.
    let four = 4.0 * 0.5 / (n as f64).sqrt();
    for h in [0, 3, 12] {
        let period = filter.forecast(&[1.0; 13]).unwrap()[h];
        for k in 0..8u32 {
            let found = share(&|path| path[h] <= f64::from(k));
            assert!((found - period.cdf(k.into())).abs() < four, "{h} {k}");
        }
    }
    for (start, end) in [(0, 4), (0, 13), (9, 13)] {
        let sum = filter.sum(start..end, &[1.0; 13]).unwrap();
        let total = |path: &[f64]| path[start..end].iter().sum::<f64>();
        let mean = paths.iter().map(total).sum::<f64>() / n as f64;
        assert!((mean - sum.mean()).abs() < 4.0 * (sum.variance() / n as f64).sqrt());
        let squares = paths.iter().map(|p| (total(p) - mean).powi(2)).sum::<f64>();
        assert!((squares / n as f64 / sum.variance() - 1.0).abs() < 0.05);
        for p in [0.05, 0.25, 0.5, 0.75, 0.95] {
            let k = sum.quantile(p);
            let found = share(&|path| total(path) <= k as f64);
            // The shape is matched, not derived.
            assert!(
                (found - sum.cdf(k)).abs() < four + 0.005,
                "{start} {end} {p} {found}"
            );
        }
    }
}

#[test]
fn sums_of_a_forecast_are_coherent() {
    let model = model();
    let none = Exog::none();
    let forecast = model.forecast(13, &[0.8], &none).unwrap();
    let sum = model.forecast_sum(0..13, &[0.8], 1, 1, &none).unwrap();
    assert!((sum.mean - forecast.mean.iter().sum::<f64>()).abs() < 1e-10);
    assert!((sum.mean - forecast.total).abs() < 1e-10);
    let one = model.forecast_sum(4..5, &[0.8], 1, 1, &none).unwrap();
    assert_eq!(one.intervals[0].lower, forecast.intervals[0].lower[4]);
    assert_eq!(one.intervals[0].upper, forecast.intervals[0].upper[4]);
    assert!((one.se - forecast.se[4]).abs() < 1e-12);
}
