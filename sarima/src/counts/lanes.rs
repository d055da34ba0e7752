//! Arithmetic on one number for each component.
//!
//! The loops have a fixed length, so the compiler makes vector instructions of them.

use super::settings::COUNT_COMPONENTS;

/// One number for each component.
pub(super) type Lanes = [f64; COUNT_COMPONENTS];

/// The natural logarithm of positive, normal numbers, to a few units in the last place.
///
/// The algorithm of FreeBSD's `e_log.c` without its branches: `x = 2^k (1 + f)`, `s = f / (2 + f)`,
/// and a polynomial in `s²`. Unlike calls of the standard library the loop is vectorised.
#[inline]
pub(super) fn ln(x: &Lanes) -> Lanes {
    let mut logarithms = *x;
    for x in &mut logarithms {
        *x = ln_one(*x);
    }
    logarithms
}

#[inline(always)]
fn ln_one(x: f64) -> f64 {
    const HALF_ROOT: u64 = 0x3fe6_a09e_667f_3bcd;
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
    // Adding this to a small whole number gives the bits of 2^52 + 2^51 plus that number.
    const MAGIC: u64 = 0x4338_0000_0000_0000;
    let bits = x.to_bits().wrapping_add(ONE - HALF_ROOT);
    // The exponent is biased by 1023, so that the shift needs no sign.
    let biased = f64::from_bits((bits >> 52).wrapping_add(MAGIC)) - f64::from_bits(MAGIC);
    let k = biased - 1023.0;
    let f = f64::from_bits((bits & MANTISSA).wrapping_add(HALF_ROOT)) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w
        * (3.999_999_999_940_942e-1
            + w * (2.222_219_843_214_978_4e-1 + w * 1.531_383_769_920_937_3e-1));
    let odd = z
        * (6.666_666_666_666_735e-1
            + w * (2.857_142_874_366_239e-1
                + w * (1.818_357_216_161_805e-1 + w * 1.479_819_860_511_658_6e-1)));
    s * (2.0 + (even + odd)) + k * std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_equal_those_of_the_standard_library() {
        let mut x = f64::MIN_POSITIVE;
        while x < 1e307 {
            for near in [x, 1.0 + x, 1.0 - x.min(0.9), 1.0 / (1.0 + x)] {
                let [found, ..] = ln(&[near; COUNT_COMPONENTS]);
                let error = (found - near.ln()).abs();
                assert!(error <= 1e-15 * near.ln().abs(), "{near} {found}");
            }
            x *= 1.37;
        }
    }
}
