//! A model for every series, simpler ones for hopeless series.

use super::baselines::{mean, seasonal_naive};
use super::forecaster::Model;
use crate::{Exog, FitError, FittedSarima, Sarima, Spec};

/// Fits a specification. If the series cannot carry it, returns the nearest simpler method and the
/// reason.
///
/// The methods are tried in this order: the specification; the specification without a regressor
/// that is collinear with the others; the seasonal naive method, if the season is longer than 1 and
/// the series varies and has two seasons; the mean.
///
/// The fit is `None` for a fallback. The reason is `None` if the model is the one asked for. A
/// fallback has no regressors: [`Model::exog_names`] lists those that a model needs.
///
/// # Example
/// ```
/// use sarima::{Exog, Order, SeasonalOrder, Spec, fit_or_fallback};
///
/// let spec = Spec::new(Order::new(1, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
/// let (model, fitted, reason) = fit_or_fallback(&spec, &[3.0; 60], &Exog::none());
/// assert_eq!(model.method(), "mean");
/// assert!(fitted.is_none());
/// assert_eq!(
///     reason.as_deref(),
///     Some("the series has no variation left after differencing and regression")
/// );
/// ```
pub fn fit_or_fallback(
    spec: &Spec,
    endog: &[f64],
    exog: &Exog,
) -> (Model, Option<FittedSarima>, Option<String>) {
    match fit(spec, endog, exog) {
        Ok((model, fitted)) => (model, Some(fitted), None),
        Err(error @ FitError::Collinear(_)) => without_collinear(spec, endog, exog, &error),
        Err(error) => (simpler(spec, endog), None, Some(error.to_string())),
    }
}

fn fit(spec: &Spec, endog: &[f64], exog: &Exog) -> Result<(Model, FittedSarima), FitError> {
    let fitted = Sarima::new(spec.clone()).fit(endog, exog)?;
    Ok((fitted.to_model()?, fitted))
}

fn without_collinear(
    spec: &Spec,
    endog: &[f64],
    exog: &Exog,
    error: &FitError,
) -> (Model, Option<FittedSarima>, Option<String>) {
    let reason = Some(error.to_string());
    let fallback = || (simpler(spec, endog), None, reason.clone());
    let FitError::Collinear(name) = error else {
        return fallback();
    };
    let kept = exog
        .names()
        .iter()
        .zip(exog.columns())
        .filter(|(n, _)| *n != name);
    let (names, columns): (Vec<_>, Vec<_>) = kept.map(|(n, c)| (n.clone(), c.clone())).unzip();
    if names.len() == exog.len() {
        return fallback();
    }
    let Ok(exog) = Exog::new(names.clone(), columns) else {
        return fallback();
    };
    let (model, fitted, later) = fit_or_fallback(&spec.clone().exog(names), endog, &exog);
    (model, fitted, later.or(reason))
}

/// The seasonal naive method if the series has seasons to repeat, else the mean.
fn simpler(spec: &Spec, endog: &[f64]) -> Model {
    let s = spec.seasonal_order.s;
    let mut observed = endog.iter().filter(|y| y.is_finite());
    let first = observed.next();
    let varies = observed.any(|y| Some(y) != first);
    let count = endog.iter().filter(|y| y.is_finite()).count();
    if s > 1 && varies && count >= 2 * s {
        seasonal_naive(endog, s, spec.non_negative)
    } else {
        mean(endog, spec.non_negative)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, SeasonalOrder};

    #[test]
    fn every_hopeless_series_gets_a_named_method() {
        let spec =
            Spec::new(Order::new(1, 1, 1), SeasonalOrder::new(1, 1, 1, 12)).non_negative(true);
        let cyclic: Vec<f64> = (0..120).map(|t| f64::from(t % 12)).collect();
        let cases: [(&[f64], &str); 7] = [
            (&[], "mean"),
            (&[f64::NAN; 50], "mean"),
            (&[0.0; 120], "mean"),
            (&[1.0, 2.0, 3.0], "mean"),
            (&[f64::INFINITY; 120], "mean"),
            (&[1e300; 120], "mean"),
            (&cyclic, "seasonal_naive"),
        ];
        for (endog, method) in cases {
            let (model, fitted, reason) = fit_or_fallback(&spec, endog, &Exog::none());
            assert_eq!(model.method(), method, "{reason:?}");
            assert!(fitted.is_none() && reason.is_some());
            let forecast = model.forecast(24, &[0.95], &Exog::none()).unwrap();
            assert!(
                forecast
                    .mean
                    .iter()
                    .chain(&forecast.se)
                    .all(|v| v.is_finite())
            );
        }
    }

    #[test]
    fn a_collinear_regressor_is_left_out_and_named() {
        let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none()).exog(["a", "b"]);
        let endog: Vec<f64> = (0..60).map(|t| f64::from(t * 17 % 13)).collect();
        let a: Vec<f64> = (0..60).map(|t| f64::from(t * 5 % 7)).collect();
        let b = a.iter().map(|x| 2.0 * x).collect();
        let exog = Exog::new(["a", "b"], vec![a, b]).unwrap();
        let (model, fitted, reason) = fit_or_fallback(&spec, &endog, &exog);
        assert_eq!((model.method(), model.exog_names().len()), ("sarima", 1));
        assert!(fitted.is_some());
        assert!(reason.unwrap().contains("collinear"));
    }
}
