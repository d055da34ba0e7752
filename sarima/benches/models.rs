//! Times of likelihoods, fits, forecasts and the selection of orders: `cargo bench -p sarima`.
//!
//! `cargo test` runs each benchmark once. The programs that are compared with other software are in
//! `examples/`.

#![allow(clippy::unwrap_used)]

use divan::Bencher;
use sarima::{
    AutoOptions, Exog, Order, Params, Sarima, SeasonalOrder, Spec, auto_order, log_likelihood,
};

/// Quarters, days of a week, months, hours of a day, weeks and days of a year.
const SEASONS: [usize; 6] = [4, 7, 12, 24, 52, 365];

fn main() {
    divan::main();
}

/// Four seasons, and at least 240 observations, with a slowly changing level.
fn series(s: usize) -> Vec<f64> {
    let mut state = 20_181_121_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let mut level = 20.0;
    let value = |t: usize| {
        level += 0.1 * uniform();
        let season = (t as f64 / s as f64 * std::f64::consts::TAU).cos();
        level + season + (0..4).map(|_| uniform()).sum::<f64>()
    };
    (0..240.max(4 * s)).map(value).collect()
}

fn spec(s: usize) -> Spec {
    Spec::new(Order::new(1, 0, 1), SeasonalOrder::new(0, 1, 1, s))
}

#[divan::bench(args = SEASONS)]
fn likelihood(bencher: Bencher<'_, '_>, s: usize) {
    let params = Params {
        ar: vec![0.9],
        ma: vec![-0.8],
        seasonal_ma: vec![-0.9],
        sigma2: 0.4,
        ..Params::default()
    };
    let (spec, y) = (spec(s), series(s));
    bencher.bench(|| log_likelihood(&spec, &params, &y, &Exog::none()).unwrap());
}

#[divan::bench(args = SEASONS)]
fn fit(bencher: Bencher<'_, '_>, s: usize) {
    let (model, y) = (Sarima::new(spec(s)), series(s));
    bencher.bench(|| model.fit(&y, &Exog::none()).unwrap());
}

/// The state at the end of the series, and tests of the residuals, which a fit leaves out.
#[divan::bench(args = SEASONS)]
fn model_of_fit(bencher: Bencher<'_, '_>, s: usize) {
    let fitted = Sarima::new(spec(s)).fit(&series(s), &Exog::none()).unwrap();
    bencher.bench(|| fitted.to_model().unwrap());
}

/// Two seasons ahead.
#[divan::bench(args = SEASONS)]
fn forecast(bencher: Bencher<'_, '_>, s: usize) {
    let fitted = Sarima::new(spec(s)).fit(&series(s), &Exog::none()).unwrap();
    let model = fitted.to_model().unwrap();
    bencher.bench(|| model.forecast(2 * s, &[0.8, 0.95], &Exog::none()).unwrap());
}

#[divan::bench(args = [4, 7, 12], sample_count = 10)]
fn order_selection(bencher: Bencher<'_, '_>, s: usize) {
    let (options, y) = (AutoOptions::default(), series(s));
    bencher.bench(|| auto_order(&y, &Exog::none(), s, &options).unwrap());
}
