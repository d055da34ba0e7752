//! Tests whether a number as it is written survives being read as an `f64`.

/// A decimal number: its sign, its digits without zeros at either end, and the position of its
/// point relative to the first of them.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Parses a number; `None` if it is not written as a decimal number.
    fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let point = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
        let point = point.checked_add(exponent)?;
        Some(Self {
            negative,
            // All ways to write zero are equal.
            point: if digits.is_empty() { 0 } else { point },
            digits,
        })
    }
}

/// Returns `true` if an `f64` that is printed again gives the number that `text` gives, or if
/// `text` is not a decimal number.
pub(crate) fn survives(text: &str) -> bool {
    let Some(decimal) = Decimal::parse(text) else {
        return true;
    };
    // Any fifteen digits come back from an `f64` unchanged (`f64::DIGITS`), unless the exponent is
    // out of range. Most numbers end here.
    if decimal.digits.len() <= 15 && decimal.point.abs() < 290 {
        return true;
    }
    let Ok(double) = text.parse::<f64>() else {
        return false;
    };
    // `{:e}` prints the shortest digits that are read back as the same `f64`: if they are the
    // digits written, none is lost.
    double.is_finite() && Decimal::parse(&format!("{double:e}")) == Some(decimal)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::survives;

    #[test]
    fn digits_that_a_double_cannot_hold_are_noticed() {
        for text in [
            "0",
            "-0.0",
            "1.0",
            "1.10",
            "+17",
            "1e22",
            "0.1",
            "9007199254740992",
            "100000000000000000000000",
            "2.2250738585072014e-308",
            "0.30000000000000004",
            ".inf",
            "0x10",
            "text",
            "",
        ] {
            assert!(survives(text), "{text}");
        }
        for text in [
            "1.00000000000000001",
            "9007199254740993",
            "12345678901234567890123",
            "0.1000000000000000055511151231257827",
            "1e400",
            "1e-400",
        ] {
            assert!(!survives(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_double_survives_as_it_is_printed(double in any::<f64>()) {
            for text in [double.to_string(), format!("{double:e}")] {
                prop_assert!(survives(&text), "{}", text);
            }
        }
    }
}
