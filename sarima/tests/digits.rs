//! Fits with many lags to series with roots close to the unit circle: none may fail, none may be
//! wrong.

#![allow(clippy::unwrap_used)]

mod density;
mod double_double;

use density::dense;
use sarima::{Constant, Exog, Model, Order, Sarima, SeasonalOrder, Spec, log_likelihood};

/// A seeded generator of nearly normal numbers: the sum of twelve uniform ones.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// An autoregression with up to three real roots within a tenth and a ten-thousandth of the
    /// unit circle, after a long start.
    fn series(&mut self, n: usize) -> Vec<f64> {
        let mut polynomial = vec![1.0];
        for _ in 0..1 + (3.0 * self.uniform()) as usize {
            let size = 1.0 - 10f64.powf(-1.0 - 3.0 * self.uniform());
            let root = if self.uniform() < 0.3 { -size } else { size };
            let longer = |i: usize| polynomial.get(i).copied().unwrap_or(0.0);
            let earlier = |i: usize| i.checked_sub(1).map_or(0.0, longer);
            let product = (0..=polynomial.len()).map(|i| longer(i) - root * earlier(i));
            polynomial = product.collect();
        }
        let theta = 2.0 * self.uniform() - 1.0;
        let (mut y, mut before) = (Vec::new(), 0.0);
        for t in 0..n + 100 {
            let shock = self.normal();
            let past = (1..polynomial.len().min(t + 1)).map(|j| polynomial[j] * y[t - j]);
            let past: f64 = past.sum();
            y.push(shock + theta * before - past);
            before = shock;
        }
        y.split_off(100)
    }
}

fn orders() -> Vec<Spec> {
    let season = |p, q| SeasonalOrder::new(p, 0, q, 4);
    let none = SeasonalOrder::none();
    vec![
        Spec::new(Order::new(3, 0, 2), none).constant(Constant::Mean),
        Spec::new(Order::new(3, 0, 3), none),
        Spec::new(Order::new(3, 1, 3), none),
        Spec::new(Order::new(2, 1, 2), season(1, 1)),
        Spec::new(Order::new(2, 0, 2), season(2, 0)),
    ]
}

#[test]
fn no_fit_close_to_the_unit_circle_fails_or_is_wrong() {
    let mut noise = Noise(20_111);
    let none = Exog::none();
    for case in 0..24 {
        let y = noise.series([36, 50, 70][case % 3]);
        for spec in orders() {
            let fitted = Sarima::new(spec.clone()).fit(&y, &none).unwrap();
            let what = format!(
                "{case} {} {} {:?}",
                spec.order,
                spec.seasonal_order,
                fitted.params()
            );
            let mean = fitted.params().constant.unwrap_or(0.0);
            let centred: Vec<f64> = y.iter().map(|v| v - mean).collect();
            let (exact, variance) = dense(&spec, fitted.params(), &centred).expect(&what);
            // Twice the digits leave this many after the variance has taken its share.
            let tolerance = 2e-4 + 1e-24 * variance;
            assert!(
                (fitted.llf() - exact).abs() < tolerance,
                "{what}: {} {exact}",
                fitted.llf()
            );
            let in_sample = fitted.in_sample().unwrap();
            assert!(
                (in_sample.llf - exact).abs() < tolerance,
                "{what}: {} {exact}",
                in_sample.llf
            );
            let model = fitted.to_model().unwrap();
            assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
            let forecast = model.forecast(12, &[0.9], &none).unwrap();
            assert!(forecast.se.iter().all(|se| *se > 0.0), "{what}");
            let again = log_likelihood(&spec, fitted.params(), &y, &none).unwrap();
            assert!((again - exact).abs() < tolerance, "{what}: {again} {exact}");
        }
    }
}

/// Half of a history filtered at once and the other half appended give the same model as the whole.
#[test]
fn what_is_appended_keeps_its_digits() {
    let mut noise = Noise(31_337);
    let none = Exog::none();
    for case in 0..6 {
        let y = noise.series(60);
        for spec in orders() {
            let fitted = Sarima::new(spec.clone()).fit(&y, &none).unwrap();
            let params = fitted.params().clone();
            let whole = fitted.to_model().unwrap().forecast(6, &[], &none).unwrap();
            let mut half = Model::from_params(spec, params, &y[..40], &none).unwrap();
            half.append(&y[40..], &none).unwrap();
            let carried = half.forecast(6, &[], &none).unwrap();
            for h in 0..6 {
                let error = (whole.mean[h] - carried.mean[h]).abs() / whole.se[h];
                let ratio = carried.se[h] / whole.se[h] - 1.0;
                assert!(
                    error < 1e-4 && ratio.abs() < 1e-4,
                    "{case} {h}: {error} {ratio}"
                );
            }
        }
    }
}
