//! The number type of the filter.

use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A real number of some precision.
///
/// The filter is written once for all of them. With 64 bits it is fast; if several roots close to
/// the unit circle leave it too few digits, the history is filtered again with more
/// ([`Expansion`](super::expansion)).
pub(crate) trait Number:
    Copy
    + Debug
    + PartialEq
    + From<f64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The nearest 64-bit number.
    fn value(self) -> f64;

    /// The square root of a number that is not negative.
    fn sqrt(self) -> Self;

    /// Zero.
    fn zero() -> Self {
        Self::from(0.0)
    }

    /// One.
    fn one() -> Self {
        Self::from(1.0)
    }

    /// The sum of several numbers.
    fn sum(terms: impl Iterator<Item = Self>) -> Self {
        terms.fold(Self::zero(), |sum, term| sum + term)
    }
}

impl Number for f64 {
    fn value(self) -> f64 {
        self
    }

    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
}
