//! From a series to the columns of a likelihood problem.
//!
//! Values before the first and after the last observation carry no information and are cut. Each
//! missing value inside is filled and gets a dummy regressor. Data and regressors are differenced,
//! the regressors made orthogonal (to the dummies first, then to each other), the data reduced by
//! their least-squares fit and scaled to unit mean square.

use super::difference::Difference;
use super::dummies::Dummies;
use crate::error::FitError;
use crate::exog::Exog;
use crate::spec::{Constant, Spec};
use sarima_likelihood::evaluate::Columns;
use sarima_likelihood::linalg;

/// A regressor counts as a combination of others when less than this share of its length is left.
pub(super) const COLLINEAR: f64 = 1e-7;

/// A series made ready for the likelihood.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) columns: Columns,
    /// The data's unit: differenced data are divided by it.
    pub(crate) scale: f64,
    /// Least-squares coefficients already subtracted, in scaled orthogonal coordinates.
    pub(super) offset: Vec<f64>,
    /// Upper-triangular map from orthogonal to original regressors, column by column.
    pub(super) basis: Vec<Vec<f64>>,
    /// A constant of the likelihood when values are missing among the first `d + D s`.
    pub(super) diffuse_constant: f64,
    /// Observations used: non-missing less the identified starting values.
    pub(crate) n_used: usize,
}

impl Prepared {
    /// Prepares a series with its regressors as columns of the problem.
    pub(crate) fn new(spec: &Spec, endog: &[f64], exog: &Exog) -> Result<Self, FitError> {
        Self::with_regression(spec, endog, exog, None)
    }

    /// Prepares a series; with `beta` (constant first) the regression is subtracted instead.
    pub(crate) fn with_regression(
        spec: &Spec,
        endog: &[f64],
        exog: &Exog,
        beta: Option<&[f64]>,
    ) -> Result<Self, FitError> {
        spec.validate()?;
        exog.check(&spec.exog, endog.len())?;
        let mut values = transformed(spec, endog)?;
        if let Some(beta) = beta {
            subtract(spec, exog, beta, &mut values);
        }
        let observed = values.iter().filter(|v| !v.is_nan()).count();
        let needed = spec.n_diff() + spec.n_params() + 1;
        let first = values.iter().position(|v| !v.is_nan());
        let last = values.iter().rposition(|v| !v.is_nan());
        let (Some(first), Some(last)) = (first, last) else {
            return Err(FitError::TooShort { observed, needed });
        };
        if observed < needed {
            return Err(FitError::TooShort { observed, needed });
        }
        let span = first..last + 1;
        let values = &values[span.clone()];
        let magnitude = largest(values);
        if magnitude == 0.0 {
            return Err(FitError::NoVariation);
        }
        if !(1e-140..=1e140).contains(&magnitude) {
            return Err(FitError::Magnitude(magnitude));
        }
        let mut missing: Vec<usize> = Vec::new();
        if observed < values.len() {
            missing.extend((0..values.len()).filter(|&t| values[t].is_nan()));
        }
        let mut y: Vec<f64> = values.iter().map(|v| v / magnitude).collect();
        interpolate(&mut y, &missing);
        let difference = Difference::new(spec);
        difference.apply(&mut y);
        let n = values.len() - spec.n_diff();
        #[cfg(feature = "wide-search")]
        if let Some(gaps) = super::incomplete::gaps(spec, &missing, &difference, n) {
            let regressors = if beta.is_some() {
                Vec::new()
            } else {
                regressors(spec, exog, &span, &difference)?
            };
            let needed = spec.n_params() + 1;
            let prepared =
                super::incomplete::prepare(gaps, &missing, &difference, y, regressors, needed)?;
            return Ok(Self {
                scale: prepared.scale * magnitude,
                ..prepared
            });
        }
        let dummies = Dummies::new(&missing, &difference, values.len());
        let n_eff = n - dummies.at.len();
        if n_eff < spec.n_params() + 1 {
            return Err(FitError::TooShort { observed, needed });
        }
        dummies.remove_from(&mut y);
        let size = linalg::norm(&y);
        // Below this, what is left after differencing is rounding of the data themselves.
        let noise = noise(&difference, n);
        if size <= noise {
            return Err(FitError::NoVariation);
        }
        let regressors = if beta.is_some() {
            Vec::new()
        } else {
            regressors(spec, exog, &span, &difference)?
        };
        let Orthogonal { basis, columns } = orthogonalise(regressors, &dummies)?;
        let mut offset = vec![0.0; columns.len()];
        // Twice is enough.
        for _ in 0..2 {
            for (b, q) in offset.iter_mut().zip(&columns) {
                let step = linalg::dot(q, &y) / n as f64;
                linalg::axpy(-step, q, &mut y);
                *b += step;
            }
        }
        let rest = linalg::norm(&y);
        if rest <= noise.max(1e-12 * size) {
            return Err(FitError::NoVariation);
        }
        let unit = rest / (n as f64).sqrt();
        y.iter_mut().for_each(|v| *v /= unit);
        offset.iter_mut().for_each(|b| *b /= unit);
        let mut data = dummies.columns();
        let n_dummies = data.len();
        data.extend(columns);
        data.push(y);
        Ok(Self {
            columns: Columns {
                n,
                dummies: n_dummies,
                data,
                entries: dummies
                    .at
                    .iter()
                    .map(|&t| dummies.each(t).collect())
                    .collect(),
                shifts: dummies.shifts(),
                #[cfg(feature = "wide-search")]
                gaps: None,
            },
            scale: unit * magnitude,
            offset,
            basis,
            diffuse_constant: dummies.diffuse_constant,
            n_used: n_eff,
        })
    }

    /// Log-likelihood from the concentrated value.
    pub(crate) fn llf(&self, value: f64) -> f64 {
        let n = self.n_used as f64;
        let base = n * ((2.0 * std::f64::consts::PI / n).ln() + 1.0) + value;
        -0.5 * base - n * self.scale.ln() + self.diffuse_constant
    }

    /// Innovation variance from the scaled sum of squares.
    pub(crate) fn sigma2(&self, s: f64) -> f64 {
        s / self.n_used as f64 * self.scale * self.scale
    }

    /// Regression coefficients in original units from the scaled orthogonal ones.
    pub(crate) fn regression(&self, gamma: &[f64]) -> Vec<f64> {
        let total: Vec<f64> = gamma.iter().zip(&self.offset).map(|(g, o)| g + o).collect();
        self.to_original(&total)
    }

    /// Linear map from scaled orthogonal to original coefficients.
    pub(crate) fn to_original(&self, gamma: &[f64]) -> Vec<f64> {
        let mut beta = vec![0.0; gamma.len()];
        for (g, column) in gamma.iter().zip(&self.basis) {
            linalg::axpy(g * self.scale, column, &mut beta);
        }
        beta
    }
}

/// The largest absolute value that is a number.
fn largest(values: &[f64]) -> f64 {
    let mut most = [0.0; 4];
    let (fours, rest) = values.as_chunks::<4>();
    for four in fours {
        for (most, v) in most.iter_mut().zip(four) {
            if v.abs() > *most {
                *most = v.abs();
            }
        }
    }
    let all = most.iter().chain(rest);
    all.fold(0.0, |most: f64, v| most.max(v.abs()))
}

/// The rounding of data of magnitude 1, differenced.
pub(super) fn noise(difference: &Difference, n: usize) -> f64 {
    1e-14 * (n as f64).sqrt() * difference.gain()
}

fn transformed(spec: &Spec, endog: &[f64]) -> Result<Vec<f64>, FitError> {
    let mut out = endog.to_vec();
    for (index, slot) in out.iter_mut().enumerate() {
        let value = *slot;
        if value.is_nan() {
            continue;
        }
        if value.is_infinite() {
            return Err(FitError::NotFinite { index, value });
        }
        *slot = spec.transform.apply(value);
        if !slot.is_finite() {
            return Err(FitError::TransformDomain { index, value });
        }
    }
    Ok(out)
}

/// Subtracts the regression with known coefficients, the constant's first.
fn subtract(spec: &Spec, exog: &Exog, beta: &[f64], values: &mut [f64]) {
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

/// Fills the gaps at `missing` linearly; neither end is one. The likelihood does not depend on the filling.
pub(super) fn interpolate(values: &mut [f64], missing: &[usize]) {
    let mut rest = missing;
    while let Some(&first) = rest.first() {
        let length = (0..)
            .zip(rest)
            .take_while(|(k, t)| first + k == **t)
            .count();
        let (a, b) = (values[first - 1], values[first + length]);
        for (k, v) in values[first..first + length].iter_mut().enumerate() {
            *v = a + (b - a) * (k + 1) as f64 / (length + 1) as f64;
        }
        rest = &rest[length..];
    }
}

/// Name, magnitude, and differenced values in units of it.
pub(super) type Regressor = (String, f64, Vec<f64>);

pub(super) fn regressors(
    spec: &Spec,
    exog: &Exog,
    span: &std::ops::Range<usize>,
    difference: &Difference,
) -> Result<Vec<Regressor>, FitError> {
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
        .map(|(name, mut column)| {
            let magnitude = largest(&column);
            if magnitude == 0.0 {
                return Err(FitError::Collinear(name.to_owned()));
            }
            column.iter_mut().for_each(|v| *v /= magnitude);
            difference.apply(&mut column);
            Ok((name.to_owned(), magnitude, column))
        })
        .collect()
}

/// Regressors of mean square 1, orthogonal to each other, and for each its coefficients in terms
/// of the original ones.
struct Orthogonal {
    basis: Vec<Vec<f64>>,
    columns: Vec<Vec<f64>>,
}

/// Gram-Schmidt, repeated once.
fn orthogonalise(regressors: Vec<Regressor>, dummies: &Dummies) -> Result<Orthogonal, FitError> {
    let k = regressors.len();
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(k);
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(k);
    for (j, (name, magnitude, mut x)) in regressors.into_iter().enumerate() {
        let n = x.len() as f64;
        // Differencing a constant leaves rounding errors only.
        let before = linalg::norm(&x);
        dummies.remove_from(&mut x);
        let mut combination = vec![0.0; k];
        combination[j] = 1.0 / magnitude;
        for _ in 0..2 {
            for (q, b) in columns.iter().zip(&basis) {
                let step = linalg::dot(q, &x) / n;
                linalg::axpy(-step, q, &mut x);
                linalg::axpy(-step, b, &mut combination);
            }
        }
        let after = linalg::norm(&x);
        if after <= (COLLINEAR * before).max(1e-13 * n.sqrt()) {
            return Err(FitError::Collinear(name));
        }
        let unit = after / n.sqrt();
        x.iter_mut().for_each(|v| *v /= unit);
        combination.iter_mut().for_each(|v| *v /= unit);
        columns.push(x);
        basis.push(combination);
    }
    Ok(Orthogonal { basis, columns })
}
