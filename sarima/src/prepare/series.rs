//! A series: checked, cut, filled and differenced.

use super::difference::Difference;
use crate::error::FitError;
use crate::spec::Spec;
use std::ops::Range;

/// A series ready to become the columns of a problem.
pub(super) struct Series {
    /// The values from the first observation to the last.
    pub(super) span: Range<usize>,
    /// Positions in it without a value.
    pub(super) missing: Vec<usize>,
    /// Number of observed values.
    pub(super) observed: usize,
    /// Number of values that the model needs.
    pub(super) needed: usize,
    /// The largest absolute value.
    pub(super) magnitude: f64,
    pub(super) difference: Difference,
    /// The values in units of the largest, filled and differenced.
    pub(super) y: Vec<f64>,
}

impl Series {
    /// Takes transformed values, NaN where missing.
    pub(super) fn new(spec: &Spec, values: &[f64]) -> Result<Self, FitError> {
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
        Ok(Self {
            span,
            missing,
            observed,
            needed,
            magnitude,
            difference,
            y,
        })
    }

    /// Number of differences between the first value and the last.
    pub(super) fn len(&self) -> usize {
        self.span.len() - self.difference.degree()
    }

    /// The error for a series with `left` observations that count, if these are too few.
    pub(super) fn check(&self, left: usize) -> Result<(), FitError> {
        if left + self.difference.degree() < self.needed {
            return Err(FitError::TooShort {
                observed: self.observed,
                needed: self.needed,
            });
        }
        Ok(())
    }

    /// The length of the rounding errors of the data once differenced.
    pub(super) fn noise(&self) -> f64 {
        1e-14 * (self.len() as f64).sqrt() * self.difference.gain()
    }
}

/// The values on the scale of the model.
pub(super) fn transformed(spec: &Spec, endog: &[f64]) -> Result<Vec<f64>, FitError> {
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

/// The largest absolute value among those not missing.
pub(super) fn largest(values: &[f64]) -> f64 {
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

/// Fills the gaps at `missing` linearly; neither end is missing. The likelihood does not depend on
/// the filling.
fn interpolate(values: &mut [f64], missing: &[usize]) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, SeasonalOrder};

    const NAN: f64 = f64::NAN;

    #[test]
    fn a_series_is_cut_filled_and_differenced() {
        let spec = Spec::new(Order::new(0, 1, 0), SeasonalOrder::none());
        let values = [NAN, 2.0, NAN, NAN, 8.0, 4.0, NAN];
        let series = Series::new(&spec, &values).unwrap();
        assert_eq!((series.span.clone(), series.observed), (1..6, 3));
        assert_eq!(series.missing, [1, 2]);
        assert_eq!((series.magnitude, series.len()), (8.0, 4));
        // 2, 4, 6, 8, 4 in units of 8.
        assert_eq!(series.y, [0.25, 0.25, 0.25, -0.5]);
    }

    #[test]
    fn hopeless_values_are_refused() {
        let spec = Spec::new(Order::new(0, 1, 0), SeasonalOrder::none());
        let error = |values: &[f64]| Series::new(&spec, values).err();
        assert_eq!(error(&[0.0; 9]), Some(FitError::NoVariation));
        assert_eq!(error(&[1e200; 9]), Some(FitError::Magnitude(1e200)));
        let short = FitError::TooShort {
            observed: 1,
            needed: 3,
        };
        assert_eq!(error(&[NAN, 3.0]), Some(short));
    }
}
