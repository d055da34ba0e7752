//! Numbers with four times the digits, as unevaluated sums of four.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::number::Number;

/// Number of 64-bit numbers in one.
const PARTS: usize = 4;

/// The sum of four 64-bit numbers, each below half a unit in the last place of the one before:
/// about 62 decimal digits.
///
/// # References
/// Hida, Li and Bailey (2001), *Algorithms for quad-double precision floating point arithmetic*;
/// the exact sum and product of two are Knuth's and Dekker's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Expansion([f64; PARTS]);

/// `a + b` and its rounding error.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// `a b` and its rounding error.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

/// The leading parts of a sum whose terms stand roughly in the order of their size.
fn distilled<const N: usize>(mut terms: [f64; N]) -> Expansion {
    // Each round carries sums to the front and leaves errors behind; after one round for each, the
    // leading parts are clean.
    for round in 0..PARTS {
        for i in (round.saturating_sub(1)..N - 1).rev() {
            (terms[i], terms[i + 1]) = two_sum(terms[i], terms[i + 1]);
        }
    }
    let mut parts = [0.0; PARTS];
    let mut at = 0;
    let mut rest = terms[0];
    for term in &terms[1..] {
        let (sum, error) = two_sum(rest, *term);
        if error == 0.0 {
            rest = sum;
            continue;
        }
        parts[at] = sum;
        rest = error;
        at += 1;
        if at == PARTS {
            break;
        }
    }
    if at < PARTS {
        parts[at] = rest;
    }
    Expansion(parts)
}

impl From<f64> for Expansion {
    fn from(value: f64) -> Self {
        Self([value, 0.0, 0.0, 0.0])
    }
}

impl Number for Expansion {
    fn value(self) -> f64 {
        self.0[0]
    }

    fn sqrt(self) -> Self {
        let mut root = Self::from(self.0[0].sqrt());
        if root.value() == 0.0 {
            return root;
        }
        // Each Newton step doubles the digits: 16, 32, 64.
        for _ in 0..2 {
            root = (root + self / root) * Self::from(0.5);
        }
        root
    }
}

impl Add for Expansion {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        distilled([a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]])
    }
}

impl Neg for Expansion {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.map(|part| -part))
    }
}

impl Sub for Expansion {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Expansion {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        let (p00, e00) = two_product(a[0], b[0]);
        let (p01, e01) = two_product(a[0], b[1]);
        let (p10, e10) = two_product(a[1], b[0]);
        let (p02, e02) = two_product(a[0], b[2]);
        let (p11, e11) = two_product(a[1], b[1]);
        let (p20, e20) = two_product(a[2], b[0]);
        let last = (a[0] * b[3] + a[3] * b[0]) + (a[1] * b[2] + a[2] * b[1]);
        distilled([
            p00, p01, p10, e00, p02, p11, p20, e01, e10, last, e02, e11, e20,
        ])
    }
}

impl Div for Expansion {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let mut rest = self;
        let mut quotients = [0.0; PARTS + 1];
        for quotient in &mut quotients {
            *quotient = rest.0[0] / other.0[0];
            rest = rest - other * Self::from(*quotient);
        }
        distilled(quotients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiny(x: Expansion, size: f64) -> bool {
        x.value().abs() <= 1e-60 * size
    }

    #[test]
    fn a_third_three_times_is_one_to_sixty_digits() {
        let third = Expansion::from(1.0) / Expansion::from(3.0);
        assert!(tiny(third + third + third - Expansion::from(1.0), 1.0));
        assert_eq!(third.value(), 1.0 / 3.0);
    }

    #[test]
    fn what_is_far_below_the_last_bit_is_kept() {
        let large = Expansion::from(1e20);
        let small = Expansion::from(1e-20);
        let square = (large + small) * (large - small);
        // 10^40 - 10^-40: a 64-bit number keeps nothing of the second term. 1e20 is exact and 1e-20
        // is not.
        let rest = square - large * large + small * small;
        assert!(tiny(rest, 1e40), "{rest:?}");
        assert_eq!((large + small - large).value(), 1e-20);
    }

    #[test]
    fn roots_and_quotients_come_back() {
        for value in [2.0, 1e-9, 7e11, 1.0 + 1e-15] {
            let x = Expansion::from(value) / Expansion::from(7.0);
            let root = x.sqrt();
            assert!(tiny(root * root - x, value), "{value}");
            let y = Expansion::from(std::f64::consts::PI) + Expansion::from(1e-18);
            assert!(tiny(x / y * y - x, value), "{value}");
        }
        assert_eq!(Expansion::from(0.0).sqrt().value(), 0.0);
    }

    #[test]
    fn cancelling_sums_are_exact() {
        let terms = [1.0, 1e17, -3.0, 1e34, 5e-18, -1e34, -1e17, 2.0];
        let sum = Expansion::sum(terms.iter().map(|t| Expansion::from(*t)));
        assert_eq!(sum.value(), 5e-18);
    }
}
