//! Numbers with twice the digits: the unevaluated sum of two (Dekker 1971; Knuth, section 4.2.2).

use std::ops::{Add, Div, Mul, Neg, Sub};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Dd {
    high: f64,
    low: f64,
}

impl From<f64> for Dd {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

/// `a + b` and its rounding error.
fn two_sum(a: f64, b: f64) -> Dd {
    let high = a + b;
    let part = high - a;
    Dd {
        high,
        low: (a - (high - part)) + (b - part),
    }
}

impl Dd {
    pub(crate) const ZERO: Self = Self {
        high: 0.0,
        low: 0.0,
    };

    pub(crate) fn value(self) -> f64 {
        self.high + self.low
    }

    pub(crate) fn sqrt(self) -> Self {
        let guess = self.high.sqrt();
        let rest = self - Self::from(guess) * Self::from(guess);
        two_sum(guess, rest.high / (2.0 * guess))
    }

    /// Natural logarithm, to the precision of one number.
    pub(crate) fn ln(self) -> f64 {
        self.high.ln() + self.low / self.high
    }
}

impl Add for Dd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let sum = two_sum(self.high, other.high);
        let low = two_sum(self.low, other.low);
        let sum = two_sum(sum.high, sum.low + low.high);
        two_sum(sum.high, sum.low + low.low)
    }
}

impl Neg for Dd {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            high: -self.high,
            low: -self.low,
        }
    }
}

impl Sub for Dd {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Dd {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let high = self.high * other.high;
        let error = self.high.mul_add(other.high, -high);
        let low = error + (self.high * other.low + self.low * other.high);
        two_sum(high, low)
    }
}

impl Div for Dd {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * Self::from(first);
        let second = rest.high / other.high;
        let rest = rest - other * Self::from(second);
        Self::from(first) + two_sum(second, rest.high / other.high)
    }
}
