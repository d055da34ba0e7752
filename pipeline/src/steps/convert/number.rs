//! Reading decimal numbers from bytes.

/// The decimal mark of a file, and with it the mark that may separate thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decimal {
    Point,
    Comma,
}

/// Powers of ten that are exact in binary.
const TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

impl Decimal {
    /// The number that `text`, which has no surrounding blanks, states; finite or `None`.
    #[inline]
    pub(crate) fn parse(self, text: &[u8]) -> Option<f64> {
        match self {
            Self::Point => plain(text).or_else(|| self.general(text)),
            Self::Comma => self.general(text),
        }
    }

    /// Any length, exponents, and thousands in groups of three.
    #[cold]
    fn general(self, text: &[u8]) -> Option<f64> {
        let (mark, thousands) = match self {
            Self::Point => (b'.', b','),
            Self::Comma => (b',', b'.'),
        };
        let (whole, fraction) = match text.iter().position(|&b| b == mark) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        let mut normal = String::with_capacity(text.len());
        let sign = whole
            .iter()
            .take_while(|b| matches!(b, b'+' | b'-'))
            .count();
        let groups: Vec<&[u8]> = whole[sign..]
            .split(|&b| b == thousands || b == b' ' || b == b'\'')
            .collect();
        let grouped = groups.len() == 1
            || (groups[1..].iter().all(|g| g.len() == 3) && (1..=3).contains(&groups[0].len()));
        if !grouped || sign > 1 {
            return None;
        }
        normal.push_str(std::str::from_utf8(&whole[..sign]).ok()?);
        for group in groups {
            normal.push_str(std::str::from_utf8(group).ok()?);
        }
        if let Some(fraction) = fraction {
            normal.push('.');
            normal.push_str(std::str::from_utf8(fraction).ok()?);
        }
        // `parse` also reads "inf" and "nan", which are no coordinates.
        normal.parse::<f64>().ok().filter(|value| value.is_finite())
    }
}

/// Digits with an optional sign and point, few enough that one division is correctly rounded.
#[inline]
fn plain(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let mut mantissa: u64 = 0;
    let mut point = None;
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa
                    .wrapping_mul(10)
                    .wrapping_add(u64::from(byte - b'0'))
            }
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let count = digits.len() - usize::from(point.is_some());
    // Fifteen digits fit the 53 bits of a double, so both operands are exact.
    if count == 0 || count > 15 {
        return None;
    }
    let decimals = point.map_or(0, |at| digits.len() - 1 - at);
    let value = mantissa as f64 / TEN[decimals];
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_and_thousands_are_read() {
        for (decimal, text, expected) in [
            (Decimal::Point, "41.886018055", Some(41.886_018_055)),
            (
                Decimal::Point,
                "-117.431091090811918",
                Some(-117.431_091_090_811_92),
            ),
            (Decimal::Point, "1,174,694.5", Some(1_174_694.5)),
            (Decimal::Point, "1 174 694", Some(1_174_694.0)),
            (Decimal::Point, "1,17,694", None),
            (Decimal::Comma, "41,886", Some(41.886)),
            (Decimal::Comma, "1.174.694,5", Some(1_174_694.5)),
            (Decimal::Point, "4.1e1", Some(41.0)),
            (Decimal::Point, "nan", None),
            (Decimal::Point, "inf", None),
            (Decimal::Point, "", None),
            (Decimal::Point, "-", None),
            (Decimal::Point, ".", None),
            (Decimal::Point, "1.2.3", None),
        ] {
            assert_eq!(decimal.parse(text.as_bytes()), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_gives_the_same_bits_as_the_standard_library(text in "-?[0-9]{1,9}(\\.[0-9]{0,12})?") {
            prop_assert_eq!(Decimal::Point.parse(text.as_bytes()).map(f64::to_bits), text.parse::<f64>().ok().map(f64::to_bits));
        }
    }
}
