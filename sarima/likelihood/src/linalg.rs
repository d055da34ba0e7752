//! Small dense symmetric matrices, lower triangles stored row by row with a fixed stride.

/// Inner product with four running sums.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut acc = [0.0; 4];
    let (ca, ra) = a.as_chunks::<4>();
    let (cb, rb) = b.as_chunks::<4>();
    for (x, y) in ca.iter().zip(cb) {
        for k in 0..4 {
            acc[k] += x[k] * y[k];
        }
    }
    let tail: f64 = ra.iter().zip(rb).map(|(x, y)| x * y).sum();
    (acc[0] + acc[2]) + (acc[1] + acc[3]) + tail
}

/// Euclidean length.
pub fn norm(x: &[f64]) -> f64 {
    dot(x, x).sqrt()
}

/// `y += a x`.
pub fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    let (cx, rx) = x.as_chunks::<4>();
    let (cy, ry) = y.as_chunks_mut::<4>();
    for (y, x) in cy.iter_mut().zip(cx) {
        for k in 0..4 {
            y[k] += a * x[k];
        }
    }
    for (y, x) in ry.iter_mut().zip(rx) {
        *y += a * x;
    }
}

/// The logarithm of a product of pivots, with few logarithms.
pub(crate) struct LogDeterminant {
    sum: f64,
    product: f64,
}

impl LogDeterminant {
    pub(crate) fn one() -> Self {
        Self {
            sum: 0.0,
            product: 1.0,
        }
    }

    /// `None` when the pivot is not positive and finite.
    #[inline]
    pub(crate) fn multiply(&mut self, pivot: f64) -> Option<()> {
        if !(pivot > 0.0 && pivot.is_finite()) {
            return None;
        }
        self.product *= pivot;
        if !(1e-100..=1e100).contains(&self.product) {
            self.sum += self.product.ln();
            self.product = 1.0;
        }
        Some(())
    }

    pub(crate) fn total(&self) -> f64 {
        self.sum + self.product.ln()
    }
}

/// Cholesky factor of the `n × n` matrix in the lower triangle of `m` (stride `n`), in place.
/// Returns the log-determinant, or `None` when a pivot is not positive and finite.
pub fn cholesky(m: &mut [f64], n: usize) -> Option<f64> {
    let mut logdet = LogDeterminant::one();
    for i in 0..n {
        let (done, rest) = m.split_at_mut(i * n);
        let row = &mut rest[..n];
        for j in 0..i {
            let lj = &done[j * n..j * n + j + 1];
            row[j] = (row[j] - dot(&row[..j], &lj[..j])) * lj[j];
        }
        let pivot = row[i] - dot(&row[..i], &row[..i]);
        logdet.multiply(pivot)?;
        // The diagonal holds the reciprocal of the factor's, the only form needed later.
        row[i] = 1.0 / pivot.sqrt();
    }
    Some(logdet.total())
}

/// Solves `L z = b` in place.
pub fn solve_lower(l: &[f64], n: usize, b: &mut [f64]) {
    for i in 0..n {
        b[i] = (b[i] - dot(&l[i * n..i * n + i], &b[..i])) * l[i * n + i];
    }
}

/// Solves `L' x = z` in place.
pub fn solve_lower_transposed(l: &[f64], n: usize, z: &mut [f64]) {
    for i in (0..n).rev() {
        let (head, tail) = z.split_at_mut(i);
        tail[0] *= l[i * n + i];
        axpy(-tail[0], &l[i * n..i * n + i], head);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_factored_system_is_solved() {
        // [4 2 0; 2 5 2; 0 2 5], lower triangle.
        let mut m = vec![4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 0.0, 2.0, 5.0];
        let logdet = cholesky(&mut m, 3).unwrap();
        assert!((logdet - 64f64.ln()).abs() < 1e-14);
        // The solution is (1, -1, 2).
        let mut b = vec![2.0, 1.0, 8.0];
        solve_lower(&m, 3, &mut b);
        solve_lower_transposed(&m, 3, &mut b);
        for (found, expected) in b.iter().zip([1.0, -1.0, 2.0]) {
            assert!((found - expected).abs() < 1e-14, "{b:?}");
        }
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        assert!(cholesky(&mut [1.0, 0.0, 2.0, 1.0], 2).is_none());
        assert!(cholesky(&mut [f64::NAN], 1).is_none());
    }

    #[test]
    fn the_logarithm_of_a_product_survives_overflow() {
        let mut product = LogDeterminant::one();
        for _ in 0..10 {
            product.multiply(1e90).unwrap();
        }
        assert!((product.total() - 900.0 * 10f64.ln()).abs() < 1e-9);
    }
}
