//! Columns of a series with many missing values.
//!
//! The filter of the likelihood takes missing values as they are; those among the first `d + D s`
//! have dummies. Inner products are taken between innovations under white differences. That is
//! least squares on dummies of all missing values, at the cost of one pass.

use super::column::Column;
use super::dummies::diffuse_constant;
use super::orthogonal::{Orthogonal, PASSES};
use super::prepared::Prepared;
use super::regressors::{Regressor, regressors};
use super::series::Series;
use crate::error::FitError;
use crate::exog::Exog;
use crate::spec::Spec;
use sarima_likelihood::evaluate::Columns;
use sarima_likelihood::gaps::Gaps;
use sarima_likelihood::linalg;
use sarima_likelihood::missing::{is_cheaper, whitened};
use sarima_likelihood::shifts::Shifts;

/// Share of a dummy's squared length that must be left for it to count.
const INDEPENDENT: f64 = 1e-9;

/// Positions of the missing values that the filter takes, if it is cheaper than dummies.
pub(super) fn gaps(spec: &Spec, series: &Series) -> Option<Gaps> {
    if series.missing.is_empty() {
        return None;
    }
    let gaps = rows(series);
    is_cheaper(&gaps, spec.shape(), series.missing.len()).then_some(gaps)
}

fn rows(series: &Series) -> Gaps {
    let degree = series.difference.degree();
    let mut rows = vec![false; series.len()];
    for t in series.missing.iter().filter_map(|t| t.checked_sub(degree)) {
        rows[t] = true;
    }
    Gaps {
        missing: rows,
        difference: series.difference.polynomial.clone(),
    }
}

/// Columns for the filter.
pub(super) fn prepare(
    spec: &Spec,
    exog: Option<&Exog>,
    mut series: Series,
    gaps: Gaps,
) -> Result<Prepared, FitError> {
    let n = series.len();
    let mut regressors = regressors(spec, exog, &series)?;
    let mut dummies = initial(&series);
    let mut y = Column::new(std::mem::take(&mut series.y));
    whiten(&gaps, &mut dummies, &mut regressors, &mut y)?;
    let diffuse_constant = match dummies.len() {
        0 => 0.0,
        _ => diffuse_constant(&series.missing, &series.difference, series.span.len()),
    };
    let dummies = independent(dummies);
    let n_used = n - gaps.count() - dummies.len();
    series.check(n_used)?;
    remove(&dummies, &mut y);
    let orthogonal = Orthogonal::new(regressors, |column| remove(&dummies, column))?;
    let (unit, offset) = orthogonal.reduce(&mut y, series.noise())?;
    let known = dummies.len();
    let data = dummies.into_iter().chain(orthogonal.columns).chain([y]);
    Ok(Prepared {
        columns: Columns {
            n,
            dummies: known,
            data: data.map(|column| column.values).collect(),
            entries: Vec::new(),
            shifts: Shifts::default(),
            gaps: Some(gaps),
        },
        scale: unit * series.magnitude,
        offset,
        basis: orthogonal.basis,
        diffuse_constant,
        n_used,
    })
}

/// Dummies of the values missing among the first `d + D s`.
fn initial(series: &Series) -> Vec<Column> {
    let degree = series.difference.degree();
    let early = series.missing.iter().take_while(|t| **t < degree);
    let dummy = |t: &usize| {
        let mut impulse = vec![0.0; series.span.len()];
        impulse[*t] = 1.0;
        series.difference.apply(&mut impulse);
        Column::new(impulse)
    };
    early.map(dummy).collect()
}

/// Gives every column its innovations under white differences.
fn whiten(
    gaps: &Gaps,
    dummies: &mut [Column],
    regressors: &mut [Regressor],
    y: &mut Column,
) -> Result<(), FitError> {
    let regressors = regressors.iter_mut().map(|r| &mut r.column);
    let columns: Vec<&mut Column> = dummies.iter_mut().chain(regressors).chain([y]).collect();
    let values: Vec<Vec<f64>> = columns.iter().map(|c| c.values.clone()).collect();
    let white = whitened(gaps, &values).ok_or(FitError::Numerical("the gaps leave no variance"))?;
    for (column, white) in columns.into_iter().zip(white) {
        column.white = Some(white);
    }
    Ok(())
}

/// The dummies that are not combinations of earlier ones, with orthogonal innovations of unit
/// length.
fn independent(dummies: Vec<Column>) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::with_capacity(dummies.len());
    for mut dummy in dummies {
        let before = dummy.norm();
        remove(&out, &mut dummy);
        let after = dummy.norm();
        if after * after > INDEPENDENT * before * before {
            if let Some(white) = &mut dummy.white {
                white.iter_mut().for_each(|v| *v /= after);
            }
            out.push(dummy);
        }
    }
    out
}

/// Makes the innovations of a column orthogonal to those of unit length.
fn remove(dummies: &[Column], column: &mut Column) {
    for _ in 0..PASSES {
        for dummy in dummies {
            let step = dummy.dot(column);
            if let (Some(white), Some(other)) = (&mut column.white, &dummy.white) {
                linalg::axpy(-step, other, white);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::prepare as prepare_as_usual;
    use super::super::series::transformed;
    use super::*;
    use crate::constant::Constant;
    use crate::exog::Exog;
    use crate::order::{Order, SeasonalOrder};
    use sarima_likelihood::evaluate::Evaluator;

    /// Log-likelihood and regression coefficients at given factors, concentrated.
    fn at(prepared: &Prepared, spec: &Spec, coef: &[f64]) -> Vec<f64> {
        let mut eval = Evaluator::new(&prepared.columns, spec.shape());
        let value = eval.evaluate(coef);
        let mut out = vec![prepared.llf(value), prepared.sigma2(eval.s).ln()];
        out.extend(prepared.regression(&eval.coefficients()[prepared.columns.dummies..]));
        out
    }

    fn filtered(spec: &Spec, y: &[f64], exog: &Exog) -> Prepared {
        let series = Series::new(spec, &transformed(spec, y).unwrap()).unwrap();
        let gaps = rows(&series);
        prepare(spec, Some(exog), series, gaps).unwrap()
    }

    #[test]
    fn gaps_anywhere_count_as_dummies_do() {
        let wave = |t: usize| ((t * 37 % 23) as f64).sin() + (t as f64 * 0.3).cos();
        for (d, sd, constant) in [
            (0, 0, Constant::Mean),
            (1, 0, Constant::Drift),
            (0, 1, Constant::None),
            (1, 1, Constant::None),
            (0, 2, Constant::None),
        ] {
            let spec = Spec::new(Order::new(1, d, 1), SeasonalOrder::new(1, sd, 1, 10))
                .constant(constant)
                .exog(["x"]);
            let mut y: Vec<f64> = (0..60).map(|t| 1e3 + wave(t) + 0.1 * t as f64).collect();
            let x: Vec<f64> = (0..60).map(|t| wave(t * t + 1)).collect();
            let exog = Exog::new(["x"], vec![x]).unwrap();
            // Early values, single ones, and every value at one position of the season.
            for t in [1, 2, 6, 17, 30, 31].into_iter().chain((3..60).step_by(10)) {
                y[t] = f64::NAN;
            }
            let coef = [-0.6, 0.3, -0.4, -0.7];
            let dummies = prepare_as_usual(&spec, &y, &exog).unwrap();
            let filter = filtered(&spec, &y, &exog);
            assert!(dummies.columns.gaps.is_none());
            assert_eq!(dummies.n_used, filter.n_used);
            let (a, b) = (at(&dummies, &spec, &coef), at(&filter, &spec, &coef));
            for (a, b) in a.iter().zip(&b) {
                assert!((a - b).abs() < 1e-9 * (1.0 + a.abs()), "{d} {sd} {a} {b}");
            }
        }
    }
}
