//! The columns that a source can have. This list is the only one: all others are made from it.

use std::convert::Infallible;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::one_or_many::OneOrMany;

/// The columns of the source. Names are compared without regard to case and surrounding blanks; a
/// list names alternatives, of which each file has to have one.
///
/// The time is one column `time`, or `date` and optionally `clock`, or `year` with `month`, `day`,
/// `hour`, `minute` as far as they exist. The place is `lon` and `lat`, or `x` and `y` with the
/// step's `epsg`, or `point`. With both, `x` and `y` serve rows without degrees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename = "Columns", deny_unknown_fields, default)]
#[schemars(bound = "T: JsonSchema + Default + Serialize")]
pub struct PerColumn<T> {
    /// Date and time in one column, read with `time_format`.
    pub time: T,
    /// The date, read with `time_format`; a time of day in it is replaced by `clock`.
    pub date: T,
    /// The time of day that goes with `date`, read with `clock_format`. Blank means midnight.
    pub clock: T,
    /// Year, four digits.
    pub year: T,
    /// Month, a number or a name. Without it, January.
    pub month: T,
    /// Day of the month. Without it, the first.
    pub day: T,
    /// Hour, 0 to 24; 24 is the midnight that ends the day.
    pub hour: T,
    /// Minute.
    pub minute: T,
    /// Longitude in degrees.
    pub lon: T,
    /// Latitude in degrees.
    pub lat: T,
    /// Easting in the unit of the step's `epsg`.
    pub x: T,
    /// Northing in the unit of the step's `epsg`.
    pub y: T,
    /// Both coordinates in one column: `(lat, lon)` as portals write it, a point of WKT, EWKT,
    /// GeoJSON or hex WKB, or an object with `latitude` and `longitude`. With a projected `epsg`, a
    /// bare pair is `(x, y)`.
    pub point: T,
    /// The category. Blank means unknown.
    pub category: T,
    /// The source's identifier.
    pub id: T,
    /// The number of incidents that a row stands for; a negative one corrects earlier rows.
    pub count: T,
}

/// The names that the mapped columns have in the source.
pub type Columns = PerColumn<Option<OneOrMany>>;

/// The positions of the mapped columns in a record.
pub(crate) type Positions = PerColumn<Option<usize>>;

impl<T> PerColumn<T> {
    /// The same with another value for each column, which `value` makes of its name in a workflow
    /// and its present value.
    pub(crate) fn try_map<'a, U, E>(
        &'a self,
        mut value: impl FnMut(&'static str, &'a T) -> Result<U, E>,
    ) -> Result<PerColumn<U>, E> {
        // Without `..`, so that a column that is added to the struct cannot be left out here.
        let Self {
            time,
            date,
            clock,
            year,
            month,
            day,
            hour,
            minute,
            lon,
            lat,
            x,
            y,
            point,
            category,
            id,
            count,
        } = self;
        Ok(PerColumn {
            time: value("time", time)?,
            date: value("date", date)?,
            clock: value("clock", clock)?,
            year: value("year", year)?,
            month: value("month", month)?,
            day: value("day", day)?,
            hour: value("hour", hour)?,
            minute: value("minute", minute)?,
            lon: value("lon", lon)?,
            lat: value("lat", lat)?,
            x: value("x", x)?,
            y: value("y", y)?,
            point: value("point", point)?,
            category: value("category", category)?,
            id: value("id", id)?,
            count: value("count", count)?,
        })
    }
}

impl Columns {
    /// The alternative names of each mapped column.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = &[String]> {
        let mut mapped = Vec::new();
        let Ok(_) = self.try_map(|_, names| {
            mapped.extend(names.as_ref().map(OneOrMany::as_slice));
            Ok::<(), Infallible>(())
        });
        mapped.into_iter()
    }
}
