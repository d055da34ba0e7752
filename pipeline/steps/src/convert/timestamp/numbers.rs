//! Moments that are written as one number: seconds or milliseconds since 1970, and the days of
//! spreadsheets.

use super::calendar::{MS_PER_DAY, days_from_civil};
use super::parts::Moment;

/// The day numbers of a spreadsheet.
///
/// # References
/// ECMA-376, part 1, section 18.17.4: "Dates and times".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workbook {
    /// Day 1 is 1900-01-01, and day 60 is 1900-02-29, which never was.
    From1900,
    /// Day 0 is 1904-01-01, as old Macintosh workbooks count.
    From1904,
}

impl Workbook {
    /// Days since 1970 of a whole day number; `None` for one that is not a day of the years to
    /// 9999.
    fn day(self, serial: i64) -> Option<i64> {
        let day = match (self, serial) {
            (Self::From1900, 1..=59) => days_from_civil(1899, 12, 31) + serial,
            // The day that never was shifts all after it.
            (Self::From1900, 61..) => days_from_civil(1899, 12, 30) + serial,
            (Self::From1904, 0..) => days_from_civil(1904, 1, 1) + serial,
            _ => return None,
        };
        (day < days_from_civil(10_000, 1, 1)).then_some(day)
    }

    /// The moment of a day number whose fraction is the time of day.
    pub(super) fn parse(self, text: &[u8]) -> Option<Moment> {
        let number = Number::read(text).filter(|number| !number.negative)?;
        // A time of day can round up to the midnight that ends the day.
        let wall_ms = self.day(number.whole)? * MS_PER_DAY + number.of_day_ms()?;
        Some(Moment {
            wall_ms,
            midnight_ms: wall_ms.div_euclid(MS_PER_DAY) * MS_PER_DAY,
            offset_min: None,
        })
    }
}

/// The time of day in a day number, with or without a day.
pub(super) fn day_fraction(text: &[u8]) -> Option<i64> {
    let number = Number::read(text).filter(|number| !number.negative)?;
    // A number without a fraction is a day, an hour or a count, and not a time of day.
    if number.fraction.is_empty() && number.whole != 0 {
        return None;
    }
    number.of_day_ms()
}

/// The moment, in UTC, of a number of units since 1970. A unit has `unit_ms` milliseconds; smaller
/// fractions are cut off.
pub(super) fn epoch(text: &[u8], unit_ms: i64) -> Option<Moment> {
    let number = Number::read(text)?;
    let part = number
        .fraction
        .iter()
        .take(3)
        .fold((0, 1), |(sum, scale), digit| {
            (sum * 10 + i64::from(digit - b'0'), scale * 10)
        });
    let ms = number.whole.checked_mul(unit_ms)? + part.0 * unit_ms / part.1;
    let wall_ms = if number.negative { -ms } else { ms };
    // Years beyond four digits mean another unit: milliseconds that are read as seconds.
    let years = days_from_civil(0, 1, 1) * MS_PER_DAY..days_from_civil(10_000, 1, 1) * MS_PER_DAY;
    years.contains(&wall_ms).then_some(Moment {
        wall_ms,
        midnight_ms: wall_ms.div_euclid(MS_PER_DAY) * MS_PER_DAY,
        offset_min: Some(0),
    })
}

/// A decimal number as it is written, with a point or a comma.
struct Number<'a> {
    negative: bool,
    whole: i64,
    fraction: &'a [u8],
}

impl<'a> Number<'a> {
    fn read(text: &'a [u8]) -> Option<Self> {
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let mark = text.iter().position(|b| matches!(b, b'.' | b','));
        let (whole, fraction) = match mark {
            Some(at) => (&text[..at], text.get(at + 1..).filter(|f| !f.is_empty())?),
            None => (text, &[][..]),
        };
        let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        Some(Self {
            negative,
            whole: std::str::from_utf8(whole).ok()?.parse().ok()?,
            fraction,
        })
    }

    /// The fraction of a day in milliseconds, rounded to a second where the decimals written cannot
    /// tell it from that: a fraction is hardly ever written with all its digits.
    fn of_day_ms(&self) -> Option<i64> {
        const DIGITS: usize = 20;
        let digits = &self.fraction[..self.fraction.len().min(DIGITS)];
        let value = digits
            .iter()
            .fold(0u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
        let scale = 10u128.pow(u32::try_from(digits.len()).ok()?);
        let rounded = |units: u128| (value * units + scale / 2) / scale;
        let second = rounded(86_400);
        // Half a unit of the last decimal, in units of 1 / (86,400 · scale) of a day.
        let off = (second * scale).abs_diff(value * 86_400);
        let ms = if 2 * off <= 86_400 {
            second * 1000
        } else {
            rounded(86_400_000)
        };
        i64::try_from(ms).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(workbook: Workbook, text: &str) -> Option<String> {
        let moment = workbook.parse(text.as_bytes())?;
        let time = chrono::DateTime::from_timestamp_millis(moment.wall_ms).unwrap();
        Some(time.format("%Y-%m-%d %H:%M:%S%.3f").to_string())
    }

    #[test]
    fn day_numbers_of_both_systems_are_the_days_that_spreadsheets_show() {
        for (text, in_1900, in_1904) in [
            ("1", "1900-01-01 00:00:00.000", "1904-01-02 00:00:00.000"),
            ("59", "1900-02-28 00:00:00.000", "1904-02-29 00:00:00.000"),
            ("61", "1900-03-01 00:00:00.000", "1904-03-02 00:00:00.000"),
            (
                "44196.25",
                "2020-12-31 06:00:00.000",
                "2025-01-01 06:00:00.000",
            ),
            (
                "44196,98958",
                "2020-12-31 23:45:00.000",
                "2025-01-01 23:45:00.000",
            ),
            (
                "44196.989583333336",
                "2020-12-31 23:45:00.000",
                "2025-01-01 23:45:00.000",
            ),
            (
                "44196.000001447",
                "2020-12-31 00:00:00.125",
                "2025-01-01 00:00:00.125",
            ),
            (
                "44196.9999999999",
                "2021-01-01 00:00:00.000",
                "2025-01-02 00:00:00.000",
            ),
        ] {
            assert_eq!(day(Workbook::From1900, text).as_deref(), Some(in_1900));
            assert_eq!(day(Workbook::From1904, text).as_deref(), Some(in_1904));
        }
        assert_eq!(
            day(Workbook::From1904, "0").as_deref(),
            Some("1904-01-01 00:00:00.000")
        );
        for text in [
            "0", "0.5", "60", "60.5", "-1", "2958466", "", ".", "1.", ".5", "1e4", "1.2.3",
        ] {
            assert_eq!(day(Workbook::From1900, text), None, "{text}");
        }
    }

    #[test]
    fn a_fraction_of_a_second_counts_away_from_1970_on_both_sides() {
        let ms = |text: &str, unit| epoch(text.as_bytes(), unit).map(|moment| moment.wall_ms);
        assert_eq!(ms("1580514300.5", 1000), Some(1_580_514_300_500));
        assert_eq!(ms("1580514300,0", 1000), Some(1_580_514_300_000));
        assert_eq!(ms("-0.25", 1000), Some(-250));
        assert_eq!(ms("-1.5", 1000), Some(-1500));
        assert_eq!(ms("1580514300123.9", 1), Some(1_580_514_300_123));
        // Milliseconds that are read as seconds would be of the year 52054.
        assert_eq!(ms("1580514300000", 1000), None);
        assert_eq!(ms("1580514300.", 1000), None);
        assert_eq!(ms("99999999999999999999", 1000), None);
    }
}
