//! Regressors orthogonal to each other, and a series reduced by them.

use super::column::Column;
use super::regressors::Regressor;
use crate::error::FitError;
use sarima_likelihood::linalg;

/// A regressor counts as collinear when less than this share of its length is left.
const COLLINEAR: f64 = 1e-7;

/// Two passes are enough for orthogonality to rounding (Giraud, Langou, Rozložník and van den Eshof
/// 2005).
pub(super) const PASSES: usize = 2;

/// Regressors of mean square 1, orthogonal to each other, and for each its coefficients in terms
/// of the original ones.
pub(super) struct Orthogonal {
    pub(super) basis: Vec<Vec<f64>>,
    pub(super) columns: Vec<Column>,
}

impl Orthogonal {
    /// Gram-Schmidt, repeated once, of the part that `remove` leaves.
    pub(super) fn new(
        regressors: Vec<Regressor>,
        remove: impl Fn(&mut Column),
    ) -> Result<Self, FitError> {
        let k = regressors.len();
        let mut basis: Vec<Vec<f64>> = Vec::with_capacity(k);
        let mut columns: Vec<Column> = Vec::with_capacity(k);
        for (j, regressor) in regressors.into_iter().enumerate() {
            let mut x = regressor.column;
            let n = x.values.len() as f64;
            // Differencing a constant leaves rounding errors only.
            let before = linalg::norm(&x.values);
            remove(&mut x);
            let mut combination = vec![0.0; k];
            combination[j] = 1.0 / regressor.magnitude;
            for _ in 0..PASSES {
                for (q, b) in columns.iter().zip(&basis) {
                    let step = q.dot(&x) / n;
                    x.add(-step, q);
                    linalg::axpy(-step, b, &mut combination);
                }
            }
            let after = x.norm();
            if after <= (COLLINEAR * before).max(1e-13 * n.sqrt()) {
                return Err(FitError::Collinear(regressor.name));
            }
            let unit = after / n.sqrt();
            x.divide(unit);
            combination.iter_mut().for_each(|v| *v /= unit);
            columns.push(x);
            basis.push(combination);
        }
        Ok(Self { basis, columns })
    }

    /// Reduces a series by its least-squares fit and divides the rest by its root mean square,
    /// which is returned with the coefficients in units of it. A rest below `noise` counts as zero.
    pub(super) fn reduce(&self, y: &mut Column, noise: f64) -> Result<(f64, Vec<f64>), FitError> {
        let n = y.values.len() as f64;
        let size = y.norm();
        let mut offset = vec![0.0; self.columns.len()];
        for _ in 0..PASSES {
            for (b, q) in offset.iter_mut().zip(&self.columns) {
                let step = q.dot(y) / n;
                y.add(-step, q);
                *b += step;
            }
        }
        let rest = y.norm();
        if rest <= noise.max(1e-12 * size) {
            return Err(FitError::NoVariation);
        }
        let unit = rest / n.sqrt();
        y.divide(unit);
        offset.iter_mut().for_each(|b| *b /= unit);
        Ok((unit, offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn regressor(name: &str, values: &[f64]) -> Regressor {
        Regressor {
            name: name.to_owned(),
            magnitude: 1.0,
            column: Column::new(values.to_vec()),
        }
    }

    #[test]
    fn a_series_is_reduced_to_what_regressors_leave() {
        let list = vec![
            regressor("one", &[1.0; 4]),
            regressor("slope", &[0.0, 1.0, 2.0, 3.0]),
        ];
        let orthogonal = Orthogonal::new(list, |_| {}).unwrap();
        let [one, slope] = &orthogonal.columns[..] else {
            panic!("two columns");
        };
        assert!(one.dot(slope).abs() < 1e-14);
        // 2 + 3 t and a pattern orthogonal to both.
        let mut y = Column::new(vec![3.0, 4.0, 7.0, 12.0]);
        let (unit, offset) = orthogonal.reduce(&mut y, 0.0).unwrap();
        assert!((unit - 1.0).abs() < 1e-14);
        let beta: f64 = offset
            .iter()
            .zip(&orthogonal.basis)
            .map(|(o, b)| o * b[1])
            .sum();
        assert!((beta - 3.0).abs() < 1e-13, "{beta}");
        for (found, expected) in y.values.iter().zip([1.0, -1.0, -1.0, 1.0]) {
            assert!((found - expected).abs() < 1e-13);
        }
    }

    #[test]
    fn a_combination_of_others_is_named() {
        let list = vec![
            regressor("a", &[1.0, 2.0, 4.0]),
            regressor("b", &[2.0, 4.0, 8.0]),
        ];
        let error = Orthogonal::new(list, |_| {}).err();
        assert_eq!(error, Some(FitError::Collinear("b".to_owned())));
    }
}
