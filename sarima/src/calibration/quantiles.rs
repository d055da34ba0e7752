//! A distribution of standardised errors by its quantiles.

use std::sync::Arc;

use crate::distribution::normal_quantile;
use crate::json::{Fields, Value};
use crate::model::ModelError;

/// Quantiles of standardised errors: between them, and beyond the first and the last, they are
/// straight lines over the normal quantiles of their probabilities, as in a plot of quantiles
/// against normal ones. So a line through all is a normal distribution, and tails are normal.
///
/// # Example
/// ```
/// use sarima::ErrorQuantiles;
/// let errors = ErrorQuantiles::new(&[0.1, 0.5, 0.9], &[-1.0, 0.0, 2.0])?;
/// assert_eq!(errors.probabilities(), [0.1, 0.5, 0.9]);
/// assert_eq!(errors.quantiles(), [-1.0, 0.0, 2.0]);
/// # Ok::<(), sarima::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorQuantiles(Arc<[Knot]>);

#[derive(Debug, Clone, Copy, PartialEq)]
struct Knot {
    probability: f64,
    normal: f64,
    error: f64,
}

/// The probabilities of a table.
const PROBABILITIES: [f64; 17] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995,
];

/// Errors beyond the first and the last quantile of a table.
const BEYOND: f64 = 5.0;

/// The fewest errors of a table.
const LEAST: f64 = 50.0;

/// Points that stand for the transform of an observation.
const POINTS: u32 = 8;

/// The least slope between two quantiles, so that every error has a probability.
const FLATTEST: f64 = 0.01;

/// The greatest number of standard deviations.
const FARTHEST: f64 = 1e6;

impl ErrorQuantiles {
    /// The standard normal distribution.
    ///
    /// # Example
    /// ```
    /// assert!(sarima::ErrorQuantiles::normal().are_normal());
    /// ```
    pub fn normal() -> Self {
        Self(Arc::new([]))
    }

    /// Two or more quantiles, in ascending order.
    ///
    /// # Errors
    /// [`ModelError::Content`] for lists of different lengths or with one number, for probabilities
    /// outside (0, 1), and if one of the lists does not ascend.
    ///
    /// # Example
    /// ```
    /// use sarima::ErrorQuantiles;
    /// assert!(ErrorQuantiles::new(&[0.9, 0.1], &[-1.0, 1.0]).is_err());
    /// ```
    pub fn new(probabilities: &[f64], quantiles: &[f64]) -> Result<Self, ModelError> {
        Self::checked(probabilities, quantiles).map_err(ModelError::Content)
    }

    fn checked(probabilities: &[f64], quantiles: &[f64]) -> Result<Self, String> {
        if probabilities.len() != quantiles.len() || quantiles.len() < 2 {
            return Err("`quantiles` and `probabilities` are not two lists of one length".into());
        }
        if probabilities.iter().any(|p| !(*p > 0.0 && *p < 1.0)) {
            return Err("`probabilities` has a number that is not between 0 and 1".into());
        }
        if quantiles.iter().any(|x| x.is_nan() || x.abs() > FARTHEST) {
            return Err("`quantiles` has a number beyond a million".into());
        }
        let knot = |(&probability, &error): (&f64, &f64)| Knot {
            probability,
            normal: normal_quantile(probability),
            error,
        };
        let knots: Vec<Knot> = probabilities.iter().zip(quantiles).map(knot).collect();
        let mut pairs = knots.iter().zip(&knots[1..]);
        if pairs.any(|(a, b)| a.normal >= b.normal || a.error >= b.error) {
            return Err("`quantiles` or `probabilities` does not ascend".into());
        }
        Ok(Self(knots.into()))
    }

    /// The quantiles of out-of-sample errors, from the
    /// [transform](crate::PeriodDistribution::pit_bounds) of each observation by the uncalibrated
    /// distribution.
    ///
    /// The transform of a count is spread over its range without randomisation. Only probabilities
    /// with at least five observations beyond them are tabulated; with fewer than 50 observations
    /// the errors are taken as normal.
    ///
    /// # References
    /// Czado, Gneiting, Held (2009), *Predictive model assessment for count data*, Biometrics 65.
    ///
    /// # Example
    /// ```
    /// use sarima::ErrorQuantiles;
    /// // All observations lie in the middle half: errors are smaller than expected.
    /// let transforms: Vec<(f64, f64)> = (0..200).map(|i| 0.25 + f64::from(i) / 400.0)
    ///     .map(|p| (p, p)).collect();
    /// let errors = ErrorQuantiles::from_transforms(&transforms);
    /// assert!(errors.quantiles()[0] > -0.7);
    /// assert!(ErrorQuantiles::from_transforms(&transforms[..20]).are_normal());
    /// ```
    pub fn from_transforms(transforms: &[(f64, f64)]) -> Self {
        let spread = |&(below, upto): &(f64, f64)| {
            let width = (upto - below) / f64::from(POINTS);
            (0..POINTS).map(move |i| below + width * (f64::from(i) + 0.5))
        };
        let mut points: Vec<f64> = transforms.iter().flat_map(spread).collect();
        points.retain(|p| !p.is_nan());
        points.sort_by(f64::total_cmp);
        let n = points.len() as f64 / f64::from(POINTS);
        let known = |p: &&f64| n * p.min(1.0 - **p) >= BEYOND;
        if n < LEAST {
            return Self::normal();
        }
        let chosen: Vec<f64> = PROBABILITIES.iter().filter(known).copied().collect();
        let mut errors: Vec<f64> = chosen.iter().map(|&p| error_at(&points, p)).collect();
        for at in 1..errors.len() {
            let step = normal_quantile(chosen[at]) - normal_quantile(chosen[at - 1]);
            errors[at] = errors[at].max(errors[at - 1] + FLATTEST * step);
        }
        Self::checked(&chosen, &errors).unwrap_or_else(|_| Self::normal())
    }

    /// `true` for the standard normal distribution.
    ///
    /// # Example
    /// ```
    /// use sarima::ErrorQuantiles;
    /// let errors = ErrorQuantiles::new(&[0.1, 0.9], &[-1.0, 1.0])?;
    /// assert!(!errors.are_normal());
    /// # Ok::<(), sarima::ModelError>(())
    /// ```
    pub fn are_normal(&self) -> bool {
        self.0.is_empty()
    }

    /// The probabilities of the table.
    ///
    /// # Example
    /// ```
    /// assert!(sarima::ErrorQuantiles::normal().probabilities().is_empty());
    /// ```
    pub fn probabilities(&self) -> Vec<f64> {
        self.0.iter().map(|knot| knot.probability).collect()
    }

    /// The errors with these probabilities, in standard deviations.
    ///
    /// # Example
    /// ```
    /// assert!(sarima::ErrorQuantiles::normal().quantiles().is_empty());
    /// ```
    pub fn quantiles(&self) -> Vec<f64> {
        self.0.iter().map(|knot| knot.error).collect()
    }

    /// The error with the probability of a standard normal value.
    pub(crate) fn at(&self, normal: f64) -> f64 {
        self.line(normal, |knot| knot.normal, |knot| knot.error)
    }

    /// The standard normal value with the probability of an error.
    pub(crate) fn normal_of(&self, error: f64) -> f64 {
        self.line(error, |knot| knot.error, |knot| knot.normal)
    }

    fn line(&self, x: f64, from: fn(&Knot) -> f64, to: fn(&Knot) -> f64) -> f64 {
        let last = self.0.len().saturating_sub(2);
        let at = self.0.partition_point(|knot| from(knot) <= x);
        let at = at.saturating_sub(1).min(last);
        match self.0.get(at..at + 2) {
            Some([a, b]) => {
                let slope = (to(b) - to(a)) / (from(b) - from(a));
                to(a) + slope * (x - from(a))
            }
            _ => x,
        }
    }

    pub(super) fn to_value(&self) -> Value {
        Value::object(vec![
            ("probabilities", Value::numbers(&self.probabilities())),
            ("quantiles", Value::numbers(&self.quantiles())),
        ])
    }

    pub(super) fn from_value(path: &str, value: &Value) -> Result<Self, String> {
        let fields = Fields::of(path, value)?;
        let probabilities = fields.numbers("probabilities")?;
        Self::checked(&probabilities, &fields.numbers("quantiles")?)
            .map_err(|reason| format!("{path}: {reason}"))
    }
}

/// The standard normal value of the transform below which a share `p` of sorted ones lies.
fn error_at(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    let transform = low + (high - low) * at.fract();
    // Beyond seven standard deviations nothing is known of the shape.
    normal_quantile(transform.clamp(1e-12, 1.0 - 1e-12))
}
