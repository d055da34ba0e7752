//! Cholesky factor of the normal equations of the pre-sample values.
//!
//! Rows are padded to blocks of four numbers, and four rows are applied to another at a time, so
//! that short rows cost little more than their multiplications.

use crate::linalg::{self, LogDeterminant};

const B: usize = 4;
type Block = [f64; B];

/// A square matrix in padded rows, or its upper factor `U` (`M = U'U`) with the reciprocals of the
/// diagonal in place of the diagonal, which is all that is needed later.
#[derive(Clone, Debug)]
pub(crate) struct Blocked {
    n: usize,
    /// Blocks per row.
    width: usize,
    rows: Vec<Block>,
}

impl Blocked {
    pub(crate) fn new(n: usize) -> Self {
        let width = n.div_ceil(B).max(1);
        Self {
            n,
            width,
            rows: vec![[0.0; B]; n * width],
        }
    }

    /// Length of a padded row, and of the vectors that the solutions work on.
    fn stride(&self) -> usize {
        self.width * B
    }

    /// Memory of the same size.
    pub(crate) fn like(&self) -> Self {
        Self::new(self.n)
    }

    /// Makes room for `n` rows.
    #[cfg(feature = "structured")]
    pub(crate) fn resize(&mut self, n: usize) {
        if self.n != n {
            *self = Self::new(n);
        }
    }

    /// A padded row.
    pub(crate) fn row(&self, i: usize) -> &[f64] {
        self.rows[i * self.width..(i + 1) * self.width].as_flattened()
    }

    /// Row `i` and the one after it, padded.
    fn two_rows(&mut self, i: usize) -> (&mut [f64], &mut [f64]) {
        let rows = &mut self.rows[i * self.width..(i + 2) * self.width];
        let (a, b) = rows.split_at_mut(self.width);
        (a.as_flattened_mut(), b.as_flattened_mut())
    }

    /// Writes the upper triangle of the matrix `M` with
    /// `M[i,j] - M[i-1,j-1] = Σ_k left[k][i] right[k][j]`, from padded vectors.
    pub(crate) fn assemble(&mut self, left: [&[f64]; B], right: [&[f64]; B]) {
        let n = self.n;
        let right = right.map(|x| x.as_chunks::<B>().0);
        for i in 0..n {
            let row = if i == 0 {
                let row = &mut self.rows[..self.width];
                row.fill([0.0; B]);
                row
            } else {
                let (above, row) = self.two_rows(i - 1);
                row[i..n].copy_from_slice(&above[i - 1..n - 1]);
                row.as_chunks_mut::<B>().0
            };
            let first = i / B;
            let a = left.map(|x| x[i]);
            add_four(a, right.map(|x| &x[first..]), &mut row[first..]);
        }
    }

    /// Factors the symmetric matrix whose upper triangle stands here, in place. Returns the
    /// log-determinant, or `None` when a pivot is not positive and finite.
    pub(crate) fn factorise(&mut self) -> Option<f64> {
        let rows = &mut self.rows;
        match self.width {
            2 if SPECIAL => factorise(rows, self.n, 2),
            4 if SPECIAL => factorise(rows, self.n, 4),
            width => factorise(rows, self.n, width),
        }
    }

    /// Solves `U' z = b` in place, `b` padded with zeros.
    pub(crate) fn solve_transposed(&self, b: &mut [f64]) {
        let (b, _) = b.as_chunks_mut::<B>();
        for (k, row) in self.rows.chunks_exact(self.width).enumerate() {
            let (block, at) = (k / B, k % B);
            let z = b[block][at] * row[block][at];
            add(-z, &row[block..], &mut b[block..]);
            b[block][at] = z;
        }
    }

    /// Solves `U x = z` in place, `z` padded with zeros.
    pub(crate) fn solve(&self, z: &mut [f64]) {
        let (z, _) = z.as_chunks_mut::<B>();
        for (k, row) in self.rows.chunks_exact(self.width).enumerate().rev() {
            let (block, at) = (k / B, k % B);
            let own = std::mem::take(&mut z[block][at]);
            let known = linalg::dot(row[block..].as_flattened(), z[block..].as_flattened());
            z[block][at] = (own - known) * row[block][at];
        }
    }

    /// `z ← L'z` for the lower triangle `L` of this matrix, zeros above it in its blocks, `z`
    /// padded with zeros.
    pub(crate) fn multiply_transposed(&self, z: &mut [f64]) {
        let (z, _) = z.as_chunks_mut::<B>();
        for first in 0..self.width {
            let mut sum = [0.0; B];
            let rows = self.rows.chunks_exact(self.width).skip(first * B);
            for (row, z) in rows.zip(z[first..].as_flattened()) {
                for k in 0..B {
                    sum[k] += z * row[first][k];
                }
            }
            z[first] = sum;
        }
    }

    /// Lower triangle of `(U'U)^-1` into `out`; `tmp` holds `U'^-1` on return.
    pub(crate) fn invert(&self, tmp: &mut Self, out: &mut Self) {
        let (rows, tmp, out) = (&self.rows, &mut tmp.rows, &mut out.rows);
        match self.width {
            2 if SPECIAL => invert(rows, tmp, out, self.n, 2),
            4 if SPECIAL => invert(rows, tmp, out, self.n, 4),
            width => invert(rows, tmp, out, self.n, width),
        }
    }

    /// Replaces a symmetric matrix, its lower triangle here, by the sums along its diagonals
    /// `N[i,j] = Σ_k M[i+k,j+k]`, both triangles.
    pub(crate) fn sum_diagonals(&mut self) {
        let (n, stride) = (self.n, self.stride());
        for i in (0..n.saturating_sub(1)).rev() {
            let (row, below) = self.two_rows(i);
            linalg::axpy(1.0, &below[1..=i + 1], &mut row[..=i]);
        }
        let flat = self.rows.as_flattened_mut();
        for i in 0..n {
            for j in i + 1..n {
                flat[i * stride + j] = flat[j * stride + i];
            }
            flat[i * stride + n..(i + 1) * stride].fill(0.0);
        }
    }

    /// `y = M x` for a matrix in full, `x` padded with zeros.
    pub(crate) fn product(&self, x: &[f64], y: &mut [f64]) {
        for (y, row) in y.iter_mut().zip(self.rows.chunks_exact(self.width)) {
            *y = linalg::dot(row.as_flattened(), x);
        }
    }

    /// As [`Self::product`] for a symmetric matrix and a vector with few non-zero elements.
    pub(crate) fn sparse_product(&self, x: &[f64], y: &mut [f64]) {
        y.fill(0.0);
        for (k, &a) in x.iter().enumerate().filter(|(_, a)| **a != 0.0) {
            linalg::axpy(a, self.row(k), y);
        }
    }
}

/// `true` if the usual widths have code in which the width is a constant: faster, and larger.
const SPECIAL: bool = cfg!(feature = "structured");

/// [`Blocked::factorise`] of `n` rows of `width` blocks.
#[inline(always)]
fn factorise(rows: &mut [Block], n: usize, width: usize) -> Option<f64> {
    let mut logdet = LogDeterminant::one();
    for i in 0..n {
        let (block, at) = (i / B, i % B);
        let (done, rest) = rows.split_at_mut(i * width);
        let row = &mut rest[..width];
        add_rows((done, done), width, (block, at), -1.0, block, row);
        let pivot = row[block][at];
        logdet.multiply(pivot)?;
        let reciprocal = 1.0 / pivot.sqrt();
        scale(reciprocal, &mut row[block..]);
        for (k, v) in row[block].iter_mut().enumerate() {
            if k < at {
                *v = 0.0;
            } else if k == at {
                *v = reciprocal;
            }
        }
    }
    Some(logdet.total())
}

/// [`Blocked::invert`] of a factor with `n` rows of `width` blocks.
#[inline(always)]
fn invert(factor: &[Block], tmp: &mut [Block], out: &mut [Block], n: usize, width: usize) {
    for (i, own) in factor.chunks_exact(width).enumerate() {
        let (block, at) = (i / B, i % B);
        let (done, rest) = tmp.split_at_mut(i * width);
        let row = &mut rest[..=block];
        row.fill([0.0; B]);
        row[block][at] = 1.0;
        add_rows((done, factor), width, (block, at), -1.0, 0, row);
        scale(own[block][at], row);
    }
    for i in 0..n {
        let (block, at) = (i / B, i % B);
        let row = &mut out[i * width..=i * width + block];
        row.fill([0.0; B]);
        let below = &tmp[i * width..];
        add_rows((below, below), width, (block, at), 1.0, 0, row);
    }
}

/// `y += sign Σ_k coefficients[k][block][at] rows[k]` from block `first` of `y` on, two blocks at a
/// time, which stay in registers meanwhile.
#[inline(always)]
fn add_rows(
    (rows, coefficients): (&[Block], &[Block]),
    width: usize,
    (block, at): (usize, usize),
    sign: f64,
    first: usize,
    y: &mut [Block],
) {
    let terms = || {
        let rows = rows.chunks_exact(width);
        let a = coefficients.chunks_exact(width);
        rows.zip(a.map(|row| sign * row[block][at % B]))
    };
    let (pairs, single) = y[first..].as_chunks_mut::<2>();
    let mut here = first;
    for pair in pairs {
        let [mut left, mut right] = *pair;
        for (row, a) in terms() {
            let (x, z) = (row[here], row[here + 1]);
            for k in 0..B {
                left[k] += a * x[k];
                right[k] += a * z[k];
            }
        }
        *pair = [left, right];
        here += 2;
    }
    for only in single {
        for (row, a) in terms() {
            let x = row[here];
            for k in 0..B {
                only[k] += a * x[k];
            }
        }
    }
}

fn scale(a: f64, y: &mut [Block]) {
    for v in y.as_flattened_mut() {
        *v *= a;
    }
}

fn add(a: f64, x: &[Block], y: &mut [Block]) {
    for (y, x) in y.iter_mut().zip(x) {
        for k in 0..B {
            y[k] += a * x[k];
        }
    }
}

fn add_four(a: [f64; B], x: [&[Block]; B], y: &mut [Block]) {
    let rows = y.iter_mut().zip(x[0]).zip(x[1]).zip(x[2]).zip(x[3]);
    for ((((y, x0), x1), x2), x3) in rows {
        for k in 0..B {
            y[k] += (a[0] * x0[k] + a[1] * x1[k]) + (a[2] * x2[k] + a[3] * x3[k]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A positive definite matrix without structure.
    fn matrix(n: usize) -> Vec<Vec<f64>> {
        let entry = |i: usize, j: usize| ((i * 7 + j * 13) % 11) as f64 / 11.0 - 0.4;
        let product = |i: usize, j: usize| (0..n).map(|k| entry(i, k) * entry(j, k)).sum::<f64>();
        let diagonal = |i: usize, j: usize| f64::from(u8::from(i == j));
        (0..n)
            .map(|i| (0..n).map(|j| product(i, j) + diagonal(i, j)).collect())
            .collect()
    }

    #[test]
    fn factor_inverse_and_solutions_belong_to_the_matrix() {
        for n in [1, 2, 3, 4, 5, 8, 13, 23] {
            let dense = matrix(n);
            let mut m = Blocked::new(n);
            let stride = m.stride();
            for (i, row) in dense.iter().enumerate() {
                m.rows.as_flattened_mut()[i * stride + i..i * stride + n]
                    .copy_from_slice(&row[i..]);
            }
            let logdet = m.factorise().unwrap();
            let (mut tmp, mut inverse) = (Blocked::new(n), Blocked::new(n));
            m.invert(&mut tmp, &mut inverse);
            let mut z: Vec<f64> = (0..stride)
                .map(|i| if i < n { i as f64 - 2.5 } else { 0.0 })
                .collect();
            let mut solution = z.clone();
            m.solve(&mut solution);
            tmp.multiply_transposed(&mut z);
            assert!(
                z.iter()
                    .zip(&solution)
                    .all(|(a, b)| (a - b).abs() < 1e-10 * (1.0 + b.abs()))
            );
            let mut sums = inverse.clone();
            sums.sum_diagonals();
            let mut pivots = 0.0;
            for (i, row) in dense.iter().enumerate() {
                pivots -= 2.0 * m.row(i)[i].ln();
                let mut x = row.clone();
                x.resize(stride, 0.0);
                m.solve_transposed(&mut x);
                m.solve(&mut x);
                let entry = |i: usize, j: usize| inverse.row(i.max(j))[i.min(j)];
                for (j, x) in x[..n].iter().enumerate() {
                    let expected = f64::from(u8::from(i == j));
                    assert!((x - expected).abs() < 1e-12, "{n} {i} {j} {x}");
                    let y: f64 = (0..n).map(|k| row[k] * entry(k, j)).sum();
                    assert!((y - expected).abs() < 1e-12, "{n} {i} {j} {y}");
                    let sum: f64 = (0..n - i.max(j)).map(|k| entry(i + k, j + k)).sum();
                    assert!((sums.row(i)[j] - sum).abs() < 1e-12);
                }
                let (mut y, mut z) = (vec![0.0; stride], vec![0.0; stride]);
                x[..n].copy_from_slice(row);
                sums.product(&x, &mut y);
                sums.sparse_product(&x, &mut z);
                let expected: f64 = (0..n).map(|k| sums.row(0)[k] * row[k]).sum();
                assert!((y[0] - expected).abs() < 1e-12);
                assert!(y.iter().zip(&z).all(|(a, b)| (a - b).abs() < 1e-12));
            }
            assert!((pivots - logdet).abs() < 1e-12 * (1.0 + logdet.abs()));
        }
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        let mut m = Blocked::new(2);
        m.rows[0] = [1.0, 2.0, 0.0, 0.0];
        m.rows[1] = [0.0, 1.0, 0.0, 0.0];
        assert!(m.factorise().is_none());
    }
}
