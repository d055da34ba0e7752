//! The constant and the regressors of a model.

use super::column::Column;
use super::series::{Series, largest};
use crate::constant::Constant;
use crate::error::FitError;
use crate::exog::Exog;
use crate::spec::Spec;
use sarima_likelihood::linalg;

/// A regressor, differenced.
pub(super) struct Regressor {
    pub(super) name: String,
    /// The divisor of its values.
    pub(super) magnitude: f64,
    pub(super) column: Column,
}

/// The constant, if there is one, and the regressors; none where `exog` is `None`.
pub(super) fn regressors(
    spec: &Spec,
    exog: Option<&Exog>,
    series: &Series,
) -> Result<Vec<Regressor>, FitError> {
    let Some(exog) = exog else {
        return Ok(Vec::new());
    };
    let span = &series.span;
    let mut out = Vec::with_capacity(spec.n_regression());
    match spec.constant {
        Constant::None => {}
        Constant::Mean => out.push(("intercept", vec![1.0; span.len()])),
        Constant::Drift => out.push(("drift", span.clone().map(|t| (t + 1) as f64).collect())),
    }
    for (name, column) in exog.names().iter().zip(exog.columns()) {
        out.push((name.as_str(), column[span.clone()].to_vec()));
    }
    out.into_iter()
        .map(|(name, mut values)| {
            let magnitude = largest(&values);
            if magnitude == 0.0 {
                return Err(FitError::Collinear(name.to_owned()));
            }
            values.iter_mut().for_each(|v| *v /= magnitude);
            series.difference.apply(&mut values);
            Ok(Regressor {
                name: name.to_owned(),
                magnitude,
                column: Column::new(values),
            })
        })
        .collect()
}

/// Subtracts the regression with known coefficients, the constant's first.
pub(super) fn subtract(spec: &Spec, exog: &Exog, beta: &[f64], values: &mut [f64]) {
    let mut beta = beta.iter();
    if spec.constant != Constant::None {
        let b = beta.next().copied().unwrap_or(0.0);
        for (t, v) in values.iter_mut().enumerate() {
            *v -= match spec.constant {
                Constant::Drift => b * (t + 1) as f64,
                _ => b,
            };
        }
    }
    for (b, column) in beta.zip(exog.columns()) {
        linalg::axpy(-b, column, values);
    }
}
