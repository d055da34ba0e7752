//! The likelihood against a dense multivariate normal density, and invariants of fits, on random
//! models and data.

#![allow(clippy::unwrap_used)]

mod density;
mod double_double;

use density::dense;
use proptest::prelude::*;
use sarima::*;

/// Coefficients of `1 + c_1 B + …` from reflection coefficients.
fn coefficients(kappa: &[f64]) -> Vec<f64> {
    let mut c: Vec<f64> = Vec::new();
    for k in kappa {
        let reversed: Vec<f64> = c.iter().rev().copied().collect();
        for (c, r) in c.iter_mut().zip(reversed) {
            *c += k * r;
        }
        c.push(*k);
    }
    c
}

/// The change of the density when the coefficients change in their last digits.
fn sensitivity(spec: &Spec, params: &Params, y: &[f64], here: f64) -> f64 {
    let moved = |sign: f64| {
        let mut alternating = sign;
        let mut move_all = |c: &[f64]| -> Vec<f64> {
            let one = |v: &f64| {
                alternating = -alternating;
                v * (1.0 + alternating * DIGITS)
            };
            c.iter().map(one).collect()
        };
        let moved = Params {
            ar: move_all(&params.ar),
            ma: move_all(&params.ma),
            seasonal_ar: move_all(&params.seasonal_ar),
            seasonal_ma: move_all(&params.seasonal_ma),
            ..params.clone()
        };
        dense(spec, &moved, y).map_or(f64::INFINITY, |(there, _)| (there - here).abs())
    };
    moved(1.0).max(moved(-1.0))
}

/// Relative change of the coefficients that a result may correspond to.
const DIGITS: f64 = 3e-11;

/// `Ok` if the likelihood is the dense density, of these coefficients or of ones that differ in
/// digits beyond the tenth. The filter for missing values loses as many digits as the variance of
/// the differences has, so an error is fine where that is large.
fn is_dense(spec: &Spec, params: &Params, y: &[f64]) -> Result<(), String> {
    let Some((theirs, variance)) = dense(spec, params, y) else {
        return Ok(());
    };
    let size = theirs.abs().max(1.0);
    let slack = sensitivity(spec, params, y, theirs);
    let ours = match log_likelihood(spec, params, y, &Exog::none()) {
        Ok(ours) => ours,
        // Shrinking a failure leads to such series.
        Err(FitError::NoVariation) if y.iter().all(|v| v.is_nan() || v.abs() < 1e-3) => {
            return Ok(());
        }
        Err(FitError::TooShort { .. }) => return Ok(()),
        Err(error) if slack > 1e-3 * size => {
            return matches!(error, FitError::Numerical(_) | FitError::Param { .. })
                .then_some(())
                .ok_or(error.to_string());
        }
        Err(error) => return Err(error.to_string()),
    };
    if (ours - theirs).abs() <= 1e-8 * size + 10.0 * slack + 1e-14 * variance {
        Ok(())
    } else {
        Err(format!("{ours} {theirs} {slack:e} {params:?}"))
    }
}

/// Fourteen reflection coefficients, one of them anywhere up to the unit circle. With several close
/// to it at once the likelihood has fewer digits than are asked for here, as its own derivative
/// tells.
fn reflections() -> impl Strategy<Value = Vec<f64>> {
    let all = prop::collection::vec(-0.9..0.9f64, 14);
    (all, 0..14usize, -7.0..-1.0f64, any::<bool>()).prop_map(|(mut all, at, size, negative)| {
        let near = 1.0 - 10f64.powf(size);
        all[at] = if negative { -near } else { near };
        all
    })
}

fn model() -> impl Strategy<Value = (Spec, Params)> {
    let order = (0..=5usize, 0..=2usize, 0..=5usize);
    let season = (0..=2usize, 0..=2usize, 0..=2usize, 2..=9usize);
    let kappa = reflections();
    (order, season, kappa, 0.1..4.0f64).prop_map(|((p, d, q), (sp, sd, sq, s), kappa, sigma2)| {
        let spec = Spec::new(Order::new(p, d, q), SeasonalOrder::new(sp, sd, sq, s));
        let ar = coefficients(&kappa[..p]).iter().map(|c| -c).collect();
        let sar = coefficients(&kappa[5..5 + sp]).iter().map(|c| -c).collect();
        let params = Params {
            ar,
            ma: coefficients(&kappa[7..7 + q]),
            seasonal_ar: sar,
            seasonal_ma: coefficients(&kappa[12..12 + sq]),
            sigma2,
            ..Params::default()
        };
        (spec, params)
    })
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-2.0..2.0f64, 48..70)
}

/// A fit is computed again with more digits where its log-likelihood differs by more than this from
/// that of the filter at its parameters; up to it, models with many factors near the unit circle may.
const AGREES: f64 = 1e-4;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_likelihood_is_the_dense_density((spec, params) in model(), y in values()) {
        let result = is_dense(&spec, &params, &y);
        prop_assert!(result.is_ok(), "{result:?}");
    }

    #[test]
    fn a_moving_average_need_not_be_invertible(
        theta in prop::collection::vec(-3.0..3.0f64, 1..4),
        seasonal in -4.0..4.0f64,
        y in values(),
    ) {
        let spec = Spec::new(Order::new(0, 0, theta.len()), SeasonalOrder::new(0, 0, 1, 6));
        let params = Params {
            ma: theta,
            seasonal_ma: vec![seasonal],
            sigma2: 0.7,
            ..Params::default()
        };
        let result = is_dense(&spec, &params, &y);
        prop_assert!(result.is_ok(), "{result:?}");
    }

    #[test]
    fn missing_values_are_integrated_out(
        (spec, params) in model(),
        mut y in values(),
        gaps in prop_oneof![
            prop::collection::vec(0.0..1.0f64, 1..6),
            prop::collection::vec(0.0..1.0f64, 20..40),
        ],
    ) {
        // Gaps come after the starting values, because leaving out the density of these is a matter
        // of convention, and before the last value, because missing ends are cut.
        let (first, last) = (spec.n_diff(), y.len() - 1);
        for gap in gaps {
            y[first + (gap * (last - first) as f64) as usize] = f64::NAN;
        }
        if first == 0 && y[0].is_nan() {
            return Ok(());
        }
        let result = is_dense(&spec, &params, &y);
        prop_assert!(result.is_ok(), "{result:?}");
    }

    #[test]
    fn missing_ends_carry_no_information((spec, params) in model(), y in values()) {
        let mut longer = vec![f64::NAN; 3];
        longer.extend_from_slice(&y);
        longer.push(f64::NAN);
        let short = log_likelihood(&spec, &params, &y, &Exog::none()).unwrap();
        let long = log_likelihood(&spec, &params, &longer, &Exog::none()).unwrap();
        prop_assert!((short - long).abs() <= 1e-10 * short.abs().max(1.0));
    }

    #[test]
    fn every_fit_is_stationary_invertible_and_no_worse_than_the_truth(
        (spec, params) in model(),
        y in values(),
    ) {
        let fitted = match Sarima::new(spec.clone()).fit(&y, &Exog::none()) {
            Ok(fitted) => fitted,
            Err(error) => {
                prop_assert!(matches!(error, FitError::TooShort { .. }), "{error}");
                return Ok(());
            }
        };
        prop_assert!(fitted.llf().is_finite());
        let flip = |c: &[f64]| c.iter().map(|c| -c).collect::<Vec<_>>();
        let p = fitted.params();
        // A double root on the unit circle is known only to the square root of the rounding error,
        // one of four to its fourth root.
        for (c, margin) in [
            (flip(&p.ar), 0.0),
            (flip(&p.seasonal_ar), 0.0),
            (p.ma.clone(), 1e-3),
            (p.seasonal_ma.clone(), 1e-3),
        ] {
            prop_assert!(roots_outside(&c, margin), "{c:?}");
        }
        let again = log_likelihood(&spec, p, &y, &Exog::none()).unwrap();
        prop_assert!((again - fitted.llf()).abs() <= AGREES * again.abs().max(1.0));
        let (at, _) = concentrated_log_likelihood(&spec, &params, &y, &Exog::none()).unwrap();
        prop_assert!(fitted.llf() >= at - AGREES, "{} {at}", fitted.llf());
    }
}

/// `true` if `1 + c_1 z + …` has no root inside the circle of radius `1 - margin`.
fn roots_outside(c: &[f64], margin: f64) -> bool {
    let mut scale = 1.0;
    let mut c: Vec<f64> = c
        .iter()
        .map(|v| {
            scale *= 1.0 - margin;
            v * scale
        })
        .collect();
    while let Some(k) = c.pop() {
        if k.abs() >= 1.0 {
            return false;
        }
        let reversed: Vec<f64> = c.iter().rev().copied().collect();
        for (c, r) in c.iter_mut().zip(reversed) {
            *c = (*c - k * r) / (1.0 - k * k);
        }
    }
    true
}
