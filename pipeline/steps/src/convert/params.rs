//! The parameters of `convert`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::extra::Extra;
use super::nulls::NullTexts;
use super::one_or_many::OneOrMany;
use crate::crs::System;
use crate::matching::Values;
use hotcast_runner::{FilePattern, FromStep};

/// Treatment of rows that occur twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dedupe {
    /// Keep all: equal rows can be separate incidents.
    #[default]
    None,
    /// Keep the first row of each `id`, over all files in the order of their paths. Rows
    /// without an id are kept.
    Id,
    /// Keep the first of rows whose whole text is equal, over all files in the order of their
    /// paths.
    Row,
}

/// Treatment of a time of day that cannot be read beside a date that can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnBadClock {
    /// Reject the row.
    #[default]
    Reject,
    /// Keep the row for its day, at midnight, and count it as `clock_unreadable`.
    Midnight,
}

/// The direction in which longitudes count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Longitudes {
    /// To the east; those of the west are negative.
    #[default]
    East,
    /// To the west: 87.6 is in Chicago.
    West,
}

/// An area that incidents have to lie in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a ring of [lon, lat] points, a GeoJSON Polygon or MultiPolygon, \
                 the path of a GeoJSON file, or `{ step: … }`"
)]
pub enum Area {
    /// One ring of `[lon, lat]` points, closed or not.
    Ring(Vec<[f64; 2]>),
    /// A GeoJSON geometry.
    Geometry(Geometry),
    /// The path of a GeoJSON file; its polygons count, and whatever else it says does not.
    File(String),
    /// A GeoJSON file that another step writes.
    Step(FromStep),
}

/// A GeoJSON geometry that has an area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Geometry {
    /// One polygon: its outer ring, then its holes.
    Polygon {
        /// Rings of `[lon, lat]`.
        coordinates: Vec<Vec<[f64; 2]>>,
    },
    /// Several polygons.
    MultiPolygon {
        /// Polygons of rings of `[lon, lat]`.
        coordinates: Vec<Vec<Vec<[f64; 2]>>>,
    },
}

/// The parameters of `convert`: where the source files are and how to read them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Convert {
    /// The source files: plain, gzip, bzip2, xz or zstd, or zip archives of such files.
    pub input: FilePattern,
    /// The files to read in zip archives: names or globs such as `*.csv`. By default all.
    #[serde(default)]
    pub entries: Option<OneOrMany>,
    /// The columns of the source files.
    pub columns: Columns,
    /// `strptime` formats, or `iso`, `epoch_s`, `epoch_ms`, `excel_serial`, `excel_serial_1904`.
    /// The first that fits a value is used; a date that two of them read as different days is
    /// rejected.
    #[serde(default = "iso")]
    pub time_format: OneOrMany,
    /// Formats of `columns.clock`; `hhmm` reads 914 as 9:14, and 9 as 0:09. Clocks that are all from
    /// 0 to 24 need a format: they may be hours.
    #[serde(default = "clock_formats")]
    pub clock_format: OneOrMany,
    /// Treatment of a time of day, in `columns.clock`, `hour` or `minute`, that cannot be read
    /// beside a date that can.
    #[serde(default)]
    pub on_bad_clock: OnBadClock,
    /// IANA zone of the city, `America/Chicago`. Times that state an offset or `Z` are converted to
    /// its wall clock; without it they are kept as they are written.
    #[serde(default)]
    pub timezone: Option<String>,
    /// The coordinate system of `columns.x` and `columns.y`; without these, of `point`, or of `lon`
    /// and `lat` on another datum. A code of EPSG or Esri (`2272`, `EPSG:2272`, `ESRI:102696`), or
    /// a proj string (`+proj=utm +zone=16 +datum=NAD83`).
    #[serde(default)]
    pub epsg: Option<System>,
    /// The separator, `tab`, or `auto`: the one of comma, semicolon, tab and bar that the header
    /// has most of.
    #[serde(default = "auto")]
    pub delimiter: String,
    /// Lines before the header, or before the first row with `header`, that are passed over.
    #[serde(default)]
    pub skip_rows: u64,
    /// The names of the columns, for files that have no header line.
    #[serde(default)]
    pub header: Option<Vec<String>>,
    /// A character; lines that begin with it are not rows.
    #[serde(default)]
    pub comment: Option<char>,
    /// A character, mostly `\`, that makes a quote after it inside quotes, or itself, an ordinary
    /// one. A doubled quote is a quote in any case.
    #[serde(default)]
    pub escape: Option<char>,
    /// The decimal mark of coordinates and counts, `.` or `,`. The other one, and blanks, may
    /// separate thousands, except in degrees.
    #[serde(default = "point")]
    pub decimal: char,
    /// `auto` (UTF-8; a field that is not is read as Windows-1252), `utf-8` (a field that is not
    /// rejects its row), or another single-byte encoding by name.
    #[serde(default = "auto")]
    pub encoding: String,
    /// `[west, south, east, north]` in degrees: keep only incidents inside. Across 180°, west is
    /// greater than east.
    #[serde(default)]
    pub bbox: Option<[f64; 4]>,
    /// Keep only incidents inside.
    #[serde(default)]
    pub polygon: Option<Area>,
    /// Coordinates, in the source's system and as `[lon, lat]` or `[x, y]`, that stand for
    /// "unknown", beside `[0, 0]`.
    #[serde(default)]
    pub sentinels: Vec<[f64; 2]>,
    /// The direction in which degrees of longitude count, in files that leave out the sign.
    #[serde(default)]
    pub longitudes: Longitudes,
    /// Keep only incidents from this day, `YYYY-MM-DD`, on.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub since: Option<NaiveDate>,
    /// Keep only incidents before this day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<NaiveDate>,
    /// Keep only rows whose column of the source has one of the values: a map from columns to
    /// values. With several columns, a row must satisfy all.
    #[serde(default)]
    pub keep: BTreeMap<String, Values>,
    /// Leave out rows whose column of the source has one of the values.
    #[serde(default)]
    pub drop: BTreeMap<String, Values>,
    /// Texts that stand for a blank in every column that is read.
    #[serde(default)]
    pub nulls: NullTexts,
    /// Further columns of the source that incidents carry along.
    #[serde(default)]
    pub extra: Extra,
    /// Treatment of rows that occur twice.
    #[serde(default)]
    pub dedupe: Dedupe,
    /// Accept rows with too few or too many fields: missing ones are blank, surplus ones ignored.
    #[serde(default)]
    pub ragged: bool,
    /// A file of which a larger share of rows is malformed is an error, 0 to 1.
    #[serde(default = "half")]
    pub max_reject_share: f64,
}

impl Convert {
    /// Parameters with every default, for these files and columns.
    #[must_use]
    pub fn new(input: FilePattern, columns: Columns) -> Self {
        Self {
            input,
            columns,
            time_format: iso(),
            clock_format: clock_formats(),
            on_bad_clock: OnBadClock::Reject,
            timezone: None,
            epsg: None,
            entries: None,
            delimiter: auto(),
            skip_rows: 0,
            header: None,
            comment: None,
            escape: None,
            decimal: point(),
            encoding: auto(),
            bbox: None,
            polygon: None,
            sentinels: Vec::new(),
            longitudes: Longitudes::East,
            since: None,
            until: None,
            keep: BTreeMap::new(),
            drop: BTreeMap::new(),
            nulls: NullTexts::default(),
            extra: Extra::default(),
            dedupe: Dedupe::None,
            ragged: false,
            max_reject_share: half(),
        }
    }
}

fn iso() -> OneOrMany {
    OneOrMany::One("iso".to_owned())
}

/// The formats of a clock that are tried where none is given.
pub(super) fn clock_formats() -> OneOrMany {
    let formats = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "hhmm"];
    OneOrMany::Many(formats.map(str::to_owned).to_vec())
}

fn auto() -> String {
    "auto".to_owned()
}

fn point() -> char {
    '.'
}

fn half() -> f64 {
    0.5
}
