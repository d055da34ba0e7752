//! Dummies of missing values: differenced impulses.

use super::difference::Difference;
use sarima_likelihood::linalg;
use sarima_likelihood::shifts::Shifts;

/// Dummies of missing values, differenced.
pub(super) struct Dummies {
    /// Positions whose dummies are linearly independent once differenced.
    pub(super) at: Vec<usize>,
    polynomial: Vec<(usize, f64)>,
    degree: usize,
    n: usize,
    /// Cholesky factor of their inner products.
    factor: Vec<f64>,
    pub(super) diffuse_constant: f64,
}

impl Dummies {
    pub(super) fn new(missing: &[usize], difference: &Difference, len: usize) -> Self {
        let degree = difference.degree();
        let mut this = Self {
            at: Vec::new(),
            polynomial: difference.terms().collect(),
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

    pub(super) fn each(&self, t: usize) -> impl Iterator<Item = (usize, f64)> {
        let (degree, n) = (self.degree, self.n);
        self.polynomial.iter().filter_map(move |&(lag, c)| {
            let at = t + lag;
            (at >= degree && at < n + degree).then(|| (at - degree, c))
        })
    }

    /// Residuals of least squares on the dummies, which do not depend on how the gaps were filled.
    pub(super) fn remove_from(&self, x: &mut [f64]) {
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

    /// Positions whose differenced impulse lies inside the series from its beginning.
    pub(super) fn shifts(&self) -> Shifts {
        let start = |&t: &usize| t.checked_sub(self.degree);
        Shifts::new(self.at.iter().map(start).collect(), self.n)
    }

    pub(super) fn columns(&self) -> Vec<Vec<f64>> {
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
/// identify them: 0 without missing values. The likelihood leaves it out, as R does, and as
/// statsmodels does without its diffuse innovations.
pub(super) fn diffuse_constant(missing: &[usize], difference: &Difference, len: usize) -> f64 {
    let k = difference.degree();
    // The coefficient at lag 0 is 1.
    let tail: Vec<(usize, f64)> = difference.terms().skip(1).collect();
    // Response of y_t to the starting values with zero innovations, kept as an orthogonal basis.
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
        let size = linalg::norm(&row);
        for _ in 0..2 {
            for q in &basis {
                let step = linalg::dot(q, &row);
                linalg::axpy(-step, q, &mut row);
            }
        }
        let left = linalg::norm(&row);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, SeasonalOrder, Spec};

    #[test]
    fn the_filling_of_a_gap_does_not_matter() {
        let spec = Spec::new(Order::new(0, 1, 0), SeasonalOrder::new(0, 1, 0, 4));
        let difference = Difference::new(&spec);
        let residuals = |filled: f64| {
            let mut y: Vec<f64> = (0..20).map(|t| f64::from(t * t % 7)).collect();
            y[9] = filled;
            difference.apply(&mut y);
            Dummies::new(&[9], &difference, 20).remove_from(&mut y);
            y
        };
        for (a, b) in residuals(0.0).iter().zip(residuals(100.0)) {
            assert!((a - b).abs() < 1e-12);
        }
    }

    #[test]
    fn only_gaps_among_the_starting_values_have_a_diffuse_constant() {
        let spec = Spec::new(Order::new(0, 2, 0), SeasonalOrder::none());
        let difference = Difference::new(&spec);
        assert_eq!(Dummies::new(&[5], &difference, 12).diffuse_constant, 0.0);
        // Without y_2 the first two observations are y_1 and y_3 = 2 y_2 - y_1 + …: a factor of 2.
        let constant = Dummies::new(&[1], &difference, 12).diffuse_constant;
        assert!((constant.abs() - 2f64.ln()).abs() < 1e-12, "{constant}");
    }
}
