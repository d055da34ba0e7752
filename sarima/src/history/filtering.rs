//! The filter over a history, with as many digits as it takes.

use super::in_sample::InSample;
#[cfg(feature = "wide-search")]
use crate::at_params::evaluated;
#[cfg(feature = "wide-search")]
use crate::filter::Expansion;
use crate::filter::{Filter, Number, System};
use crate::{Constant, Exog, FitError, Params, Spec};

/// Two log-likelihoods that differ by more than this do not belong to one model.
pub(super) const SAME: f64 = 1e-4;

/// Filters a series from its start; the filter may still be open at the end.
///
/// `llf` is the log-likelihood at these parameters by the other algorithm, that of a fit, if it is
/// known already. With several roots close to the unit circle the first steps of the filter cancel
/// more digits than a 64-bit number has, and its results do not show it. So a result counts only if
/// its log-likelihood is the other one; else the filter runs again with four times the digits.
///
/// # Errors
/// [`FitError`] for a series that cannot be filtered, and [`FitError::Numerical`] if no result can
/// be relied on.
pub(crate) fn run(
    spec: &Spec,
    params: &Params,
    endog: &[f64],
    exog: &Exog,
    llf: Option<f64>,
) -> Result<(Filter, InSample), FitError> {
    spec.validate()?;
    exog.check(&spec.exog, endog.len())?;
    let rows = rows(spec, params, endog, exog)?;
    let fast = pass::<f64>(spec, params, &rows);
    #[cfg(feature = "wide-search")]
    let llf = llf.or_else(|| Some(evaluated(spec, params, endog, exog).ok()?.0));
    match (fast, llf) {
        (Ok(found), Some(llf)) if (found.1.llf - llf).abs() <= SAME => Ok(found),
        (fast, llf) => precise(spec, params, &rows, fast, llf),
    }
}

/// The log-likelihood at the parameters of a fit, to be compared with the fit's own.
///
/// # Errors
/// The errors of [`run`].
pub(crate) fn exact(
    spec: &Spec,
    params: &Params,
    endog: &[f64],
    exog: &Exog,
    llf: f64,
) -> Result<f64, FitError> {
    run(spec, params, endog, exog, Some(llf)).map(|(_, in_sample)| in_sample.llf)
}

/// The result with four times the digits.
#[cfg(feature = "wide-search")]
fn precise(
    spec: &Spec,
    params: &Params,
    rows: &[Row],
    _: Result<(Filter, InSample), FitError>,
    _: Option<f64>,
) -> Result<(Filter, InSample), FitError> {
    let (filter, in_sample) = pass::<Expansion>(spec, params, rows)?;
    Ok((filter.rounded(System::new(spec, params)), in_sample))
}

/// A variance of the differences, in units of `sigma2`, that leaves half of the digits.
#[cfg(not(feature = "wide-search"))]
const HALF: f64 = 1e8;

/// The small module for browsers cannot compute with more digits, and compares with a fit's own
/// likelihood only.
#[cfg(not(feature = "wide-search"))]
fn precise(
    spec: &Spec,
    params: &Params,
    _: &[Row],
    fast: Result<(Filter, InSample), FitError>,
    llf: Option<f64>,
) -> Result<(Filter, InSample), FitError> {
    match llf {
        None if Filter::<f64>::new(System::new(spec, params)).is_some_and(|f| f.gain.f < HALF) => {
            fast
        }
        _ => Err(LOST),
    }
}

const LOST: FitError =
    FitError::Numerical("the filter loses its digits so close to the unit circle");

/// The value of a period on the model's scale (NaN where missing), and the value of its regression.
struct Row {
    z: f64,
    beta: f64,
}

fn rows(spec: &Spec, params: &Params, endog: &[f64], exog: &Exog) -> Result<Vec<Row>, FitError> {
    let mut rows = Vec::with_capacity(endog.len());
    for (t, &y) in endog.iter().enumerate() {
        let z = transformed(spec, y, t)?;
        let beta = regression(params, spec.constant, exog, t + 1, t);
        rows.push(Row { z, beta });
    }
    Ok(rows)
}

fn pass<N: Number>(
    spec: &Spec,
    params: &Params,
    rows: &[Row],
) -> Result<(Filter<N>, InSample), FitError> {
    let not_stationary = || FitError::Param {
        name: "ar".to_owned(),
        reason: "is not stationary",
    };
    let system = System::<N>::new(spec, params);
    let mut filter = Filter::new(system).ok_or_else(not_stationary)?;
    let mut out = InSample::with_capacity(rows.len());
    for row in rows {
        let level = N::from(row.z) - N::from(row.beta);
        let step = filter.step((!row.z.is_nan()).then_some(level));
        out.push(spec, params.sigma2, (row.z, row.beta), step);
    }
    if filter.gain.is_lost() || !out.llf.is_finite() {
        return Err(LOST);
    }
    Ok((filter, out))
}

fn transformed(spec: &Spec, y: f64, index: usize) -> Result<f64, FitError> {
    if y.is_infinite() {
        return Err(FitError::NotFinite { index, value: y });
    }
    let z = spec.transform.apply(y);
    if z.is_nan() && !y.is_nan() {
        return Err(FitError::TransformDomain { index, value: y });
    }
    Ok(z)
}

/// `x_t' β`, the constant included, for period `period` (from 1) and row `row` of the regressors.
pub(crate) fn regression(
    params: &Params,
    constant: Constant,
    exog: &Exog,
    period: usize,
    row: usize,
) -> f64 {
    let constant = match (constant, params.constant) {
        (Constant::Mean, Some(c)) => c,
        (Constant::Drift, Some(c)) => c * period as f64,
        _ => 0.0,
    };
    let columns = exog.columns().iter().zip(&params.exog);
    constant + columns.map(|(x, b)| b * x[row]).sum::<f64>()
}

// Without the wide search these are errors.
#[cfg(all(test, feature = "wide-search"))]
mod tests {
    use super::*;
    use crate::{Model, Order, SeasonalOrder};

    /// A level that turns slowly, and an autoregression with three roots within 0.05 % of the unit
    /// circle.
    fn slow() -> (Spec, Params, Vec<f64>) {
        let spec = Spec::new(Order::new(3, 0, 2), SeasonalOrder::none()).constant(Constant::Mean);
        let params = Params {
            constant: Some(5400.0),
            ar: vec![2.9995, -2.99900006, 0.99950006],
            ma: vec![-1.5, 0.6],
            sigma2: 25.0,
            ..Params::default()
        };
        let value = |t: u32| {
            let turn = (40.0 * (f64::from(t) / 9.0).sin()).round();
            5000.0 + turn + f64::from(t * t / 20 + t * 37 % 11)
        };
        (spec, params, (0..60).map(value).collect())
    }

    #[test]
    fn a_result_that_has_lost_its_digits_is_replaced() {
        let (spec, params, y) = slow();
        // Computed with 90 digits.
        let llf = -241.185056648972;
        let rows = rows(&spec, &params, &y, &Exog::none()).unwrap();
        let lost = pass::<f64>(&spec, &params, &rows).map(|(_, fast)| (fast.llf - llf).abs());
        assert!(lost.is_err() || lost.is_ok_and(|error| error > SAME));
        let (filter, in_sample) = run(&spec, &params, &y, &Exog::none(), None).unwrap();
        assert!((in_sample.llf - llf).abs() < 1e-9, "{}", in_sample.llf);
        assert!((filter.mean.predict(&filter.system) + 198.440236141558).abs() < 1e-9);
        assert!((filter.gain.f - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_replaced_it_is_stored_and_carried_on() {
        let (spec, params, y) = slow();
        let none = Exog::none();
        let (early, late) = y.split_at(45);
        let model = Model::from_params(spec.clone(), params.clone(), early, &none).unwrap();
        let mut stored = Model::from_json(&model.to_json()).unwrap();
        assert_eq!(stored, model);
        stored.append(late, &none).unwrap();
        let whole = Model::from_params(spec, params, &y, &none).unwrap();
        let at_once = whole.forecast(12, &[0.9], &none).unwrap();
        let carried = stored.forecast(12, &[0.9], &none).unwrap();
        assert!((at_once.mean[0] - 5201.559763858442).abs() < 1e-6);
        for h in 0..12 {
            assert!((at_once.mean[h] - carried.mean[h]).abs() < 1e-6, "{h}");
            assert!((at_once.se[h] / carried.se[h] - 1.0).abs() < 1e-9, "{h}");
        }
    }
}
