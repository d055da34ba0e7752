//! From a series to the columns of a likelihood problem.
//!
//! Values before the first and after the last observation carry no information and are cut. Missing
//! values inside get dummy regressors, or the filter of the likelihood takes them if that is
//! cheaper. Data and regressors are differenced. The regressors are made orthogonal, to the dummies
//! first and then to each other. The data are reduced by their least-squares fit and scaled to unit
//! mean square.
//!
//! | file | what |
//! |---|---|
//! | [`series`] | checks, transformation, cutting, filling, differencing |
//! | [`difference`] | the differencing polynomial |
//! | [`regressors`] | constant and regressors, differenced |
//! | [`dummies`] | impulses in place of missing values |
//! | [`mod@column`] | a column and its least-squares fit |
//! | [`orthogonal`] | regressors orthogonal to each other |
//! | [`with_dummies`] | few missing values, or none |
//! | `with_filter` | many missing values |
//! | [`prepared`] | the result, and the way back to original units |

mod column;
mod difference;
mod dummies;
mod orthogonal;
pub(crate) mod prepared;
mod regressors;
mod series;
mod with_dummies;
#[cfg(feature = "wide-search")]
mod with_filter;

use crate::error::FitError;
use crate::exog::Exog;
use crate::spec::Spec;
use prepared::Prepared;
use series::Series;

/// Prepares a series with its regressors as columns of the problem.
pub(crate) fn prepare(spec: &Spec, endog: &[f64], exog: &Exog) -> Result<Prepared, FitError> {
    let values = checked(spec, endog, exog)?;
    columns(spec, Some(exog), Series::new(spec, &values)?)
}

/// Prepares a series less the regression with coefficients `beta`, the constant's first.
pub(crate) fn prepare_less(
    spec: &Spec,
    endog: &[f64],
    exog: &Exog,
    beta: &[f64],
) -> Result<Prepared, FitError> {
    let mut values = checked(spec, endog, exog)?;
    regressors::subtract(spec, exog, beta, &mut values);
    columns(spec, None, Series::new(spec, &values)?)
}

/// The values of the series, transformed.
fn checked(spec: &Spec, endog: &[f64], exog: &Exog) -> Result<Vec<f64>, FitError> {
    spec.validate()?;
    exog.check(&spec.exog, endog.len())?;
    series::transformed(spec, endog)
}

/// The columns, without the regression where there is no `exog`.
fn columns(spec: &Spec, exog: Option<&Exog>, series: Series) -> Result<Prepared, FitError> {
    #[cfg(feature = "wide-search")]
    if let Some(gaps) = with_filter::gaps(spec, &series) {
        return with_filter::prepare(spec, exog, series, gaps);
    }
    with_dummies::prepare(spec, exog, series)
}
