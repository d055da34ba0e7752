//! Sums over a horizon: the place of their intervals, and their coverage.

#![allow(clippy::unwrap_used)]

use sarima::{
    Constant, Exog, Model, Order, Params, SUM_PATHS, SUM_SEED, Sarima, SeasonalOrder, Spec,
    SumForecast, Transform,
};

/// Uniform numbers by splitmix64, and counts made of them by multiplying until the product is small
/// (Knuth).
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn poisson(&mut self, rate: f64) -> f64 {
        let (least, mut product, mut count) = ((-rate).exp(), self.uniform(), 0.0);
        while product > least {
            product *= self.uniform();
            count += 1.0;
        }
        count
    }
}

const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

fn sum(model: &Model, horizon: usize) -> SumForecast {
    model
        .forecast_sum(0..horizon, &LEVELS, SUM_PATHS, SUM_SEED, &Exog::none())
        .unwrap()
}

/// A random walk with a drift of `drift` a period whose last level is near `level`.
fn walk(drift: f64, level: f64, transform: Transform) -> Model {
    let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none())
        .constant(Constant::Drift)
        .transform(transform)
        .non_negative(true);
    let params = Params::from_slice(&spec, &[drift, -0.7, 0.8]).unwrap();
    let endog = [level + 1.0, level, level + 2.0, level, level + 1.0];
    Model::from_params(spec, params, &endog, &Exog::none()).unwrap()
}

#[test]
fn the_expected_sum_lies_in_every_interval_also_of_a_series_that_dies_out() {
    for drift in [-2.0, -0.3, -0.05, 0.0, 0.05] {
        for level in [0.0, 0.5, 3.0, 40.0] {
            for horizon in [1, 4, 26, 156] {
                let model = walk(drift, level, Transform::None);
                let sum = sum(&model, horizon);
                for i in &sum.intervals {
                    // The mean is exact, the bounds are sums in another order.
                    let slack = 1e-9 * sum.se;
                    assert!(
                        0.0 <= i.lower
                            && i.lower <= sum.mean + slack
                            && sum.mean <= i.upper + slack,
                        "drift {drift} level {level} horizon {horizon}: {sum:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_sum_of_one_period_is_that_periods_forecast() {
    for transform in [Transform::None, Transform::Sqrt, Transform::Log1p] {
        let model = walk(0.0, 6.0, transform);
        let forecast = model.forecast(5, &LEVELS, &Exog::none()).unwrap();
        let sum = model
            .forecast_sum(4..5, &LEVELS, 20_000, SUM_SEED, &Exog::none())
            .unwrap();
        // Values that come back from `log1p` below zero are cut in the period's mean, but not in a
        // sum.
        let cut = if transform == Transform::Log1p {
            0.05
        } else {
            1e-12
        };
        assert!(sum.mean <= forecast.mean[4] * (1.0 + 1e-12));
        assert!(sum.mean >= forecast.mean[4] * (1.0 - cut));
        for (sum, period) in sum.intervals.iter().zip(&forecast.intervals) {
            // About three standard errors of the rarest quantile.
            let width = period.upper[4] - period.lower[4];
            assert!((sum.lower - period.lower[4]).abs() < 0.04 * width);
            assert!((sum.upper - period.upper[4]).abs() < 0.04 * width);
        }
    }
}

#[test]
fn the_forecasts_total_is_the_expected_sum_and_windows_add_up() {
    let model = walk(-0.01, 9.0, Transform::Log1p);
    let whole = sum(&model, 12);
    let forecast = model.forecast(12, &[], &Exog::none()).unwrap();
    assert_eq!(forecast.total, whole.mean);
    let part = |periods| {
        model
            .forecast_sum(periods, &[0.9], 100, 3, &Exog::none())
            .unwrap()
    };
    let parts = part(0..5).mean + part(5..12).mean;
    assert!((parts - whole.mean).abs() < 1e-9 * whole.mean);
    let nothing = model.forecast_sum(5..5, &[0.9], 100, 3, &Exog::none());
    assert_eq!(
        nothing.unwrap_err().to_string(),
        "horizon `0` is not between 1 and 10000"
    );
}

/// Counts with a mean of `rate` a week: the share of series whose next half year is inside the
/// interval of its total.
fn coverage(series: usize, rate: f64, model_of: impl Fn(&[f64]) -> Model) -> f64 {
    const WEEKS: usize = 156;
    const AHEAD: usize = 26;
    let mut random = Random(20_261);
    let mut held = 0;
    for _ in 0..series {
        let counts: Vec<f64> = (0..WEEKS + AHEAD).map(|_| random.poisson(rate)).collect();
        let sum = model_of(&counts[..WEEKS])
            .forecast_sum(0..AHEAD, &[0.9], 1000, SUM_SEED, &Exog::none())
            .unwrap();
        let actual: f64 = counts[WEEKS..].iter().sum();
        let interval = sum.intervals[0];
        assert!(interval.lower <= sum.mean && sum.mean <= interval.upper);
        held += usize::from((interval.lower..=interval.upper).contains(&actual));
    }
    held as f64 / series as f64
}

fn smoothing(counts: &[f64]) -> Model {
    let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none()).non_negative(true);
    let fitted = Sarima::new(spec).fit(counts, &Exog::none()).unwrap();
    fitted.to_untested_model().unwrap()
}

#[test]
fn intervals_of_totals_hold_sparse_counts_as_often_as_they_say() {
    // With each period of each path cut at zero these were 37, 63 and 79 %. Two standard errors of
    // 600 series are 2.4 %, and whole counts seldom fill an interval exactly.
    for rate in [0.15, 0.4, 1.0] {
        let share = coverage(600, rate, |counts| sarima::mean(counts, true));
        assert!(
            (0.86..0.945).contains(&share),
            "at a rate of {rate}: {share}"
        );
    }
    // Two standard errors of 100 series are 6 %. The intervals leave out the uncertainty of the
    // parameters.
    let share = coverage(100, 0.4, smoothing);
    assert!(share >= 0.82, "{share}");
}
