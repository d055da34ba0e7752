//! Missing values against dense Gaussian conditioning.
#![allow(clippy::unwrap_used)]

use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};

/// The variance that stands for a flat prior of the initial levels; larger ones cost more digits.
const FLAT: f64 = 1e7;
const TOLERANCE: f64 = 2e-5;

#[test]
fn gaps_anywhere_equal_conditioning_on_what_was_observed() {
    let cases = [
        (
            Order::new(1, 0, 1),
            SeasonalOrder::none(),
            vec![0.7, 0.4, 1.3],
            vec![3, 4, 11],
        ),
        (
            Order::new(0, 1, 1),
            SeasonalOrder::none(),
            vec![-0.6, 0.8],
            vec![0, 1, 7, 8, 9, 23],
        ),
        (
            Order::new(1, 0, 0),
            SeasonalOrder::new(0, 1, 1, 4),
            vec![0.5, -0.7, 1.0],
            vec![2, 6, 13, 21],
        ),
        (
            Order::new(0, 1, 1),
            SeasonalOrder::new(0, 1, 1, 4),
            vec![-0.4, -1.0, 1.0],
            vec![1, 3, 12, 20, 21, 22, 23],
        ),
        (
            Order::new(0, 2, 1),
            SeasonalOrder::none(),
            vec![-0.5, 1.0],
            vec![1, 2, 14],
        ),
        (
            Order::new(2, 1, 0),
            SeasonalOrder::new(1, 0, 0, 3),
            vec![0.2, 0.3, 0.5, 2.0],
            vec![5, 6, 7],
        ),
    ];
    for (order, seasonal, values, missing) in cases {
        let spec = Spec::new(order, seasonal);
        let params = Params::from_slice(&spec, &values).unwrap();
        let mut endog: Vec<f64> = (0..24)
            .map(|t| 10.0 + f64::from(t * t % 11) + 0.3 * f64::from(t))
            .collect();
        for &t in &missing {
            endog[t] = f64::NAN;
        }
        let model =
            Model::from_params(spec.clone(), params.clone(), &endog, &Exog::none()).unwrap();
        let forecast = model.forecast(6, &[], &Exog::none()).unwrap();
        let (mean, variance) = condition(&covariance(&spec, &params, 30), &endog, 6);
        for h in 0..6 {
            let label = format!("{order}{seasonal} {h}");
            assert!(
                (forecast.mean[h] - mean[h]).abs() < TOLERANCE * forecast.se[h].max(1.0) * 10.0,
                "{label} {} {}",
                forecast.mean[h],
                mean[h]
            );
            assert!(
                (forecast.se[h] / variance[h].sqrt() - 1.0).abs() < TOLERANCE,
                "{label} {} {}",
                forecast.se[h],
                variance[h].sqrt()
            );
        }
    }
}

/// Coefficients of a polynomial with constant term 1.
fn multiply(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            product[i + j] += x * y;
        }
    }
    product
}

fn polynomial(coefficients: &[f64], step: usize, sign: f64) -> Vec<f64> {
    let mut dense = vec![0.0; coefficients.len() * step + 1];
    dense[0] = 1.0;
    for (i, c) in coefficients.iter().enumerate() {
        dense[(i + 1) * step] = sign * c;
    }
    dense
}

/// The covariance of the first `n` levels: stationary differences by their impulse response,
/// initial levels nearly flat.
fn covariance(spec: &Spec, params: &Params, n: usize) -> Vec<Vec<f64>> {
    let s = spec.seasonal_order.s;
    let ar = multiply(
        &polynomial(&params.ar, 1, -1.0),
        &polynomial(&params.seasonal_ar, s, -1.0),
    );
    let ma = multiply(
        &polynomial(&params.ma, 1, 1.0),
        &polynomial(&params.seasonal_ma, s, 1.0),
    );
    let mut psi = vec![0.0; 3000];
    for t in 0..psi.len() {
        let past: f64 = (1..ar.len().min(t + 1)).map(|i| ar[i] * psi[t - i]).sum();
        psi[t] = ma.get(t).copied().unwrap_or(0.0) - past;
    }
    let gamma: Vec<f64> = (0..n)
        .map(|k| params.sigma2 * psi.iter().zip(&psi[k..]).map(|(a, b)| a * b).sum::<f64>())
        .collect();
    let mut delta = vec![1.0];
    for _ in 0..spec.order.d {
        delta = multiply(&delta, &[1.0, -1.0]);
    }
    for _ in 0..spec.seasonal_order.d {
        delta = multiply(&delta, &polynomial(&[1.0], s, -1.0));
    }
    let m = delta.len() - 1;
    // Levels as a linear map of (initial levels, differences).
    let mut map = vec![vec![0.0; n]; n];
    for t in 0..n {
        map[t][t] = 1.0;
        if t >= m {
            for lag in 1..=m {
                let (before, rest) = map.split_at_mut(t);
                for (now, then) in rest[0].iter_mut().zip(&before[t - lag]) {
                    *now -= delta[lag] * then;
                }
            }
        }
    }
    let inner = |i: usize, j: usize| match (i < m, j < m) {
        (true, true) => f64::from(u8::from(i == j)) * FLAT,
        (false, false) => gamma[i.abs_diff(j)],
        _ => 0.0,
    };
    let mut result = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..n {
            let mut sum = 0.0;
            for a in (0..n).filter(|&a| map[i][a] != 0.0) {
                for b in (0..n).filter(|&b| map[j][b] != 0.0) {
                    sum += map[i][a] * inner(a, b) * map[j][b];
                }
            }
            result[i][j] = sum;
        }
    }
    result
}

/// Mean and variance of the last `horizon` values given the observed ones before.
fn condition(covariance: &[Vec<f64>], endog: &[f64], horizon: usize) -> (Vec<f64>, Vec<f64>) {
    let seen: Vec<usize> = (0..endog.len()).filter(|&t| !endog[t].is_nan()).collect();
    let n = seen.len();
    let mut factor = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = covariance[seen[i]][seen[j]] - dot;
            factor[i][j] = if i == j {
                rest.sqrt()
            } else {
                rest / factor[j][j]
            };
        }
    }
    let solve = |right: Vec<f64>| {
        let mut x = right;
        for i in 0..n {
            let dot: f64 = (0..i).map(|k| factor[i][k] * x[k]).sum();
            x[i] = (x[i] - dot) / factor[i][i];
        }
        x
    };
    let data = solve(seen.iter().map(|&t| endog[t]).collect());
    let future = |h: usize| {
        let t = endog.len() + h;
        let cross = solve(seen.iter().map(|&u| covariance[t][u]).collect());
        let mean: f64 = cross.iter().zip(&data).map(|(a, b)| a * b).sum();
        let explained: f64 = cross.iter().map(|a| a * a).sum();
        (mean, covariance[t][t] - explained)
    };
    (0..horizon).map(future).unzip()
}
