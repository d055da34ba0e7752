//! Exponential smoothing of level and trend, fitted by least squares.

use sarima::Ets;

use super::simplex::minimise;
use super::smoothing::{Start, Trend, Weights, smoothed};

/// The least distance of a weight from 0 and 1.
///
/// At 0 a state would never be corrected, at 1 never remembered.
const MARGIN: f64 = 1e-4;

/// The range of the damping (Hyndman et al. 2008, and R's `forecast::ets`).
///
/// Below it a trend is gone within a few periods, above it hardly damped.
const DAMPING: (f64, f64) = (0.8, 0.98);

/// Fits additive exponential smoothing, with no trend, a trend or a damped trend, by AICc.
///
/// With additive errors the likelihood is greatest where the sum of squared one-step errors is
/// least.
/// Given the weights, the errors are linear in the level and the trend before the first
/// observation, so those two follow by least squares, and the search runs over one to three
/// numbers: 0 < α < 1, 0 < β < α, 0.8 ≤ φ ≤ 0.98.
///
/// # References
/// Hyndman, Koehler, Ord, Snyder (2008), Forecasting with exponential smoothing, chapter 5.
pub(super) fn fit_ets(endog: &[f64]) -> Result<Ets, String> {
    if endog.len() < 4 {
        return Err(format!(
            "{} observations are too few to smooth",
            endog.len()
        ));
    }
    if endog.iter().any(|y| !y.is_finite()) {
        return Err("exponential smoothing needs a number in each period".to_owned());
    }
    let n = endog.len() as f64;
    let mean = endog.iter().sum::<f64>() / n;
    // Squares of numbers near zero keep their digits; the mean is added back to the level.
    let centred: Vec<f64> = endog.iter().map(|y| y - mean).collect();
    let scale = centred.iter().fold(mean.abs(), |m, y| m.max(y.abs()));
    // Below this only rounding is left, and no model is better than another.
    let least = n * (1e-10 * scale).powi(2).max(f64::MIN_POSITIVE);
    let fits = [Trend::None, Trend::Additive, Trend::Damped]
        .into_iter()
        .filter(|trend| n > trend.parameters() as f64 + 2.0)
        .map(|trend| {
            let (weights, squares) = best_weights(&centred, trend);
            (aicc(n, squares.max(least), trend), trend, weights)
        });
    let (_, trend, weights) = fits
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .ok_or("too few observations to smooth")?;
    let mut ets = smoothed(&centred, trend, weights);
    ets.level += mean;
    Ok(ets)
}

/// The smoothing of another series with the weights of a fit.
pub(super) fn smoothed_as(fitted: &Ets, endog: &[f64]) -> Ets {
    let trend = match (fitted.beta == 0.0, fitted.phi == 1.0) {
        (true, _) => Trend::None,
        (_, true) => Trend::Additive,
        _ => Trend::Damped,
    };
    let weights = Weights {
        alpha: fitted.alpha,
        beta: fitted.beta,
        phi: fitted.phi,
    };
    let mean = endog.iter().sum::<f64>() / endog.len().max(1) as f64;
    let centred: Vec<f64> = endog.iter().map(|y| y - mean).collect();
    let mut ets = smoothed(&centred, trend, weights);
    ets.level += mean;
    ets
}

/// The corrected information criterion (Hurvich, Tsai 1989) of a sum of squares.
fn aicc(n: f64, squares: f64, trend: Trend) -> f64 {
    let k = trend.parameters() as f64 + 1.0;
    n * (squares / n).ln() + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0)
}

/// The weights with the least sum of squares, from a coarse grid and then a simplex.
fn best_weights(endog: &[f64], trend: Trend) -> (Weights, f64) {
    let squares = |x: &[f64; 3]| Start::of(endog, weights_at(trend, x), trend).squares;
    let alphas = [-3.0, -1.5, -0.5, 0.5, 2.0, 6.0];
    let betas: &[f64] = match trend {
        Trend::None => &[0.0],
        _ => &[-6.0, -3.0, -1.0, 1.0],
    };
    let phis: &[f64] = match trend {
        Trend::Damped => &[-1.0, 2.0],
        _ => &[0.0],
    };
    let grid = alphas.iter().flat_map(|&a| {
        betas
            .iter()
            .flat_map(move |&b| phis.iter().map(move |&p| [a, b, p]))
    });
    let start = grid
        .map(|x| (squares(&x), x))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or([0.0; 3], |(_, x)| x);
    let free = match trend {
        Trend::None => 1,
        Trend::Additive => 2,
        Trend::Damped => 3,
    };
    let (x, least) = minimise(squares, start, free);
    (weights_at(trend, &x), least)
}

/// Maps a point of the search, which is unbounded, to weights inside their ranges.
fn weights_at(trend: Trend, &[a, b, p]: &[f64; 3]) -> Weights {
    let logistic = |x: f64| (1.0 / (1.0 + (-x).exp())).clamp(MARGIN, 1.0 - MARGIN);
    let alpha = logistic(a);
    match trend {
        Trend::None => Weights {
            alpha,
            beta: 0.0,
            phi: 1.0,
        },
        _ => Weights {
            alpha,
            beta: (alpha * logistic(b)).max(MARGIN.min(alpha)),
            phi: match trend {
                Trend::Damped => DAMPING.0 + (DAMPING.1 - DAMPING.0) * logistic(p),
                _ => 1.0,
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use sarima::{Exog, Model};
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Fixture {
        cases: Vec<Case>,
    }

    /// The results of R; see `make.R` beside the fixture.
    #[derive(Deserialize)]
    struct Case {
        name: String,
        method: String,
        n: usize,
        mse: f64,
        mean: Vec<f64>,
        sd: Vec<f64>,
        one_step: Vec<f64>,
        values: Vec<f64>,
    }

    fn cases() -> Vec<Case> {
        let text = include_str!("../../tests/fixtures/ets/ets.json");
        serde_json::from_str::<Fixture>(text).unwrap().cases
    }

    fn trend_of(case: &Case) -> Trend {
        match case.method.as_str() {
            "ETS(A,N,N)" => Trend::None,
            "ETS(A,A,N)" => Trend::Additive,
            "ETS(A,Ad,N)" => Trend::Damped,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_trend_chosen_and_the_squares_reached_are_those_of_r_or_better() {
        for case in cases() {
            let past = &case.values[..case.n];
            let ets = fit_ets(past).unwrap();
            let chosen = match (ets.beta == 0.0, ets.phi == 1.0) {
                (true, _) => Trend::None,
                (_, true) => Trend::Additive,
                _ => Trend::Damped,
            };
            assert_eq!(chosen, trend_of(&case), "{}: {ets:?}", case.name);
            let mse = ets.sigma2 * (case.n - chosen.parameters()) as f64 / case.n as f64;
            assert!(
                mse < case.mse * (1.0 + 1e-5),
                "{}: {mse} {}",
                case.name,
                case.mse
            );
        }
    }

    /// R stops its search a little before the optimum, so the two agree to a small part of the
    /// standard error.
    /// On very short series R stops far before it, and those are not compared.
    #[test]
    fn forecasts_and_their_spread_are_those_of_r_before_and_after_more_observations() {
        let mut compared = 0;
        for case in cases() {
            let (past, later) = case.values.split_at(case.n);
            let ets = fit_ets(past).unwrap();
            let free = case.n - trend_of(&case).parameters();
            if ets.sigma2 * free as f64 / (case.n as f64) < 0.98 * case.mse {
                continue;
            }
            compared += 1;
            let mut model = Model::ets(ets, false).unwrap();
            let forecast = model.forecast(later.len(), &[], &Exog::none()).unwrap();
            let near = |a: f64, b: f64, of: f64, what: &str| {
                assert!(
                    (a - b).abs() < 0.05 * of,
                    "{} {what}: {a} instead of {b}",
                    case.name
                );
            };
            for h in 0..later.len() {
                near(forecast.mean[h], case.mean[h], case.sd[h], "mean");
                near(forecast.se[h], case.sd[h], case.sd[h], "sd");
            }
            for (y, expected) in later.iter().zip(&case.one_step) {
                let next = model.forecast(1, &[], &Exog::none()).unwrap().mean[0];
                near(next, *expected, case.sd[0], "one step");
                model.append(&[*y], &Exog::none()).unwrap();
            }
        }
        assert!(compared >= 4);
    }

    #[test]
    fn constants_and_lines_are_continued_without_spread() {
        let constant = fit_ets(&[7.0; 20]).unwrap();
        assert!(
            (constant.level - 7.0).abs() < 1e-9 && constant.beta == 0.0 && constant.sigma2 < 1e-15
        );
        let zeros = fit_ets(&[0.0; 20]).unwrap();
        assert_eq!((zeros.level, zeros.trend, zeros.sigma2), (0.0, 0.0, 0.0));
        let line: Vec<f64> = (0..30).map(|t| 5.0 + 2.0 * f64::from(t)).collect();
        let line = fit_ets(&line).unwrap();
        let next = line.level + line.phi * line.trend;
        assert!((next - 65.0).abs() < 1e-6, "{line:?}");
    }

    #[test]
    fn short_and_missing_values_are_refused_and_five_are_enough() {
        assert!(fit_ets(&[1.0, 2.0, 3.0]).is_err());
        assert!(fit_ets(&[1.0, f64::NAN, 3.0, 1.0, 2.0, 3.0]).is_err());
        assert!(fit_ets(&[1.0, 5.0, 3.0, 1.0, 2.0]).is_ok());
        for scale in [1e-150, 1e-9, 1e9, 1e100] {
            let values: Vec<f64> = (0..40).map(|t| scale * f64::from(t * 7 % 5)).collect();
            let ets = fit_ets(&values).unwrap();
            assert!(
                ets.level.is_finite() && ets.sigma2.is_finite(),
                "{scale} {ets:?}"
            );
            assert!((0.0..=4.0 * scale).contains(&ets.level), "{scale} {ets:?}");
        }
    }
}
