//! Exact conversions between numbers and decimal digits, in little code.
//!
//! The standard library's conversions are faster, but their tables and fallbacks are a quarter of a
//! module for browsers. That module uses these; elsewhere they are only compared with the standard
//! library's.

use super::big::Big;

/// Digits beyond these cannot decide a rounding, except by one of them not being 0.
const MOST_DIGITS: usize = 800;

/// Powers of ten beyond these are 0 or infinite whatever the digits.
const FAR: i32 = 2000;

/// Bits of the significand of a normal number.
const BITS: i32 = 53;
/// Exponent of the last bit of the smallest numbers.
const SMALLEST: i32 = -1074;

/// The number nearest to a decimal one, ties to even, infinite where it is too large; `text` has
/// the syntax of a JSON number.
pub(super) fn parse(text: &str) -> f64 {
    let (mut digits, mut power, mut n) = (Big::from(0), 0_i32, 0);
    let (mut fraction, mut rest) = (0, false);
    let mut bytes = text.bytes();
    for byte in &mut bytes {
        match byte {
            b'0'..=b'9' => {
                let digit = u32::from(byte - b'0');
                power -= fraction;
                if n < MOST_DIGITS {
                    n += usize::from(n > 0 || digit > 0);
                    digits.multiply(10, digit);
                } else {
                    power += 1;
                    rest |= digit > 0;
                }
            }
            b'.' => fraction = 1,
            b'-' => {}
            _ => break,
        }
    }
    if rest {
        digits.multiply(10, 1);
        power -= 1;
    }
    let (mut exponent, mut sign) = (0_i32, 1);
    for byte in bytes {
        match byte {
            b'-' => sign = -1,
            b'+' => {}
            digit => exponent = (exponent * 10 + i32::from(digit - b'0')).min(1_000_000),
        }
    }
    let size = scaled(digits, power.saturating_add(sign * exponent));
    if text.starts_with('-') { -size } else { size }
}

/// `digits · 10^power`, rounded once.
fn scaled(mut numerator: Big, power: i32) -> f64 {
    if numerator.is_zero() || power < -FAR - MOST_DIGITS as i32 {
        return 0.0;
    }
    if power > FAR {
        return f64::INFINITY;
    }
    let mut denominator = Big::from(1);
    if power < 0 {
        denominator.times_power_of_ten(power.unsigned_abs());
    } else {
        numerator.times_power_of_ten(power.unsigned_abs());
    }
    // The quotient gets 54 or 55 bits, fewer for subnormal numbers: the bits of the number and at
    // least one for rounding.
    let bits = numerator.bits() - denominator.bits();
    let exponent = (bits - BITS - 1).max(SMALLEST - 1);
    if exponent < 0 {
        numerator.shift_left(exponent.unsigned_abs());
    } else {
        denominator.shift_left(exponent.unsigned_abs());
    }
    let mut quotient = 0_u64;
    denominator.shift_left(56);
    for _ in 0..=56 {
        quotient <<= 1;
        if !numerator.is_below(&denominator) {
            numerator.subtract(&denominator);
            quotient |= 1;
        }
        numerator.shift_left(1);
    }
    let inexact = !numerator.is_zero();
    rounded(quotient, exponent, inexact)
}

/// `(quotient + a little if inexact) · 2^exponent` to the nearest number.
fn rounded(quotient: u64, exponent: i32, inexact: bool) -> f64 {
    let length = 64 - quotient.leading_zeros() as i32;
    let drop = (length - BITS).max(SMALLEST - exponent).max(1);
    let (kept, lost) = (quotient >> drop, quotient & ((1 << drop) - 1));
    let half = 1 << (drop - 1);
    let up = lost > half || (lost == half && (inexact || kept & 1 == 1));
    let significand = (kept + u64::from(up)) as f64;
    // Two exact factors, because a single one would be subnormal or infinite at the ends of the
    // range.
    let power = exponent + drop;
    significand * power_of_two(power / 2) * power_of_two(power - power / 2)
}

/// `2^power` for normal numbers; infinite above.
fn power_of_two(power: i32) -> f64 {
    if power > 1023 {
        return f64::INFINITY;
    }
    f64::from_bits(((power + 1023).max(1) as u64) << 52)
}

/// The fewest decimal digits that read back as the positive, finite `number`, the nearest to it
/// among them, and the power of ten of the first one.
///
/// # References
/// Steele and White (1990), *How to print floating-point numbers accurately*, PLDI. The tests for
/// the end are those of its free-format algorithm; the ends of the rounding interval are included
/// when the significand is even.
pub(super) fn shortest(number: f64) -> (Vec<u8>, i32) {
    let bits = number.to_bits();
    let (field, fraction) = ((bits >> 52) as i32 & 0x7ff, bits & ((1 << 52) - 1));
    let significand = if field == 0 {
        fraction
    } else {
        fraction | 1 << 52
    };
    let exponent = field.max(1) + SMALLEST - 1;
    let even = significand & 1 == 0;
    // Just below a power of two the numbers lie twice as close, so everything is counted in
    // quarters.
    let narrow = fraction == 0 && field > 1;
    let (mut r, mut s) = (Big::from(significand), Big::from(1));
    let (mut below, mut above) = (Big::from(1), Big::from(1));
    let finer = 1 + u32::from(narrow);
    r.shift_left(finer);
    s.shift_left(finer);
    above.shift_left(finer - 1);
    if exponent < 0 {
        s.shift_left(exponent.unsigned_abs());
    } else {
        for big in [&mut r, &mut below, &mut above] {
            big.shift_left(exponent.unsigned_abs());
        }
    }
    // An estimate within one of the power of the first digit, never above it.
    let mut power = (f64::from(r.bits() - s.bits() - 1) * std::f64::consts::LOG10_2).floor() as i32;
    if power < 0 {
        for big in [&mut r, &mut below, &mut above] {
            big.times_power_of_ten(power.unsigned_abs());
        }
    } else {
        s.times_power_of_ten(power.unsigned_abs());
    }
    let reaches = |r: &Big, above: &Big, s: &Big| {
        let mut sum = r.clone();
        sum.add(above);
        s.is_below(&sum) || (even && !sum.is_below(s))
    };
    loop {
        let mut ten = s.clone();
        ten.multiply(10, 0);
        if !reaches(&r, &above, &ten) {
            break;
        }
        s = ten;
        power += 1;
    }
    let mut digits = Vec::with_capacity(17);
    loop {
        let mut digit = b'0';
        while !r.is_below(&s) {
            r.subtract(&s);
            digit += 1;
        }
        let low = r.is_below(&below) || (even && !below.is_below(&r));
        let high = reaches(&r, &above, &s);
        if low || high {
            r.shift_left(1);
            let up = high && (!low || !r.is_below(&s));
            digits.push(digit + u8::from(up));
            return (digits, power);
        }
        digits.push(digit);
        for big in [&mut r, &mut below, &mut above] {
            big.multiply(10, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::{Shortest, text};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_are_read_as_the_standard_library_reads_them() {
        let known = [
            "0",
            "-0",
            "0.0e5",
            "1",
            "-1.5",
            "123456789012345678",
            "0.1",
            "1e22",
            "1e23",
            "9007199254740993",
            "9007199254740992.9999999999999999999",
            "9007199254740993.00000000000000000000000000000000001",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "4.9e-324",
            "5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-400",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e99999999999",
            "1e-99999999999",
            "0.000000000000000000000000000000000000000000000000000000001e+60",
            "179769313486231580793e289",
            "6.631236846766476e-316",
        ];
        for text in known {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(parse(text).to_bits(), expected.to_bits(), "{text}");
        }
        // Half-way between 1 and its successor: the digit after 1,000 zeros decides.
        let tie = "1.00000000000000011102230246251565404236316680908203125";
        assert_eq!(parse(tie), 1.0);
        assert_eq!(
            parse(&format!("{tie}{}1", "0".repeat(1000))),
            1.0 + f64::EPSILON
        );
        assert_eq!(parse(&format!("{}e-1000", "9".repeat(1000))), 1.0);
        assert_eq!(parse(&format!("0.{}1e1001", "0".repeat(1000))), 1.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn every_number_is_written_and_read_as_by_the_standard_library(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            let long = format!("{number:.25e}");
            prop_assert_eq!(parse(&long).to_bits(), bits, "{}", long);
            let (size, expected) = (number.abs(), Shortest(number.abs()).to_string());
            if size > 0.0 {
                let (digits, power) = shortest(size);
                prop_assert_eq!(text(size, &digits, power), expected);
            }
        }
    }
}
