//! Exponential smoothing by `augurs`, as a model that can be stored.

use augurs::ets::{AutoETS, AutoSpec};
use augurs::{Fit, Predict};
use sarima::Ets;

/// Fits additive exponential smoothing, choosing between no trend, a trend and a damped trend by AICc.
///
/// `augurs` keeps the parameters of a fitted model to itself, but not what follows from them: the one-step predictions of the sample and the forecast. With errors
/// e_t = y_t − ŷ_t these satisfy
///
/// ```text
/// D_t − φ D_{t−1} = (α + φ β) e_t − φ α e_{t−1},    D_t = ŷ_{t+1} − ŷ_t,
/// ```
///
/// where φ b is the carried trend, so α and β are found by least squares without a remainder, φ from the forecast's decreasing steps, and level and trend from its
/// beginning. For a model without trend D_t = α e_t.
pub(super) fn fit_ets(endog: &[f64]) -> Result<Ets, String> {
    let search = AutoETS::from_spec(1, AutoSpec::try_from("AZN").map_err(|e| e.to_string())?);
    let model = search.fit(endog).map_err(|e| e.to_string())?;
    let fitted = model
        .predict_in_sample(None)
        .map_err(|e| e.to_string())?
        .point;
    let ahead = model.predict(4, None).map_err(|e| e.to_string())?.point;
    let [f1, f2, f3, _] = ahead[..] else {
        return Err("exponential smoothing gave no forecast".to_owned());
    };
    let errors: Vec<f64> = endog.iter().zip(&fitted).map(|(y, f)| y - f).collect();
    let next: Vec<f64> = fitted[1..].iter().copied().chain([f1]).collect();
    let steps: Vec<f64> = next.iter().zip(&fitted).map(|(b, a)| b - a).collect();
    let with_trend = model.model().model_type().trend.included();
    let damped = model.model().damped();
    let phi = match (with_trend && damped, f2 - f1) {
        (true, step) if step.abs() > 1e-9 * f1.abs().max(1.0) => ((f3 - f2) / step).clamp(0.0, 1.0),
        _ => 1.0,
    };
    let (alpha, beta) = if with_trend {
        with_trend_weights(&errors, &steps, phi)
    } else {
        (level_weight(&errors, &steps), 0.0)
    };
    let trend = if with_trend && phi > 0.0 {
        (f2 - f1) / phi.powi(2)
    } else {
        0.0
    };
    let n = endog.len() as f64;
    let parameters = 2.0 + if with_trend { 2.0 } else { 0.0 } + f64::from(u8::from(damped));
    let squares: f64 = errors.iter().map(|e| e * e).sum();
    let ets = Ets {
        alpha: alpha.clamp(0.0, 2.0),
        beta: beta.clamp(0.0, 4.0),
        phi,
        level: f1 - phi * trend,
        trend,
        sigma2: squares / (n - parameters).max(1.0),
    };
    let finite = [ets.alpha, ets.beta, ets.level, ets.trend, ets.sigma2]
        .iter()
        .all(|x| x.is_finite());
    if finite {
        Ok(ets)
    } else {
        Err("exponential smoothing did not converge".to_owned())
    }
}

fn level_weight(errors: &[f64], steps: &[f64]) -> f64 {
    let cross: f64 = errors.iter().zip(steps).map(|(e, d)| e * d).sum();
    let square: f64 = errors.iter().map(|e| e * e).sum();
    if square > 0.0 { cross / square } else { 0.0 }
}

/// Least squares of D_t − φ D_{t−1} on e_t and e_{t−1}.
fn with_trend_weights(errors: &[f64], steps: &[f64], phi: f64) -> (f64, f64) {
    let (mut aa, mut ab, mut bb, mut ay, mut by) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for t in 1..errors.len() {
        let (a, b, y) = (errors[t], errors[t - 1], steps[t] - phi * steps[t - 1]);
        aa += a * a;
        ab += a * b;
        bb += b * b;
        ay += a * y;
        by += b * y;
    }
    let determinant = aa * bb - ab * ab;
    if determinant <= 1e-12 * aa * bb || phi == 0.0 {
        return (level_weight(errors, steps), 0.0);
    }
    let sum = (ay * bb - by * ab) / determinant;
    let alpha = -(by * aa - ay * ab) / determinant / phi;
    // The model's trend weight enters through the carried trend φ b.
    (alpha, (sum - alpha) / phi)
}
