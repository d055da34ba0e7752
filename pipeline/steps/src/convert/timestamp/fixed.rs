//! Formats of a fixed width, read by position.

use super::calendar::{civil_day, wall_ms};
use super::parts::{Moment, Token};

/// Longer formats are read token by token.
const WIDTH: usize = 32;

/// A format of a fixed number of characters: numbers with their leading zeros, single blanks,
/// literals.
///
/// Accepts a subset of what [`Strptime`](super::strptime::Strptime) reads token by token, with
/// equal results; on `None`, fall back to the tokens.
#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    length: usize,
    /// The lowest byte that each character may be.
    lowest: [u8; WIDTH],
    /// The number of further bytes that it may be.
    span: [u8; WIDTH],
    year: usize,
    month: usize,
    day: usize,
    hour: Option<usize>,
    minute: Option<usize>,
    second: Option<usize>,
    /// `AM` or `PM`, for hours up to 12.
    half_day: Option<usize>,
}

impl Fixed {
    /// The fixed form of a format; `None` where its parts have no fixed positions.
    pub(super) fn new(tokens: &[Token]) -> Option<Self> {
        let (mut lowest, mut span) = ([0; WIDTH], [0; WIDTH]);
        let mut places = Vec::new();
        let mut length = 0;
        for &token in tokens {
            let (width, low, further) = match token {
                Token::Year4 => (4, b'0', 9),
                Token::Month | Token::Day | Token::Hour24 | Token::Hour12 => (2, b'0', 9),
                Token::Minute | Token::Second => (2, b'0', 9),
                Token::HalfDay => (2, b'A', b'z' - b'A'),
                Token::Literal(byte) => (1, byte, 0),
                Token::Blank => (1, b' ', 0),
                _ => return None,
            };
            let end = length + width;
            lowest.get_mut(length..end)?.fill(low);
            span[length..end].fill(further);
            places.push((token, length));
            length = end;
        }
        // Formats that state a part twice are left to the tokens.
        let place = |wanted: Token| {
            let mut found = places.iter().filter(|(token, _)| *token == wanted);
            match (found.next(), found.next()) {
                (None, _) => Some(None),
                (Some(&(_, at)), None) => Some(Some(at)),
                _ => None,
            }
        };
        let (hour24, hour12, half_day) = (
            place(Token::Hour24)?,
            place(Token::Hour12)?,
            place(Token::HalfDay)?,
        );
        let hour = match (hour24, hour12, half_day) {
            (hour, None, None) => hour,
            (None, Some(hour), Some(_)) => Some(hour),
            _ => return None,
        };
        Some(Self {
            length,
            lowest,
            span,
            year: place(Token::Year4)??,
            month: place(Token::Month)??,
            day: place(Token::Day)??,
            hour,
            minute: place(Token::Minute)?,
            second: place(Token::Second)?,
            half_day,
        })
    }

    /// The moment that `text` states; `None` unless every character stands where the format has it.
    #[inline]
    pub(super) fn parse(&self, text: &[u8]) -> Option<Moment> {
        if text.len() != self.length {
            return None;
        }
        let mut bytes = [0; WIDTH];
        bytes[..text.len()].copy_from_slice(text);
        // Without branches, so that the compiler compares the bytes in SIMD registers.
        let mut misfits = 0;
        for ((byte, lowest), span) in bytes.iter().zip(&self.lowest).zip(&self.span) {
            misfits |= u8::from(byte.wrapping_sub(*lowest) > *span);
        }
        if misfits != 0 {
            return None;
        }
        let two = |at: usize| u32::from(bytes[at] - b'0') * 10 + u32::from(bytes[at + 1] - b'0');
        let part = |at: Option<usize>| at.map_or(0, two);
        let mut hour = part(self.hour);
        if let Some(at) = self.half_day {
            let afternoon = match [bytes[at] | 0x20, bytes[at + 1] | 0x20] {
                [b'a', b'm'] => 0,
                [b'p', b'm'] => 12,
                _ => return None,
            };
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + afternoon;
        }
        let (minute, second) = (part(self.minute), part(self.second));
        // The tokens read leap seconds and the midnight of 24:00.
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let year = i64::from(two(self.year) * 100 + two(self.year + 2));
        let day = civil_day(year, two(self.month), two(self.day))?;
        Some(Moment {
            wall_ms: wall_ms(day, hour, minute, second),
            midnight_ms: wall_ms(day, 0, 0, 0),
            offset_min: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::strptime::Strptime;
    use super::*;

    const FORMATS: [&str; 5] = [
        "%m/%d/%Y %I:%M:%S %p",
        "%Y-%m-%d %H:%M:%S",
        "%d.%m.%Y",
        "%Y%m%d",
        "%m/%d/%Y %I:%M:%S %p %H",
    ];

    fn compiled(format: &str) -> Strptime {
        Strptime::compile(format).unwrap()
    }

    fn tokens(format: &str) -> Vec<Token> {
        compiled(format).tokens
    }

    #[test]
    fn a_common_timestamp_is_read_at_once_and_a_doubtful_one_is_not() {
        let portal = Fixed::new(&tokens(FORMATS[0])).unwrap();
        let read = |text: &str| portal.parse(text.as_bytes()).map(|m| m.wall_ms);
        assert_eq!(read("01/31/2020 11:45:00 PM"), Some(1_580_514_300_000));
        assert_eq!(read("01/31/2020 12:00:00 am"), Some(1_580_428_800_000));
        for text in [
            "1/31/2020 11:45:00 PM",
            "01/31/2020 11:45:60 PM",
            "01/31/2020 13:45:00 PM",
            "02/30/2020 11:45:00 PM",
            "01/31/2020 11:45:00 XM",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(Fixed::new(&tokens(FORMATS[4])).is_none());
        assert!(Fixed::new(&[&tokens(FORMATS[2])[..], &[Token::Day]].concat()).is_none());
    }

    proptest! {
        #[test]
        fn whatever_is_read_at_once_is_what_the_tokens_say(
            format in 0usize..4,
            numbers in prop::array::uniform6(0u32..70),
            year in 0u32..9999,
            half in prop_oneof!["[AaPpXx][Mm]", "[AP][Mm]"],
        ) {
            let [month, day, hour, minute, second, _] = numbers;
            let text = match format {
                0 => format!(
                    "{:02}/{day:02}/{year:04} {:02}:{minute:02}:{second:02} {half}",
                    month % 14,
                    hour % 14,
                ),
                1 => format!(
                    "{year:04}-{:02}-{day:02} {hour:02}:{minute:02}:{second:02}",
                    month % 14,
                ),
                2 => format!("{day:02}.{:02}.{year:04}", month % 14),
                _ => format!("{year:04}{:02}{day:02}", month % 14),
            };
            let slow = compiled(FORMATS[format]).parse_tokens(text.as_bytes());
            match Fixed::new(&tokens(FORMATS[format])).unwrap().parse(text.as_bytes()) {
                Some(fast) => prop_assert_eq!(Some(fast), slow),
                None => prop_assert!(slow.is_none() || second == 60 || hour == 24, "{}", text),
            }
        }
    }
}
