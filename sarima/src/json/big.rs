//! Natural numbers of any size, for exact conversions between binary and decimal.

/// A natural number, least significant 32 bits first, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Big(Vec<u32>);

impl From<u64> for Big {
    fn from(number: u64) -> Self {
        let mut big = Self(vec![number as u32, (number >> 32) as u32]);
        big.trim();
        big
    }
}

impl Big {
    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of bits; 0 for zero.
    pub(super) fn bits(&self) -> i32 {
        let top = self.0.last().map_or(32, |limb| limb.leading_zeros());
        self.0.len() as i32 * 32 + if self.is_zero() { 0 } else { -(top as i32) }
    }

    /// `self · by + plus`.
    pub(super) fn multiply(&mut self, by: u32, plus: u32) {
        let mut carry = u64::from(plus);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(by);
            *limb = carry as u32;
            carry >>= 32;
        }
        self.0.push(carry as u32);
        self.trim();
    }

    pub(super) fn times_power_of_ten(&mut self, power: u32) {
        for _ in 0..power {
            self.multiply(10, 0);
        }
    }

    pub(super) fn shift_left(&mut self, bits: u32) {
        if !self.is_zero() {
            self.multiply(1 << (bits % 32), 0);
            let mut limbs = vec![0; (bits / 32) as usize];
            limbs.append(&mut self.0);
            self.0 = limbs;
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        let mut carry = 0;
        let length = self.0.len().max(other.0.len()) + 1;
        self.0.resize(length, 0);
        let others = other.0.iter().chain(std::iter::repeat(&0));
        for (limb, other) in self.0.iter_mut().zip(others) {
            carry += u64::from(*limb) + u64::from(*other);
            *limb = carry as u32;
            carry >>= 32;
        }
        self.trim();
    }

    /// `self - other`; `other` must not be above `self`.
    pub(super) fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let others = other.0.iter().chain(std::iter::repeat(&0));
        for (limb, other) in self.0.iter_mut().zip(others) {
            let (less, first) = limb.overflowing_sub(*other);
            let (less, second) = less.overflowing_sub(u32::from(borrow));
            (*limb, borrow) = (less, first || second);
        }
        self.trim();
    }

    pub(super) fn is_below(&self, other: &Self) -> bool {
        if self.0.len() != other.0.len() {
            return self.0.len() < other.0.len();
        }
        self.0.iter().rev().lt(other.0.iter().rev())
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wide(big: &Big) -> u128 {
        big.0
            .iter()
            .rev()
            .fold(0, |sum, limb| sum << 32 | u128::from(*limb))
    }

    proptest! {
        #[test]
        fn small_numbers_behave_as_the_machine_s(
            a in any::<u64>(),
            b in any::<u64>(),
            by in any::<u32>(),
            shift in 0_u32..64,
        ) {
            let (x, y) = (u128::from(a), u128::from(b));
            let mut sum = Big::from(a);
            sum.add(&Big::from(b));
            prop_assert_eq!(wide(&sum), x + y);
            sum.subtract(&Big::from(a));
            prop_assert_eq!(&sum, &Big::from(b));
            sum.multiply(by, 7);
            prop_assert_eq!(wide(&sum), y * u128::from(by) + 7);
            let mut shifted = Big::from(a);
            shifted.shift_left(shift);
            prop_assert_eq!(wide(&shifted), x << shift);
            prop_assert_eq!(shifted.bits(), 128 - (x << shift).leading_zeros() as i32);
            prop_assert_eq!(Big::from(a).is_below(&Big::from(b)), a < b);
        }
    }
}
