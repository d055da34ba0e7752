//! Lag polynomials `1 + c_1 B^m + c_2 B^2m + …` and their products.
//!
//! Inside the crate all four factors have this form, so an autoregressive coefficient appears with
//! its sign changed: `c_i = -ar.Li`, `c_i = ma.Li`.

/// Numbers of coefficients of the four factors, and the season.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Non-seasonal autoregressive lags.
    pub p: usize,
    /// Non-seasonal moving-average lags.
    pub q: usize,
    /// Seasonal autoregressive lags.
    pub sp: usize,
    /// Seasonal moving-average lags.
    pub sq: usize,
    /// Season length.
    pub s: usize,
}

impl Shape {
    /// Number of coefficients.
    pub fn count(&self) -> usize {
        self.p + self.q + self.sp + self.sq
    }

    /// Degree of the whole autoregressive polynomial.
    pub fn ar_degree(&self) -> usize {
        self.p + self.s * self.sp
    }

    /// Degree of the whole moving-average polynomial.
    pub fn ma_degree(&self) -> usize {
        self.q + self.s * self.sq
    }

    /// Number of pre-sample values.
    pub fn presample(&self) -> usize {
        self.ar_degree().max(self.ma_degree())
    }
}

/// The place of a coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// In the moving-average half, else in the autoregressive.
    pub moving_average: bool,
    /// In the seasonal factor.
    pub seasonal: bool,
    /// Lag in periods.
    pub lag: usize,
}

impl Shape {
    /// The factor and lag of coefficient `i`.
    pub fn locate(&self, mut i: usize) -> Part {
        let factors = [
            (self.p, false, false),
            (self.q, true, false),
            (self.sp, false, true),
            (self.sq, true, true),
        ];
        let mut part = Part {
            moving_average: true,
            seasonal: true,
            lag: 0,
        };
        for (n, moving_average, seasonal) in factors {
            let step = if seasonal { self.s } else { 1 };
            part = Part {
                moving_average,
                seasonal,
                lag: (i + 1) * step,
            };
            if i < n {
                break;
            }
            i -= n;
        }
        part
    }
}

/// The four factors, coefficients stored as `[ar | ma | seasonal ar | seasonal ma]`.
#[derive(Clone, Debug)]
pub struct Arma {
    pub(crate) shape: Shape,
    coef: Vec<f64>,
    /// Whole autoregressive polynomial, dense, index = lag, zero-padded to the pre-sample length.
    pub ar_full: Vec<f64>,
    /// Whole moving-average polynomial, likewise.
    pub ma_full: Vec<f64>,
    /// Lags of `ar_full` that can be non-zero, without lag 0.
    pub ar_lags: Vec<usize>,
    /// Lags of `ma_full` that can be non-zero, without lag 0.
    pub ma_lags: Vec<usize>,
}

impl Arma {
    pub(crate) fn new(shape: Shape) -> Self {
        let r = shape.presample();
        let mut arma = Self {
            shape,
            coef: vec![0.0; shape.count()],
            ar_full: vec![0.0; r + 1],
            ma_full: vec![0.0; r + 1],
            ar_lags: product_lags(shape.p, shape.sp, shape.s),
            ma_lags: product_lags(shape.q, shape.sq, shape.s),
        };
        arma.expand();
        arma
    }

    /// Replaces the coefficients.
    pub fn set(&mut self, coef: &[f64]) {
        self.coef.copy_from_slice(coef);
        self.expand();
    }

    /// `true` if every factor has at most one lag.
    pub fn is_small(&self) -> bool {
        let Shape { p, q, sp, sq, .. } = self.shape;
        p.max(q).max(sp).max(sq) <= 1
    }

    pub(crate) fn ar(&self) -> &[f64] {
        &self.coef[..self.shape.p]
    }

    pub(crate) fn ma(&self) -> &[f64] {
        &self.coef[self.shape.p..self.shape.p + self.shape.q]
    }

    pub(crate) fn sar(&self) -> &[f64] {
        let at = self.shape.p + self.shape.q;
        &self.coef[at..at + self.shape.sp]
    }

    pub(crate) fn sma(&self) -> &[f64] {
        &self.coef[self.shape.count() - self.shape.sq..]
    }

    /// The factor that multiplies the one of `part`, and its step.
    pub fn partner(&self, part: Part) -> (&[f64], usize) {
        match (part.moving_average, part.seasonal) {
            (false, false) => (self.sar(), self.shape.s),
            (false, true) => (self.ar(), 1),
            (true, false) => (self.sma(), self.shape.s),
            (true, true) => (self.ma(), 1),
        }
    }

    fn expand(&mut self) {
        let Shape { p, q, sp, sq, s } = self.shape;
        let (ar, rest) = self.coef.split_at(p);
        let (ma, rest) = rest.split_at(q);
        let (sar, sma) = rest.split_at(sp);
        debug_assert_eq!(sma.len(), sq);
        multiply(ar, sar, s, &mut self.ar_full);
        multiply(ma, sma, s, &mut self.ma_full);
    }
}

/// Lags, ascending and without lag 0, that can be non-zero in the product of a polynomial of `n`
/// lags and one of `seasonal` lags that are `s` periods apart.
pub fn product_lags(n: usize, seasonal: usize, s: usize) -> Vec<usize> {
    let is_lag = |k: &usize| (0..=seasonal).any(|j| (j * s..=j * s + n).contains(k));
    (1..=n + seasonal * s).filter(is_lag).collect()
}

/// `out = (1 + Σ a_i B^i)(1 + Σ b_j B^(js))`, dense.
fn multiply(a: &[f64], b: &[f64], s: usize, out: &mut [f64]) {
    out.fill(0.0);
    for j in 0..=b.len() {
        let bj = if j == 0 { 1.0 } else { b[j - 1] };
        out[j * s] += bj;
        for (i, &ai) in a.iter().enumerate() {
            out[i + 1 + j * s] += ai * bj;
        }
    }
}

/// Adds to `grad_a` and `grad_b` the derivatives of a function of the product, given its
/// derivatives `full` with respect to the product's coefficients.
pub fn multiply_adjoint(
    full: &[f64],
    a: &[f64],
    b: &[f64],
    s: usize,
    grad_a: &mut [f64],
    grad_b: &mut [f64],
) {
    for (i, g) in grad_a.iter_mut().enumerate() {
        *g += full[i + 1];
        for (j, bj) in b.iter().enumerate() {
            *g += full[i + 1 + (j + 1) * s] * bj;
        }
    }
    for (j, g) in grad_b.iter_mut().enumerate() {
        *g += full[(j + 1) * s];
        for (i, ai) in a.iter().enumerate() {
            *g += full[i + 1 + (j + 1) * s] * ai;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const SHAPE: Shape = Shape {
        p: 2,
        q: 0,
        sp: 1,
        sq: 1,
        s: 4,
    };

    #[test]
    fn factors_are_multiplied() {
        let mut arma = Arma::new(SHAPE);
        arma.set(&[0.5, 0.2, 0.1, -0.3]);
        assert_eq!(arma.ar_lags, [1, 2, 4, 5, 6]);
        let expected = [1.0, 0.5, 0.2, 0.0, 0.1, 0.05, 0.02];
        for (found, expected) in arma.ar_full.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-16);
        }
        assert_eq!((arma.ma_lags.as_slice(), arma.ma_full[4]), (&[4][..], -0.3));
    }

    #[test]
    fn each_coefficient_has_its_place() {
        let places: Vec<(bool, bool, usize)> = (0..4)
            .map(|i| SHAPE.locate(i))
            .map(|part| (part.moving_average, part.seasonal, part.lag))
            .collect();
        let expected = [
            (false, false, 1),
            (false, false, 2),
            (false, true, 4),
            (true, true, 4),
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn the_adjoint_has_the_derivatives_of_the_product() {
        let (a, b, s) = ([0.5, 0.2], [0.1], 4);
        let weights = [0.0, 1.0, -2.0, 3.0, 0.5, 4.0, -1.0];
        let value = |a: &[f64], b: &[f64]| {
            let mut full = [0.0; 7];
            multiply(a, b, s, &mut full);
            full.iter().zip(weights).map(|(c, w)| c * w).sum::<f64>()
        };
        let (mut by_a, mut by_b) = ([0.0; 2], [0.0]);
        multiply_adjoint(&weights, &a, &b, s, &mut by_a, &mut by_b);
        let here = value(&a, &b);
        // The product is linear in each coefficient, so that a step of 1 gives the derivative.
        assert!((value(&[1.5, 0.2], &b) - here - by_a[0]).abs() < 1e-12);
        assert!((value(&[0.5, 1.2], &b) - here - by_a[1]).abs() < 1e-12);
        assert!((value(&a, &[1.1]) - here - by_b[0]).abs() < 1e-12);
    }
}
