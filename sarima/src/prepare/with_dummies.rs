//! Columns of a series with few missing values or none. Each missing value is a dummy regressor.

use super::column::Column;
use super::dummies::Dummies;
use super::orthogonal::Orthogonal;
use super::prepared::Prepared;
use super::regressors::regressors;
use super::series::Series;
use crate::error::FitError;
use crate::exog::Exog;
use crate::spec::Spec;
use sarima_likelihood::evaluate::Columns;

/// Columns for the least-squares likelihood.
pub(super) fn prepare(
    spec: &Spec,
    exog: Option<&Exog>,
    mut series: Series,
) -> Result<Prepared, FitError> {
    let n = series.len();
    let dummies = Dummies::new(&series.missing, &series.difference, series.span.len());
    let n_used = n - dummies.at.len();
    series.check(n_used)?;
    let remove = |column: &mut Column| dummies.remove_from(&mut column.values);
    let mut y = Column::new(std::mem::take(&mut series.y));
    remove(&mut y);
    let noise = series.noise();
    // Below this, the rest after differencing is rounding of the data themselves.
    if y.norm() <= noise {
        return Err(FitError::NoVariation);
    }
    let orthogonal = Orthogonal::new(regressors(spec, exog, &series)?, remove)?;
    let (unit, offset) = orthogonal.reduce(&mut y, noise)?;
    let mut data = dummies.columns();
    let n_dummies = data.len();
    for column in orthogonal.columns {
        data.push(column.values);
    }
    data.push(y.values);
    let entries = dummies.at.iter().map(|&t| dummies.each(t).collect());
    Ok(Prepared {
        columns: Columns {
            n,
            dummies: n_dummies,
            data,
            entries: entries.collect(),
            shifts: dummies.shifts(),
            #[cfg(feature = "wide-search")]
            gaps: None,
        },
        scale: unit * series.magnitude,
        offset,
        basis: orthogonal.basis,
        diffuse_constant: dummies.diffuse_constant,
        n_used,
    })
}
