//! Advice on a workflow, by the example of a value that does not fit.

use super::candidates::Target;
use super::number::Decimal;
use super::one_or_many::OneOrMany;
use super::params::Convert;
use super::point::{self, Stated};
use super::reject::Reason;

/// A value that does not fit, and the parameters that it does not fit.
pub(crate) struct Advice<'a> {
    pub(crate) params: &'a Convert,
    pub(crate) reason: Reason,
    /// The column at fault; `None` if it is the whole row.
    pub(crate) field: Option<&'a str>,
    pub(crate) value: &'a str,
    /// `true` if other rows fit, so that the advice must keep them fitting.
    pub(crate) some_fit: bool,
    /// `true` if the other decimal mark makes nearly all unreadable coordinates readable.
    pub(crate) other_mark: bool,
}

impl Advice<'_> {
    /// The form that the value should have had.
    pub(crate) fn expected(&self) -> Option<String> {
        Some(match self.reason {
            Reason::MissingTime | Reason::UnparsableTime if self.is_part() => {
                "a whole number within the calendar's range".to_owned()
            }
            Reason::AmbiguousTime => "a date that the formats read alike".to_owned(),
            Reason::MissingTime | Reason::UnparsableTime => self
                .formats()
                .1
                .as_slice()
                .iter()
                .map(|format| format!("`{format}`"))
                .collect::<Vec<_>>()
                .join(" or "),
            Reason::UnparsableCoordinates if self.is_one_of(&[&self.params.columns.point]) => {
                "a pair such as `(41.88, -87.63)`, or one point as WKT or GeoJSON".to_owned()
            }
            Reason::UnparsableCoordinates | Reason::UnparsableCount => {
                format!("a number with the decimal mark `{}`", self.params.decimal)
            }
            Reason::CoordinatesOutOfRange => {
                "a longitude within ±180 and a latitude within ±90 degrees".to_owned()
            }
            _ => return None,
        })
    }

    /// The next action.
    pub(crate) fn hint(&self) -> String {
        let advice = match self.reason {
            Reason::MissingTime => {
                "the field is blank: another column may have the time, see `columns`".to_owned()
            }
            Reason::UnparsableTime | Reason::AmbiguousTime => self.time(),
            Reason::UnparsableCoordinates | Reason::UnparsableCount => self.number(),
            Reason::CoordinatesOutOfRange => self.range(),
            Reason::MissingCoordinates | Reason::SentinelCoordinates => {
                "if other columns have the place, map them as well: \
                 `x` and `y` with `epsg` serve rows without `lon` and `lat`"
                    .to_owned()
            }
            Reason::FieldCount | Reason::UnbalancedQuote => {
                "check `delimiter`; `ragged: true` accepts rows of other lengths".to_owned()
            }
            Reason::InvalidEncoding => {
                "set `encoding` to that of the file, such as `windows-1252`, or to `auto`"
                    .to_owned()
            }
            _ => "check `columns`".to_owned(),
        };
        self.or_raise(&advice)
    }

    /// Advice, and the alternative that is always there.
    pub(crate) fn or_raise(&self, advice: &str) -> String {
        format!(
            "{advice}; or raise `max_reject_share`, now {}",
            self.params.max_reject_share
        )
    }

    /// The parameter whose formats read the column at fault; `None` if it is read without one.
    pub(crate) fn target(&self) -> Option<Target> {
        let columns = &self.params.columns;
        if self.is_one_of(&[&columns.clock]) {
            Some(Target::Clock)
        } else if self.is_one_of(&[&columns.time, &columns.date]) {
            Some(Target::Date)
        } else {
            None
        }
    }

    /// Advice on a time without knowing the other values.
    fn time(&self) -> String {
        let columns = &self.params.columns;
        if self.is_one_of(&[&columns.hour, &columns.minute]) {
            return "check `columns`; \
                    `on_bad_clock: midnight` keeps rows whose time of day cannot be read"
                .to_owned();
        }
        if self.is_part() {
            return "check `columns`: a year has four digits, a month may be a name".to_owned();
        }
        let name = self.formats().0;
        format!("set `{name}` to the format of this column; a list names several")
    }

    fn number(&self) -> String {
        let (text, field) = (self.value.as_bytes(), self.field.unwrap_or("…"));
        let of_place = self.reason == Reason::UnparsableCoordinates;
        let mark = if self.params.decimal == ',' { '.' } else { ',' };
        let fits = if of_place {
            self.other_mark
        } else {
            Decimal::of(mark).parse(text).is_some()
        };
        if fits && of_place && self.some_fit {
            return format!(
                "these values have the decimal mark `{mark}`, others `{}`: write them alike first",
                self.params.decimal
            );
        }
        if fits {
            format!("`decimal: \"{mark}\"` fits this value")
        } else if of_place && self.is_one_of(&[&self.params.columns.point]) {
            self.geometry()
        } else if of_place && point::parse(text, Decimal::of(self.params.decimal)).is_some() {
            format!("`columns: {{ point: \"{field}\" }}` reads both coordinates from this column")
        } else {
            "check `columns`, or set `decimal`".to_owned()
        }
    }

    /// Advice on a text that does not state one place.
    fn geometry(&self) -> String {
        match point::parse(self.value.as_bytes(), Decimal::of(self.params.decimal)) {
            Some(Stated::Geometry {
                srid: Some(srid), ..
            }) => format!(
                "the text names the coordinate system `{srid}`, which is unknown or not that of \
                 `epsg`: `epsg: {srid}` reads it if it is known"
            ),
            _ => "`point` reads a pair and nothing beside it, or one point; \
                  lines and areas have to be reduced to points first"
                .to_owned(),
        }
    }

    fn range(&self) -> String {
        let value = Decimal::of(self.params.decimal).parse(self.value.as_bytes());
        let value = value.unwrap_or_default().abs();
        let columns = &self.params.columns;
        if self.other_mark && !self.some_fit {
            let mark = if self.params.decimal == ',' { '.' } else { ',' };
            return format!("`decimal: \"{mark}\"` makes degrees of these values");
        }
        match &self.params.epsg {
            Some(system) if columns.x.is_some() && columns.lon.is_some() => format!(
                "these are not degrees, and as `x` and `y` they do not lie where \
                 `epsg: {system}` is used, nor in `bbox`: check `epsg`, or set `bbox`"
            ),
            Some(_) if value > 180.0 && columns.lon.is_some() => {
                "check `epsg`; rows with degrees beside rows with projected coordinates need both \
                 `lon`, `lat` and `x`, `y`, which may be the same columns"
                    .to_owned()
            }
            Some(_) => "check `epsg`, and that the two coordinates are not exchanged".to_owned(),
            None if value > 180.0 => {
                "coordinates that are not degrees need `columns: { x: …, y: … }` and their \
                 system's `epsg`"
                    .to_owned()
            }
            None => "`lon` and `lat` look exchanged: check `columns`".to_owned(),
        }
    }

    /// The parameter with the formats of the column at fault, and its value.
    fn formats(&self) -> (&'static str, &OneOrMany) {
        if self.is_one_of(&[&self.params.columns.clock]) {
            ("clock_format", &self.params.clock_format)
        } else {
            ("time_format", &self.params.time_format)
        }
    }

    /// `true` if the column holds a part of a date as a number.
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
