//! The text of a number.

use std::fmt::{self, Display, Formatter};

use super::decimal;

/// Modules for browsers use the small conversions instead of the standard library's.
const SMALL: bool = cfg!(target_arch = "wasm32");

/// A number in the shortest form that reads back to the same bits: plain from 1e-4 up to 1e16, with
/// an exponent elsewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shortest(pub(crate) f64);

impl Display for Shortest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if !SMALL {
            return if size == 0.0 || is_plain(size) || !size.is_finite() {
                write!(f, "{}", self.0)
            } else {
                write!(f, "{:e}", self.0)
            };
        }
        if self.0.is_sign_negative() && !size.is_nan() {
            f.write_str("-")?;
        }
        if size.is_nan() {
            f.write_str("NaN")
        } else if size.is_infinite() {
            f.write_str("inf")
        } else if size == 0.0 {
            f.write_str("0")
        } else {
            let (digits, power) = decimal::shortest(size);
            f.write_str(&text(size, &digits, power))
        }
    }
}

/// The number of a text with JSON's syntax; infinite when it is too large.
pub(super) fn parse(text: &str) -> f64 {
    if SMALL {
        decimal::parse(text)
    } else {
        // The syntax is a subset of that of `str::parse`.
        text.parse().unwrap_or(f64::NAN)
    }
}

fn is_plain(size: f64) -> bool {
    (1e-4..1e16).contains(&size)
}

/// A positive number from its digits and the power of ten of the first.
pub(super) fn text(size: f64, digits: &[u8], power: i32) -> String {
    let mut out = String::new();
    let plain = is_plain(size);
    if plain && power < 0 {
        out.push_str("0.");
        (power..-1).for_each(|_| out.push('0'));
    }
    let point = if plain { power } else { 0 };
    for (place, digit) in (0..).zip(digits) {
        if point >= 0 && place == point + 1 {
            out.push('.');
        }
        out.push(char::from(*digit));
    }
    (digits.len() as i32..=point).for_each(|_| out.push('0'));
    if !plain {
        out.push('e');
        out.push_str(&power.to_string());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn numbers_change_form_at_the_ends_of_the_plain_range() {
        let cases = [
            (0.0, "0"),
            (-2.5, "-2.5"),
            (1e-4, "0.0001"),
            (9.9e-5, "9.9e-5"),
            (9_999_999_999_999_998.0, "9999999999999998"),
            (1e16, "1e16"),
            (f64::INFINITY, "inf"),
        ];
        for (number, expected) in cases {
            assert_eq!(Shortest(number).to_string(), expected);
        }
    }
}
