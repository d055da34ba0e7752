//! Mistakes in the mapping of columns.

use super::columns::Columns;
use hotcast_runner::Problem;

/// All mistakes; `has_system` says that `epsg` is set.
pub(super) fn problems(columns: &Columns, has_system: bool) -> Vec<Problem> {
    let mut found = times(columns);
    found.extend(places(columns, has_system));
    if columns.alternatives().any(<[String]>::is_empty) {
        found.push(wrong(
            "a list of alternatives is empty",
            "name at least one column",
        ));
    }
    found
}

fn wrong(message: &str, hint: &str) -> Problem {
    Problem {
        field: "columns".to_owned(),
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    }
}

fn times(columns: &Columns) -> Vec<Problem> {
    let mut found = Vec::new();
    let mapped = [&columns.time, &columns.date, &columns.year];
    let mapped = mapped.into_iter().flatten().count();
    if mapped != 1 {
        found.push(wrong(
            &format!(
                "`{mapped}` of `time`, `date` and `year` are mapped, where exactly one is needed"
            ),
            "map one timestamp as `time`, or a `date` with its `clock`, \
             or `year`, `month`, `day`, …",
        ));
    }
    if columns.clock.is_some() && columns.date.is_none() {
        found.push(wrong(
            "`clock` is mapped without `date`",
            "map the column with the date as `date`",
        ));
    }
    let parts = [&columns.month, &columns.day, &columns.hour, &columns.minute];
    if columns.year.is_none() && parts.into_iter().any(Option::is_some) {
        found.push(wrong(
            "parts of a date are mapped without `year`",
            "map the column with the year as `year`",
        ));
    }
    found
}

fn places(columns: &Columns, has_system: bool) -> Vec<Problem> {
    let mut found = Vec::new();
    for (a, b, names) in [
        (&columns.lon, &columns.lat, "`lon` and `lat`"),
        (&columns.x, &columns.y, "`x` and `y`"),
    ] {
        if a.is_some() != b.is_some() {
            found.push(wrong(&format!("only one of {names} is mapped"), "map both"));
        }
    }
    if columns.lon.is_none() && columns.x.is_none() && columns.point.is_none() {
        found.push(wrong(
            "no coordinates are mapped",
            "map `lon` and `lat`, or `x` and `y` with `epsg`, or `point`",
        ));
    }
    if columns.x.is_some() && !has_system {
        found.push(wrong(
            "`x` and `y` are mapped without `epsg`",
            "name the coordinate system: `epsg: 3435` is Chicago's; degrees are `lon` and `lat`",
        ));
    }
    found
}
