//! A series with many missing values made ready for the likelihood.
//!
//! The filter of the likelihood takes missing values as they are; those among the first `d + D s`
//! have dummies. Inner products are taken between innovations under white differences, which is
//! least squares on dummies of all missing values at the cost of one pass.

use super::difference::Difference;
use super::dummies::diffuse_constant;
use super::prepare::{COLLINEAR, Prepared, Regressor, noise};
use crate::error::FitError;
use crate::spec::Spec;
use sarima_likelihood::evaluate::Columns;
use sarima_likelihood::gaps::Gaps;
use sarima_likelihood::linalg;
use sarima_likelihood::missing::{is_cheaper, whitened};
use sarima_likelihood::shifts::Shifts;

/// Share of a dummy's squared length that must be left for it to count.
const INDEPENDENT: f64 = 1e-9;

/// What is left of a column, and of its innovations.
struct Pair {
    raw: Vec<f64>,
    white: Vec<f64>,
}

/// Missing values that the filter takes, if it is the cheaper way.
pub(super) fn gaps(
    spec: &Spec,
    missing: &[usize],
    difference: &Difference,
    n: usize,
) -> Option<Gaps> {
    if missing.is_empty() {
        return None;
    }
    let gaps = rows(missing, difference, n);
    is_cheaper(&gaps, spec.shape(), missing.len()).then_some(gaps)
}

fn rows(missing: &[usize], difference: &Difference, n: usize) -> Gaps {
    let degree = difference.polynomial.len() - 1;
    let mut rows = vec![false; n];
    for t in missing.iter().filter_map(|t| t.checked_sub(degree)) {
        rows[t] = true;
    }
    Gaps {
        missing: rows,
        difference: difference.polynomial.clone(),
    }
}

/// Columns for the filter; `y` and the regressors are differenced, the gaps filled somehow.
pub(super) fn prepare(
    gaps: Gaps,
    missing: &[usize],
    difference: &Difference,
    y: Vec<f64>,
    regressors: Vec<Regressor>,
    needed: usize,
) -> Result<Prepared, FitError> {
    let n = y.len();
    let degree = difference.polynomial.len() - 1;
    let initial = missing.iter().take_while(|t| **t < degree);
    let dummies: Vec<Vec<f64>> = initial
        .map(|&t| {
            let mut impulse = vec![0.0; n + degree];
            impulse[t] = 1.0;
            difference.apply(&mut impulse);
            impulse
        })
        .collect();
    let plain: Vec<Vec<f64>> = dummies
        .into_iter()
        .chain(regressors.iter().map(|r| r.2.clone()))
        .chain([y])
        .collect();
    let white = whitened(&gaps, &plain).ok_or(FitError::Numerical("the gaps leave no variance"))?;
    let mut pairs = plain
        .into_iter()
        .zip(white)
        .map(|(raw, white)| Pair { raw, white });
    let n_dummies = pairs.len() - regressors.len() - 1;
    let mut identified: Vec<Pair> = Vec::with_capacity(n_dummies);
    for mut pair in pairs.by_ref().take(n_dummies) {
        let before = linalg::norm(&pair.white);
        remove(&identified, &mut pair.white);
        let after = linalg::norm(&pair.white);
        if after * after > INDEPENDENT * before * before {
            pair.white.iter_mut().for_each(|v| *v /= after);
            identified.push(pair);
        }
    }
    let n_used = n - gaps.count() - identified.len();
    if n_used < needed {
        return Err(FitError::TooShort {
            observed: n_used + degree,
            needed: needed + degree,
        });
    }
    let root = (n as f64).sqrt();
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(regressors.len());
    let mut columns: Vec<Pair> = Vec::with_capacity(regressors.len());
    let count = regressors.len();
    for (j, (regressor, mut x)) in regressors
        .iter()
        .zip(pairs.by_ref().take(count))
        .enumerate()
    {
        let before = linalg::norm(&x.raw);
        remove(&identified, &mut x.white);
        let mut combination = vec![0.0; count];
        combination[j] = 1.0 / regressor.1;
        for _ in 0..2 {
            for (q, b) in columns.iter().zip(&basis) {
                let step = linalg::dot(&q.white, &x.white) / n as f64;
                linalg::axpy(-step, &q.white, &mut x.white);
                linalg::axpy(-step, &q.raw, &mut x.raw);
                linalg::axpy(-step, b, &mut combination);
            }
        }
        let after = linalg::norm(&x.white);
        if after <= (COLLINEAR * before).max(1e-13 * root) {
            return Err(FitError::Collinear(regressor.0.clone()));
        }
        let unit = after / root;
        for values in [&mut x.raw, &mut x.white, &mut combination] {
            values.iter_mut().for_each(|v| *v /= unit);
        }
        columns.push(x);
        basis.push(combination);
    }
    let Some(mut y) = pairs.next() else {
        return Err(FitError::NoVariation);
    };
    remove(&identified, &mut y.white);
    let size = linalg::norm(&y.white);
    let mut offset = vec![0.0; count];
    for _ in 0..2 {
        for (b, q) in offset.iter_mut().zip(&columns) {
            let step = linalg::dot(&q.white, &y.white) / n as f64;
            linalg::axpy(-step, &q.white, &mut y.white);
            linalg::axpy(-step, &q.raw, &mut y.raw);
            *b += step;
        }
    }
    let rest = linalg::norm(&y.white);
    if rest <= noise(difference, n).max(1e-12 * size) {
        return Err(FitError::NoVariation);
    }
    let unit = rest / root;
    y.raw.iter_mut().for_each(|v| *v /= unit);
    offset.iter_mut().for_each(|b| *b /= unit);
    let known = identified.len();
    let data = identified.into_iter().chain(columns).chain([y]);
    Ok(Prepared {
        columns: Columns {
            n,
            dummies: known,
            data: data.map(|pair| pair.raw).collect(),
            entries: Vec::new(),
            shifts: Shifts::default(),
            gaps: Some(gaps),
        },
        scale: unit,
        offset,
        basis,
        diffuse_constant: if n_dummies > 0 {
            diffuse_constant(missing, difference, n + degree)
        } else {
            0.0
        },
        n_used,
    })
}

/// Makes innovations orthogonal to those of unit length.
fn remove(basis: &[Pair], white: &mut [f64]) {
    for _ in 0..2 {
        for q in basis {
            let step = linalg::dot(&q.white, white);
            linalg::axpy(-step, &q.white, white);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::prepare::{interpolate, regressors};
    use super::*;
    use crate::exog::Exog;
    use crate::order::{Order, SeasonalOrder};
    use crate::spec::Constant;
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
        let difference = Difference::new(spec);
        let magnitude = y.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let missing: Vec<usize> = (0..y.len()).filter(|&t| y[t].is_nan()).collect();
        let mut filled: Vec<f64> = y.iter().map(|v| v / magnitude).collect();
        interpolate(&mut filled, &missing);
        difference.apply(&mut filled);
        let gaps = rows(&missing, &difference, filled.len());
        let regressors = regressors(spec, exog, &(0..y.len()), &difference).unwrap();
        let prepared = prepare(gaps, &missing, &difference, filled, regressors, 1).unwrap();
        Prepared {
            scale: prepared.scale * magnitude,
            ..prepared
        }
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
            // Early ones, single ones, and one position of the season altogether.
            for t in [1, 2, 6, 17, 30, 31].into_iter().chain((3..60).step_by(10)) {
                y[t] = f64::NAN;
            }
            let coef = [-0.6, 0.3, -0.4, -0.7];
            let dummies = Prepared::new(&spec, &y, &exog).unwrap();
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
