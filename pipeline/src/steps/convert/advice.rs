//! What to change in a workflow, by the example of a value that does not fit.

use super::number::Decimal;
use super::params::{Convert, OneOrMany};
use super::place::point;
use super::reject::Reason;
use super::timestamp::Format;

/// Formats of dates worth a guess, most specific first.
const DATES: &[&str] = &[
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M:%S %p",
    "%Y/%m/%d %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%d/%m/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%m-%d-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%m/%d/%y %H:%M",
    "%d/%m/%y %H:%M",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d.%m.%y",
    "%Y %b %d %I:%M:%S %p",
    "%b %d %Y %I:%M:%S %p",
    "%B %d, %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %Y",
    "%b-%y",
    "%m/%Y",
    "%Y%m%d%H%M%S",
    "iso",
    "%a, %d %b %Y %H:%M:%S %Z",
];

/// Formats of times of day worth a guess.
const CLOCKS: &[&str] = &[
    "%H:%M:%S",
    "%I:%M:%S %p",
    "%H:%M:%S.%f",
    "%I:%M %p",
    "%I %p",
    "%H.%M",
    "%Hh%M",
    "%H h",
    "%H%M%S",
    "%H",
    "hhmm",
];

/// A value that does not fit, and what the workflow says.
pub(crate) struct Advice<'a> {
    pub(crate) params: &'a Convert,
    pub(crate) reason: Reason,
    /// The column at fault, where it is one.
    pub(crate) field: Option<&'a str>,
    pub(crate) value: &'a str,
    /// Whether other rows are fine, so that what they need has to stay.
    pub(crate) some_fit: bool,
}

impl Advice<'_> {
    /// What the value should have been.
    pub(crate) fn expected(&self) -> Option<String> {
        Some(match self.reason {
            Reason::MissingTime | Reason::UnparsableTime if self.is_part() => {
                "a whole number that the calendar has".to_owned()
            }
            Reason::MissingTime | Reason::UnparsableTime => self
                .formats()
                .1
                .as_slice()
                .iter()
                .map(|format| format!("`{format}`"))
                .collect::<Vec<_>>()
                .join(" or "),
            Reason::UnparsableCoordinates | Reason::UnparsableCount => {
                format!("a number with the decimal mark `{}`", self.params.decimal)
            }
            Reason::CoordinatesOutOfRange => {
                "a longitude within ±180 and a latitude within ±90 degrees".to_owned()
            }
            _ => return None,
        })
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> String {
        let advice = match self.reason {
            Reason::MissingTime | Reason::UnparsableTime => self.time(),
            Reason::UnparsableCoordinates | Reason::UnparsableCount => self.number(),
            Reason::CoordinatesOutOfRange => self.range(),
            Reason::MissingCoordinates | Reason::SentinelCoordinates => {
                "if other columns have the place, map them as well: `x` and `y` with `epsg` serve rows without `lon` and `lat`".to_owned()
            }
            Reason::FieldCount | Reason::UnbalancedQuote => {
                "check `delimiter`; `ragged: true` accepts rows of other lengths".to_owned()
            }
            Reason::InvalidEncoding => {
                "set `encoding` to that of the file, such as `windows-1252`, or to `auto`".to_owned()
            }
            _ => "check `columns`".to_owned(),
        };
        format!(
            "{advice}; or raise `max_reject_share`, now {}",
            self.params.max_reject_share
        )
    }

    fn time(&self) -> String {
        if self.is_part() {
            return "check `columns`: a year has four digits, a month may be an English name"
                .to_owned();
        }
        let (name, now) = self.formats();
        let guesses = if name == "clock_format" {
            CLOCKS
        } else {
            DATES
        };
        let fits = |format: &&&str| {
            let compiled = Format::clock(format);
            compiled.is_ok_and(|format| format.parse(self.value.as_bytes()).is_some())
        };
        match (
            guesses.iter().find(fits).copied().or_else(|| self.epoch()),
            self.some_fit,
        ) {
            (Some(format), false) => format!("`{name}: \"{format}\"` fits this value"),
            (Some(format), true) => {
                let kept = now
                    .as_slice()
                    .iter()
                    .map(|format| format!("\"{format}\", "));
                let kept: String = kept.collect();
                format!("`{name}: [{kept}\"{format}\"]` fits this value as well")
            }
            (None, _) => format!("set `{name}` to the format of this column; a list names several"),
        }
    }

    /// The epoch's format for numbers that are moments since 1973.
    fn epoch(&self) -> Option<&'static str> {
        self.value.parse::<u64>().ok()?;
        match self.value.len() {
            9..=10 => Some("epoch_s"),
            12..=13 => Some("epoch_ms"),
            _ => None,
        }
    }

    fn number(&self) -> String {
        let (text, field) = (self.value.as_bytes(), self.field.unwrap_or("…"));
        let (other, mark) = match self.params.decimal {
            ',' => (Decimal::Point, '.'),
            _ => (Decimal::Comma, ','),
        };
        if other.parse(text).is_some() {
            format!("`decimal: \"{mark}\"` fits this value")
        } else if self.reason == Reason::UnparsableCoordinates && point(text).is_some() {
            format!("`columns: {{ point: \"{field}\" }}` reads both coordinates from this column")
        } else {
            "check `columns`, or set `decimal`".to_owned()
        }
    }

    fn range(&self) -> String {
        let value = self.value.parse::<f64>().unwrap_or_default().abs();
        if self.params.epsg.is_some() {
            "check `epsg`, and that the two coordinates are not exchanged".to_owned()
        } else if value > 180.0 {
            "coordinates that are no degrees need `columns: { x: …, y: … }` and their system's `epsg`".to_owned()
        } else {
            "`lon` and `lat` look exchanged: check `columns`".to_owned()
        }
    }

    /// The parameter that says how to read the column at fault, and its value.
    fn formats(&self) -> (&'static str, &OneOrMany) {
        if self.is_one_of(&[&self.params.columns.clock]) {
            ("clock_format", &self.params.clock_format)
        } else {
            ("time_format", &self.params.time_format)
        }
    }

    /// Whether the column holds a part of a date as a number.
    fn is_part(&self) -> bool {
        let columns = &self.params.columns;
        self.is_one_of(&[
            &columns.year,
            &columns.month,
            &columns.day,
            &columns.hour,
            &columns.minute,
        ])
    }

    fn is_one_of(&self, mappings: &[&Option<OneOrMany>]) -> bool {
        let field = self.field.unwrap_or_default().trim();
        mappings
            .iter()
            .filter_map(|names| names.as_ref())
            .flat_map(OneOrMany::as_slice)
            .any(|name| name.trim().eq_ignore_ascii_case(field))
    }
}
