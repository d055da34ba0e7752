//! From a series to the columns of a likelihood problem.
//!
//! Values before the first and after the last observation carry no information and are cut. Each
//! missing value inside is filled and gets a dummy regressor. Data and regressors are differenced,
//! the regressors made orthogonal (to the dummies first, then to each other), the data reduced by
//! their least-squares fit and scaled to unit mean square.

use crate::error::FitError;
use crate::exog::Exog;
use crate::spec::{Constant, Spec};
use sarima_likelihood::evaluate::Columns;
use sarima_likelihood::linalg;
use sarima_likelihood::shifts::Shifts;

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
        let magnitude = values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        if magnitude == 0.0 {
            return Err(FitError::NoVariation);
        }
        if !(1e-140..=1e140).contains(&magnitude) {
            return Err(FitError::Magnitude(magnitude));
        }
        let filled = interpolate(values, magnitude);
        let difference = Difference::new(spec);
        let missing: Vec<usize> = (0..values.len()).filter(|&t| values[t].is_nan()).collect();
        let n = values.len() - spec.n_diff();
        #[cfg(feature = "wide-search")]
        if let Some(gaps) = super::incomplete::gaps(spec, &missing, &difference, n) {
            let y = difference.apply(&filled);
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
        let mut y = difference.apply(&filled);
        dummies.remove_from(&mut y);
        let size = norm(&y);
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
        let rest = norm(&y);
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

/// The rounding of data of magnitude 1, differenced.
pub(super) fn noise(difference: &Difference, n: usize) -> f64 {
    1e-14 * (n as f64).sqrt() * difference.gain()
}

pub(super) fn norm(x: &[f64]) -> f64 {
    linalg::dot(x, x).sqrt()
}

fn transformed(spec: &Spec, endog: &[f64]) -> Result<Vec<f64>, FitError> {
    let one = |(index, &value): (usize, &f64)| {
        if value.is_nan() {
            return Ok(value);
        }
        if value.is_infinite() {
            return Err(FitError::NotFinite { index, value });
        }
        let out = spec.transform.apply(value);
        if out.is_finite() {
            Ok(out)
        } else {
            Err(FitError::TransformDomain { index, value })
        }
    };
    endog.iter().enumerate().map(one).collect()
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

/// Fills gaps linearly and divides by `magnitude`. The likelihood does not depend on the filling.
pub(super) fn interpolate(values: &[f64], magnitude: f64) -> Vec<f64> {
    let mut out: Vec<f64> = values.iter().map(|v| v / magnitude).collect();
    let mut before = 0;
    for t in 0..out.len() {
        if out[t].is_nan() {
            continue;
        }
        if t > before + 1 {
            let (a, b, gap) = (out[before], out[t], (t - before) as f64);
            for (k, v) in out[before..t].iter_mut().enumerate().skip(1) {
                *v = a + (b - a) * k as f64 / gap;
            }
        }
        before = t;
    }
    out
}

/// The differencing polynomial `(1 - B)^d (1 - B^s)^D`.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// Coefficients, index = lag; 1 at lag 0.
    pub(crate) polynomial: Vec<f64>,
    steps: Vec<usize>,
}

impl Difference {
    pub(crate) fn new(spec: &Spec) -> Self {
        let (d, so) = (spec.order.d, spec.seasonal_order);
        let mut steps = vec![so.s; so.d];
        steps.extend(std::iter::repeat_n(1, d));
        let mut polynomial = vec![0.0; spec.n_diff() + 1];
        polynomial[0] = 1.0;
        let mut degree = 0;
        for &step in &steps {
            degree += step;
            for k in (step..=degree).rev() {
                polynomial[k] -= polynomial[k - step];
            }
        }
        Self { polynomial, steps }
    }

    /// The differenced series, shorter by the degree.
    pub(crate) fn apply(&self, x: &[f64]) -> Vec<f64> {
        let mut x = x.to_vec();
        for &step in &self.steps {
            for t in (step..x.len()).rev() {
                x[t] -= x[t - step];
            }
            x.drain(..step.min(x.len()));
        }
        x
    }

    fn degree(&self) -> usize {
        self.polynomial.len() - 1
    }

    fn gain(&self) -> f64 {
        self.polynomial.iter().map(|c| c.abs()).sum()
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
            let magnitude = column.iter().fold(0.0f64, |m, v| m.max(v.abs()));
            if magnitude == 0.0 {
                return Err(FitError::Collinear(name.to_owned()));
            }
            column.iter_mut().for_each(|v| *v /= magnitude);
            Ok((name.to_owned(), magnitude, difference.apply(&column)))
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
        let before = norm(&x);
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
        let after = norm(&x);
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

/// Dummies of missing values, differenced.
struct Dummies {
    /// Positions whose dummies are linearly independent once differenced.
    at: Vec<usize>,
    polynomial: Vec<(usize, f64)>,
    degree: usize,
    n: usize,
    /// Cholesky factor of their inner products.
    factor: Vec<f64>,
    diffuse_constant: f64,
}

impl Dummies {
    fn new(missing: &[usize], difference: &Difference, len: usize) -> Self {
        let degree = difference.degree();
        let polynomial: Vec<(usize, f64)> = difference
            .polynomial
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, c)| *c != 0.0)
            .collect();
        let mut this = Self {
            at: Vec::new(),
            polynomial,
            degree,
            n: len - degree,
            factor: Vec::new(),
            diffuse_constant: 0.0,
        };
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for &t in missing {
            let mut row: Vec<f64> = Vec::with_capacity(rows.len() + 1);
            for (&u, done) in this.at.iter().zip(&rows) {
                let j = row.len();
                row.push((this.inner(t, u) - linalg::dot(&row, &done[..j])) * done[j]);
            }
            let own = this.inner(t, t);
            let pivot = own - linalg::dot(&row, &row);
            if pivot > 1e-9 * own.max(1e-300) {
                row.push(1.0 / pivot.sqrt());
                this.at.push(t);
                rows.push(row);
            }
        }
        let m = rows.len();
        this.factor = vec![0.0; m * m];
        for (i, row) in rows.iter().enumerate() {
            this.factor[i * m..i * m + row.len()].copy_from_slice(row);
        }
        if missing.first().is_some_and(|&t| t < degree) {
            this.diffuse_constant = diffuse_constant(missing, difference, len);
        }
        this
    }

    /// Inner product of two differenced impulses.
    fn inner(&self, t: usize, u: usize) -> f64 {
        let mut sum = 0.0;
        for &(a, ca) in &self.polynomial {
            let at = t + a;
            if at < self.degree || at >= self.n + self.degree {
                continue;
            }
            for &(b, cb) in &self.polynomial {
                if u + b == at {
                    sum += ca * cb;
                }
            }
        }
        sum
    }

    fn each(&self, t: usize) -> impl Iterator<Item = (usize, f64)> {
        let (degree, n) = (self.degree, self.n);
        self.polynomial.iter().filter_map(move |&(lag, c)| {
            let at = t + lag;
            (at >= degree && at < n + degree).then(|| (at - degree, c))
        })
    }

    /// Least-squares residuals on the dummies: the choice of filling no longer matters.
    fn remove_from(&self, x: &mut [f64]) {
        let m = self.at.len();
        if m == 0 {
            return;
        }
        let mut b: Vec<f64> = self
            .at
            .iter()
            .map(|&t| self.each(t).map(|(i, c)| c * x[i]).sum())
            .collect();
        linalg::solve_lower(&self.factor, m, &mut b);
        linalg::solve_lower_transposed(&self.factor, m, &mut b);
        for (&t, v) in self.at.iter().zip(&b) {
            for (i, c) in self.each(t) {
                x[i] -= c * v;
            }
        }
    }

    /// Those whose differenced impulse lies inside from its beginning.
    fn shifts(&self) -> Shifts {
        let start = |&t: &usize| t.checked_sub(self.degree);
        Shifts::new(self.at.iter().map(start).collect(), self.n)
    }

    fn columns(&self) -> Vec<Vec<f64>> {
        let column = |&t: &usize| {
            let mut x = vec![0.0; self.n];
            for (i, c) in self.each(t) {
                x[i] += c;
            }
            x
        };
        self.at.iter().map(column).collect()
    }
}

/// Log-determinant of the map from the `d + D s` starting values to the first observations that
/// identify them: 0 without missing values. Leaving it out of the likelihood is what R does, and
/// statsmodels without its diffuse innovations.
pub(super) fn diffuse_constant(missing: &[usize], difference: &Difference, len: usize) -> f64 {
    let k = difference.degree();
    let tail: Vec<(usize, f64)> = difference
        .polynomial
        .iter()
        .copied()
        .enumerate()
        .skip(1)
        .filter(|(_, c)| *c != 0.0)
        .collect();
    // Response of y_t to the starting values, innovations zero; kept as an orthogonal basis.
    let mut responses: Vec<Vec<f64>> = Vec::with_capacity(len);
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(k);
    let mut log_det = 0.0;
    for t in 0..len {
        let mut row = vec![0.0; k];
        if t < k {
            row[t] = 1.0;
        } else {
            for &(lag, c) in &tail {
                linalg::axpy(-c, &responses[t - lag], &mut row);
            }
        }
        responses.push(row.clone());
        if missing.binary_search(&t).is_ok() {
            continue;
        }
        let size = norm(&row);
        for _ in 0..2 {
            for q in &basis {
                let step = linalg::dot(q, &row);
                linalg::axpy(-step, q, &mut row);
            }
        }
        let left = norm(&row);
        if left > 1e-8 * size {
            log_det += left.ln();
            row.iter_mut().for_each(|v| *v /= left);
            basis.push(row);
            if basis.len() == k {
                break;
            }
        }
    }
    log_det
}
