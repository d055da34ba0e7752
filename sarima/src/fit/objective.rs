//! The negative log-likelihood as a function of reflection coefficients in a box.

use sarima_likelihood::evaluate::{Columns, Evaluator};
use sarima_likelihood::gradient::Differentiator;
use sarima_likelihood::linalg;
use sarima_likelihood::pacf;
use sarima_likelihood::polynomial::Shape;

/// Half the concentrated value of the likelihood as a function of reflection coefficients.
pub(crate) struct Objective<'a> {
    pub(crate) eval: Evaluator<'a>,
    diff: Differentiator,
    shape: Shape,
    /// Lengths of the four factors.
    blocks: [usize; 4],
    /// `true` for each autoregressive coordinate.
    autoregressive: Vec<bool>,
    /// Largest absolute autoregressive coordinate.
    ar_bound: f64,
    coef: Vec<f64>,
    /// Gradient in the coefficients at `coef`, if the evaluator was last used there.
    latest: Option<Vec<f64>>,
}

/// Slopes at a point; their differences give the curvature at a maximum.
#[derive(Clone, Debug)]
pub(crate) struct Slopes {
    /// Gradient of the objective in the coefficients themselves.
    pub(crate) gradient: Vec<f64>,
    /// Coefficients of dummies and regressors.
    pub(crate) regression: Vec<f64>,
    /// The smallest sum of squares.
    pub(crate) s: f64,
}

impl<'a> Objective<'a> {
    pub(crate) fn new(columns: &'a Columns, shape: Shape, ar_bound: f64) -> Self {
        let eval = Evaluator::new(columns, shape);
        let autoregressive = (0..shape.count())
            .map(|i| !shape.locate(i).moving_average)
            .collect();
        Self {
            autoregressive,
            shape,
            diff: Differentiator::new(&eval),
            eval,
            blocks: [shape.p, shape.q, shape.sp, shape.sq],
            ar_bound: ar_bound.atanh(),
            coef: vec![0.0; shape.count()],
            latest: None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.coef.len()
    }

    /// The orders.
    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// The data of the problem: differenced, regressed, scaled.
    pub(crate) fn series(&self) -> &[f64] {
        self.eval.series()
    }

    /// Factor and position of each factor's first coefficient.
    pub(crate) fn first_lags(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let blocks = self.blocks;
        let at = move |factor: usize| (factor, blocks[..factor].iter().sum());
        (0..4).filter(move |factor| blocks[*factor] > 0).map(at)
    }

    /// Number of coefficients of a factor.
    pub(crate) fn order_of(&self, factor: usize) -> usize {
        self.blocks[factor]
    }

    /// The coordinate of a reflection coefficient.
    pub(crate) fn coordinate(&self, at: usize, kappa: f64) -> f64 {
        if self.autoregressive[at] {
            kappa.atanh()
        } else {
            kappa
        }
    }

    /// Largest absolute value of each coordinate.
    pub(crate) fn bounds(&self) -> Vec<f64> {
        let mut bounds = Vec::with_capacity(self.len());
        for (i, &n) in self.blocks.iter().enumerate() {
            let b = if i % 2 == 0 { self.ar_bound } else { 1.0 };
            bounds.extend(std::iter::repeat_n(b, n));
        }
        bounds
    }

    /// `true` for each autoregressive coordinate.
    pub(crate) fn autoregressive(&self) -> &[bool] {
        &self.autoregressive
    }

    /// Coordinates of reflection coefficients.
    pub(crate) fn coordinates(&self, kappa: &[f64]) -> Vec<f64> {
        let one = |(k, ar): (&f64, &bool)| if *ar { k.atanh() } else { *k };
        kappa.iter().zip(&self.autoregressive).map(one).collect()
    }

    pub(crate) fn reflections(&self, x: &[f64]) -> Vec<f64> {
        self.reflected(0, x)
    }

    /// Reflection coefficients of the coordinates from `at` on.
    fn reflected(&self, at: usize, x: &[f64]) -> Vec<f64> {
        let mut kappa = x.to_vec();
        self.to_reflections(at, &mut kappa);
        kappa
    }

    /// Replaces coordinates from `at` on by reflection coefficients.
    fn to_reflections(&self, at: usize, x: &mut [f64]) {
        for (x, ar) in x.iter_mut().zip(&self.autoregressive[at..]) {
            if *ar {
                *x = x.tanh();
            }
        }
    }

    /// Coefficients of the four factors.
    pub(crate) fn coefficients(&self, x: &[f64]) -> Vec<f64> {
        let mut c = x.to_vec();
        self.reflect(&mut c);
        c
    }

    /// Replaces coordinates by coefficients.
    fn reflect(&self, x: &mut [f64]) {
        self.to_reflections(0, x);
        let mut rest = x;
        for n in self.blocks {
            let (block, tail) = rest.split_at_mut(n);
            pacf::to_coefficients(block);
            rest = tail;
        }
    }

    /// The objective; infinite where the likelihood does not exist.
    pub(crate) fn value(&mut self, x: &[f64]) -> f64 {
        let mut coef = std::mem::take(&mut self.coef);
        coef.copy_from_slice(x);
        self.reflect(&mut coef);
        self.coef = coef;
        self.latest = None;
        0.5 * self.eval.evaluate(&self.coef)
    }

    /// Conditional likelihoods of several points, only good for comparisons with each other.
    pub(crate) fn conditionals(&mut self, points: &[Vec<f64>]) -> Vec<f64> {
        self.latest = None;
        let mut coefs = Vec::with_capacity(points.len() * self.len());
        for x in points {
            let start = coefs.len();
            coefs.extend_from_slice(x);
            self.reflect(&mut coefs[start..]);
        }
        let mut values = self.eval.conditionals(&coefs);
        values.iter_mut().for_each(|v| *v *= 0.5);
        values
    }

    /// The gradient at the point of the last value.
    pub(crate) fn gradient(&mut self, x: &[f64]) -> Option<Vec<f64>> {
        let by_coef = self.diff.gradient(&self.eval)?;
        let mut grad = vec![0.0; by_coef.len()];
        let mut at = 0;
        for n in self.blocks {
            // A single coefficient is its own reflection coefficient.
            if n == 1 {
                grad[at] = 0.5 * by_coef[at] * self.slope(at, self.coef[at]);
                at += 1;
                continue;
            }
            let kappa = self.reflected(at, &x[at..at + n]);
            let j = pacf::jacobian(&kappa);
            for (i, g) in by_coef[at..at + n].iter().enumerate() {
                linalg::axpy(0.5 * g, &j[i * n..(i + 1) * n], &mut grad[at..at + n]);
            }
            for (i, k) in kappa.iter().enumerate() {
                grad[at + i] *= self.slope(at + i, *k);
            }
            at += n;
        }
        self.latest = Some(by_coef);
        Some(grad)
    }

    /// Positions of the coefficients whose factor is not on the stationarity boundary.
    pub(crate) fn interior(&self, coef: &[f64], margin: f64) -> Vec<usize> {
        let mut at = 0;
        let mut out = Vec::with_capacity(coef.len());
        for (factor, &n) in self.blocks.iter().enumerate() {
            let inside = factor % 2 == 1
                || pacf::from_coefficients(&coef[at..at + n])
                    .is_some_and(|k| k.iter().all(|k| k.abs() < 1.0 - margin));
            if inside {
                out.extend(at..at + n);
            }
            at += n;
        }
        out
    }

    /// `true` for each coefficient of a factor with a coordinate on its bound.
    pub(crate) fn on_boundary(&self, x: &[f64]) -> Vec<bool> {
        let bounds = self.bounds();
        let mut at = 0;
        let mut out = Vec::with_capacity(x.len());
        for n in self.blocks {
            let any = (at..at + n).any(|i| x[i].abs() >= bounds[i]);
            out.extend(std::iter::repeat_n(any, n));
            at += n;
        }
        out
    }

    /// `true` if every factor is stationary or invertible; unit roots of the latter are allowed.
    pub(crate) fn is_admissible(&self, coef: &[f64]) -> bool {
        let mut at = 0;
        for n in self.blocks {
            if n > 0 && pacf::from_coefficients(&coef[at..at + n]).is_none() {
                return false;
            }
            at += n;
        }
        true
    }

    /// The objective at coefficients.
    pub(crate) fn value_at_coefficients(&mut self, coef: &[f64]) -> f64 {
        self.latest = None;
        0.5 * self.eval.evaluate(coef)
    }

    /// Derivative of a reflection coefficient with respect to its coordinate.
    fn slope(&self, at: usize, kappa: f64) -> f64 {
        if self.autoregressive[at] {
            (1.0 - kappa) * (1.0 + kappa)
        } else {
            1.0
        }
    }

    /// The slopes at `coef`.
    pub(crate) fn slopes_at(&mut self, coef: &[f64]) -> Option<Slopes> {
        self.latest = None;
        if !self.eval.evaluate(coef).is_finite() {
            return None;
        }
        let gradient = self.diff.gradient(&self.eval)?;
        Some(self.slopes_of(gradient))
    }

    /// The slopes at the point of the last value, if its gradient has been computed.
    pub(crate) fn latest_slopes(&mut self) -> Option<Slopes> {
        let gradient = self.latest.take()?;
        Some(self.slopes_of(gradient))
    }

    fn slopes_of(&self, mut gradient: Vec<f64>) -> Slopes {
        gradient.iter_mut().for_each(|g| *g *= 0.5);
        Slopes {
            gradient,
            regression: self.eval.coefficients(),
            s: self.eval.s,
        }
    }

    /// Gauss-Newton matrix at the point of the last gradient.
    pub(crate) fn gauss_newton(&mut self, x: &[f64]) -> Vec<f64> {
        let kappa = self.reflections(x);
        let k = self.len();
        let h = self.diff.gauss_newton(&self.eval);
        // The Jacobian is block-diagonal. It is stored dense, which keeps the two products simple.
        let mut jacobian = vec![0.0; k * k];
        let mut at = 0;
        for n in self.blocks {
            let j = pacf::jacobian(&kappa[at..at + n]);
            for i in 0..n {
                jacobian[(at + i) * k + at..(at + i) * k + at + n]
                    .copy_from_slice(&j[i * n..(i + 1) * n]);
            }
            at += n;
        }
        for row in jacobian.chunks_exact_mut(k) {
            for (i, v) in row.iter_mut().enumerate() {
                *v *= self.slope(i, kappa[i]);
            }
        }
        let mut hj = vec![0.0; k * k];
        let mut out = vec![0.0; k * k];
        for i in 0..k {
            for l in 0..k {
                linalg::axpy(
                    h[i * k + l],
                    &jacobian[l * k..(l + 1) * k],
                    &mut hj[i * k..(i + 1) * k],
                );
            }
        }
        for l in 0..k {
            for i in 0..k {
                linalg::axpy(
                    jacobian[l * k + i],
                    &hj[l * k..(l + 1) * k],
                    &mut out[i * k..(i + 1) * k],
                );
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::{prepared, spec};
    use crate::{Order, SeasonalOrder, Spec};

    #[test]
    fn the_gradient_is_that_of_the_value() {
        let spec = Spec::new(Order::new(2, 0, 1), SeasonalOrder::new(0, 0, 1, 4));
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let x = objective.coordinates(&[-0.6, 0.2, 0.3, -0.1]);
        assert!(objective.value(&x).is_finite());
        let gradient = objective.gradient(&x).unwrap();
        for (i, slope) in gradient.iter().enumerate() {
            let mut moved = |step: f64| {
                let mut x = x.clone();
                x[i] += step;
                objective.value(&x)
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!(
                (difference - slope).abs() < 1e-5,
                "{i}: {difference} {slope}"
            );
        }
    }

    #[test]
    fn coordinates_and_reflections_are_inverse() {
        let spec = spec();
        let prepared = prepared(&spec);
        let objective = Objective::new(&prepared.columns, spec.shape(), 0.99);
        let kappa = [-0.9, 0.4, -1.0];
        let back = objective.reflections(&objective.coordinates(&kappa));
        assert!(kappa.iter().zip(&back).all(|(a, b)| (a - b).abs() < 1e-15));
        // Only the autoregressive bound is a parameter of the search.
        assert_eq!(objective.bounds(), [0.99f64.atanh(), 1.0, 1.0]);
        let first: Vec<_> = objective.first_lags().collect();
        assert_eq!(first, [(0, 0), (1, 1), (3, 2)]);
        assert_eq!(
            objective.on_boundary(&[0.0, -1.0, 0.5]),
            [false, true, false]
        );
    }
}
