//! One column of the samples: what its name says, and what its values can be.

use std::collections::{BTreeSet, HashMap};

use crate::convert::{
    Candidate, Charset, Decimal, Stated, Survey, Surveyor, Target, candidates, parse_point,
};
use crate::convert::{Columns, Convert, OneOrMany};
use hotcast_runner::FilePattern;

/// Different values that are counted; a column with more is not a category.
const DISTINCT: usize = 5_000;

/// Values after which a column that no format of dates has fitted is not tried with any.
const TRIALS: u64 = 300;

/// The formats that columns are tried with.
pub(super) struct Formats {
    pub(super) dates: Vec<Candidate>,
    pub(super) clocks: Vec<Candidate>,
}

impl Formats {
    pub(super) fn new() -> Self {
        // Without formats of its own, so that every candidate has to read likely times.
        let none = Convert {
            time_format: OneOrMany::Many(Vec::new()),
            clock_format: OneOrMany::Many(Vec::new()),
            ..Convert::new(FilePattern::Many(Vec::new()), Columns::default())
        };
        Self {
            dates: candidates(&none, Target::Date),
            clocks: candidates(&none, Target::Clock),
        }
    }
}

/// The values of a column that are numbers with one decimal mark.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Numbers {
    pub(super) count: u64,
    /// Those with digits behind the mark.
    pub(super) fractions: u64,
    /// Those that are 0.
    pub(super) zeros: u64,
    /// Of those that are not 0.
    pub(super) min: f64,
    pub(super) max: f64,
    /// Those within ±90 and within ±180.
    pub(super) within: [u64; 2],
}

/// A column, by a sample of its values.
pub(super) struct Column<'f> {
    /// The name that a workflow can use.
    pub(super) name: String,
    /// Values that are not blank.
    pub(super) values: u64,
    pub(super) blanks: u64,
    /// Texts that stand for a blank in other sources and occur in this one.
    pub(super) nulls: BTreeSet<&'static str>,
    pub(super) counts: HashMap<Vec<u8>, u64>,
    /// `true` if there are more different values than are counted.
    pub(super) overflows: bool,
    /// With the mark `.`, then with `,`.
    pub(super) numbers: [Numbers; 2],
    /// Values that state both coordinates, and those that do so by a geometry or names.
    pub(super) points: u64,
    dates: Surveyor<'f>,
    clocks: Surveyor<'f>,
}

impl<'f> Column<'f> {
    pub(super) fn new(name: String, formats: &'f Formats) -> Self {
        Self {
            name,
            values: 0,
            blanks: 0,
            nulls: BTreeSet::new(),
            counts: HashMap::new(),
            overflows: false,
            numbers: [Numbers::default(); 2],
            points: 0,
            dates: Surveyor::new(&formats.dates, Target::Date),
            clocks: Surveyor::new(&formats.clocks, Target::Clock),
        }
    }

    /// Counts a value.
    pub(super) fn take(&mut self, file: &str, value: &[u8]) {
        let null = null_of(value);
        if value.is_empty() || null.is_some() {
            self.nulls.extend(null);
            self.blanks += 1;
            return;
        }
        self.values += 1;
        if let Some(count) = self.counts.get_mut(value) {
            *count += 1;
        } else if self.counts.len() < DISTINCT {
            self.counts.insert(value.to_vec(), 1);
        } else {
            self.overflows = true;
        }
        for (numbers, mark) in self
            .numbers
            .iter_mut()
            .zip([Decimal::Point, Decimal::Comma])
        {
            if let Some(number) = mark.parse(value) {
                numbers.take(number);
            }
        }
        // Only what begins so can be a point or a date at all.
        let has_digit = value.iter().any(u8::is_ascii_digit);
        if has_digit && self.is_worth(self.points) && states_place(value) {
            self.points += 1;
        }
        if has_digit && self.is_worth(self.dates.survey.read()) {
            self.dates.take(file, self.values, value);
        }
        if has_digit && self.is_worth(self.clocks.survey.read()) {
            self.clocks.take(file, self.values, value);
        }
    }

    /// `false` once many values have been tried in vain.
    fn is_worth(&self, fits: u64) -> bool {
        fits > 0 || self.values <= TRIALS
    }

    /// The values by the formats of dates that fit them.
    pub(super) fn dates(&self) -> &Survey {
        &self.dates.survey
    }

    /// The values by the formats of times of day that fit them.
    pub(super) fn clocks(&self) -> &Survey {
        &self.clocks.survey
    }

    pub(super) fn rows(&self) -> u64 {
        self.values + self.blanks
    }

    /// The share of all rows that have a value.
    pub(super) fn filled(&self) -> f64 {
        share(self.values, self.rows())
    }

    /// The share of the values that are numbers with a mark.
    pub(super) fn numeric(&self, mark: usize) -> f64 {
        share(self.numbers[mark].count, self.values)
    }

    /// The share of the values that no other row has.
    pub(super) fn distinct_share(&self) -> f64 {
        let counted: u64 = self.counts.values().sum();
        share(self.counts.len() as u64, counted)
    }

    /// The words of the name, in small letters: `CMPLNT_FR_DT` has `cmplnt`, `fr` and `dt`,
    /// `dateReported` has `date` and `reported`.
    pub(super) fn words(&self) -> Vec<String> {
        words(&self.name)
    }

    /// `true` if the name has one of these words.
    pub(super) fn is_called(&self, any: &[&str]) -> bool {
        self.words().iter().any(|word| any.contains(&word.as_str()))
    }

    /// The values that occur most often, as they stand.
    pub(super) fn examples(&self, most: usize) -> Vec<String> {
        let mut values: Vec<(&Vec<u8>, &u64)> = self.counts.iter().collect();
        values.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        values
            .iter()
            .take(most)
            .map(|(value, _)| {
                let text = Charset::Auto.decode(value).unwrap_or_default();
                text.chars().take(40).collect()
            })
            .collect()
    }
}

impl Numbers {
    fn take(&mut self, number: f64) {
        self.count += 1;
        self.fractions += u64::from(number.fract() != 0.0);
        if number == 0.0 {
            self.zeros += 1;
            return;
        }
        let is_first = self.count - self.zeros == 1;
        self.min = if is_first {
            number
        } else {
            self.min.min(number)
        };
        self.max = if is_first {
            number
        } else {
            self.max.max(number)
        };
        for (within, limit) in self.within.iter_mut().zip([90.0, 180.0]) {
            *within += u64::from(number.abs() <= limit);
        }
    }

    /// The share of the numbers that are not 0 within ±90 or within ±180.
    pub(super) fn share_within(&self, limit: usize) -> f64 {
        share(self.within[limit], self.count - self.zeros)
    }
}

/// The share of a part in a whole; 0 of nothing.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

/// Texts that stand for a blank in many sources.
const NULLS: [&str; 11] = [
    "NULL", "null", "(null)", "NA", "N/A", "n/a", "NaN", "nan", "None", "\\N", "-",
];

/// The text that stands for a blank, if the value is one.
pub(super) fn null_of(value: &[u8]) -> Option<&'static str> {
    NULLS.into_iter().find(|null| null.as_bytes() == value)
}

fn states_place(value: &[u8]) -> bool {
    [Decimal::Point, Decimal::Comma]
        .into_iter()
        .any(|mark| match parse_point(value, mark) {
            Some(Stated::Pair(a, b)) => a.fract() != 0.0 && b.fract() != 0.0,
            Some(_) => true,
            None => false,
        })
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            before = None;
            continue;
        }
        let starts = match before {
            None => true,
            Some(b) => (b.is_lowercase() && c.is_uppercase()) || b.is_numeric() != c.is_numeric(),
        };
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        before = Some(c);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_however_they_are_put_together() {
        assert_eq!(words("CMPLNT_FR_DT"), ["cmplnt", "fr", "dt"]);
        assert_eq!(words("dateReported"), ["date", "reported"]);
        assert_eq!(
            words(" X Coordinate (State Plane)"),
            ["x", "coordinate", "state", "plane"]
        );
        assert_eq!(words("LAT_WGS84"), ["lat", "wgs", "84"]);
    }

    #[test]
    fn values_are_counted_by_what_they_can_be() {
        let formats = Formats::new();
        let mut column = Column::new("Where".to_owned(), &formats);
        for value in ["41,88", "0", "NULL", "", "41,88"] {
            column.take("a.csv", value.as_bytes());
        }
        assert_eq!((column.values, column.blanks), (3, 2));
        assert_eq!(column.numeric(1), 1.0);
        assert!(column.numeric(0) < 0.5);
        assert_eq!(column.numbers[1].zeros, 1);
        assert_eq!(column.examples(1), ["41,88"]);
        let mut pair = Column::new("Where".to_owned(), &formats);
        pair.take("a.csv", b"(41.88, -87.63)");
        pair.take("a.csv", b"POINT (-87 41)");
        assert_eq!(pair.points, 2);
    }
}
