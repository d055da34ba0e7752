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
    /// The mark of the parameter `decimal`.
    pub(crate) fn of(mark: char) -> Self {
        if mark == ',' {
            Self::Comma
        } else {
            Self::Point
        }
    }

    /// The number in `text`, which has no surrounding blanks; `None` if it is not a finite number.
    #[inline]
    pub(crate) fn parse(self, text: &[u8]) -> Option<f64> {
        match self {
            Self::Point => plain(text)
                .or_else(|| long(text))
                .or_else(|| self.general(text)),
            Self::Comma => self.general(text),
        }
    }

    /// The same without thousands, as in degrees: there the other mark makes a number unreadable.
    #[inline]
    pub(crate) fn ungrouped(self, text: &[u8]) -> Option<f64> {
        let digits = |b: &u8| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'e' | b'E');
        let mark = match self {
            Self::Point => b'.',
            Self::Comma => b',',
        };
        match self {
            Self::Point => plain(text).or_else(|| long(text)),
            Self::Comma => None,
        }
        .or_else(|| {
            let whole = text.iter().all(|b| digits(b) || *b == mark);
            self.general(text).filter(|_| whole)
        })
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
        // Allows one separator in a number: `1,174 694` may be two numbers.
        let between = |b: &u8| *b == thousands || matches!(b, b' ' | b'\'');
        let mark = whole[sign..].iter().copied().find(between);
        let groups: Vec<&[u8]> = whole[sign..].split(|&b| Some(b) == mark).collect();
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
        // `parse` also reads "inf" and "nan", which are not coordinates.
        normal.parse::<f64>().ok().filter(|value| value.is_finite())
    }
}

/// Digits with an optional sign and point, few enough that one division is correctly rounded.
#[inline]
fn plain(text: &[u8]) -> Option<f64> {
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let (whole, rest) = digits(unsigned, 0);
    let (mantissa, decimals) = match rest {
        [] => (whole, 0),
        [b'.', fraction @ ..] => match digits(fraction, whole) {
            (mantissa, []) => (mantissa, fraction.len()),
            _ => return None,
        },
        _ => return None,
    };
    let count = unsigned.len() - usize::from(!rest.is_empty());
    // Fifteen digits fit the 53 bits of a double, so both operands are exact.
    if count == 0 || count > 15 {
        return None;
    }
    let value = mantissa as f64 / TEN[decimals];
    Some(if negative { -value } else { value })
}

/// Appends the digits at the front of `text` to `value`, eight at a time while possible, and
/// returns the rest as well.
#[inline]
fn digits(mut text: &[u8], mut value: u64) -> (u64, &[u8]) {
    while let Some(eight) = text.first_chunk().and_then(eight_digits) {
        value = value.wrapping_mul(100_000_000).wrapping_add(eight);
        text = &text[8..];
    }
    while let [digit @ b'0'..=b'9', rest @ ..] = text {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        text = rest;
    }
    (value, text)
}

/// The number in eight digits: joins neighbours to pairs, pairs to fours, and these to the number.
///
/// # References
/// D. Lemire, "Quickly parsing eight digits" (2018).
#[inline]
fn eight_digits(text: &[u8; 8]) -> Option<u64> {
    let bytes = u64::from_le_bytes(*text);
    // Adding 6 carries into the upper half of every byte beyond '9'.
    let upper = (bytes | bytes.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0;
    if upper != 0x3030_3030_3030_3030 || bytes & 0xf0f0_f0f0_f0f0_f0f0 != 0x3030_3030_3030_3030 {
        return None;
    }
    let pairs = (bytes & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(10 << 8 | 1) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(100 << 16 | 1) >> 16;
    Some((fours & 0x0000_ffff_0000_ffff).wrapping_mul(10_000 << 32 | 1) >> 32)
}

/// Any number of digits with an optional sign and point.
fn long(text: &[u8]) -> Option<f64> {
    let plain = text
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    let text = std::str::from_utf8(text).ok().filter(|_| plain)?;
    text.parse().ok()
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
            (Decimal::Point, "1,174 694", None),
            (Decimal::Point, "1174,694", None),
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

    #[test]
    fn a_degree_has_no_thousands() {
        for (decimal, text, expected) in [
            (Decimal::Point, "41.886", Some(41.886)),
            (Decimal::Point, "+4.1886e1", Some(41.886)),
            (Decimal::Point, "41,886", None),
            (Decimal::Point, "41 886", None),
            (Decimal::Point, "41'886", None),
            (Decimal::Comma, "-87,634", Some(-87.634)),
            (Decimal::Comma, "41", Some(41.0)),
            (Decimal::Comma, "41.886", None),
        ] {
            assert_eq!(decimal.ungrouped(text.as_bytes()), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_gives_the_same_bits_as_the_standard_library(
            text in "-?[0-9]{1,19}(\\.[0-9]{0,22})?",
        ) {
            let expected = text.parse::<f64>().ok().map(f64::to_bits);
            let found = Decimal::Point.parse(text.as_bytes()).map(f64::to_bits);
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn eight_bytes_are_a_number_when_all_are_digits(
            text in prop_oneof!["[0-9]{8}", "[ -~]{8}", "[0-9./:-]{8}"],
        ) {
            let bytes: [u8; 8] = text.as_bytes().try_into().unwrap();
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            prop_assert_eq!(eight_digits(&bytes), digits.then(|| text.parse().unwrap()));
        }
    }
}
