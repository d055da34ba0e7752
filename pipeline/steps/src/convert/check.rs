//! Mistakes in the parameters that can be told before any file is read.

use super::archive;
use super::area::{self, Polygons};
use super::check_times;
use super::columns::Header;
use super::dialect::Dialect;
use super::encoding::Charset;
use super::error::ConvertError;
use super::params::{Area, Columns, Convert, Dedupe, OneOrMany};
use super::timestamp::{Clockwork, FormatError};
use crate::crs::Projection;
use hotcast_runner::Problem;

/// All mistakes, each with the parameter at fault.
pub(crate) fn problems(params: &Convert) -> Vec<Problem> {
    let mut found = columns(&params.columns, params.epsg.is_some());
    let formats = Clockwork::new(params.time_format.as_slice(), None).err();
    found.extend(formats.map(|e| format_problem("time_format", &e)));
    let zone = Clockwork::new(&[], params.timezone.as_deref()).err();
    found.extend(zone.map(|e| format_problem("timezone", &e)));
    found.extend(
        params
            .epsg
            .as_ref()
            .and_then(|system| Projection::of(system).err())
            .map(|e| problem("epsg", e.to_string())),
    );
    found.extend(
        params
            .bbox
            .and_then(|bbox| area::bbox(bbox).err())
            .and_then(params_problem),
    );
    found.extend(
        params
            .polygon
            .as_ref()
            .filter(|area| !matches!(area, Area::File(_)))
            .and_then(|area| Polygons::new(area).err())
            .and_then(params_problem),
    );
    found.extend(
        Charset::new(&params.encoding)
            .err()
            .and_then(params_problem),
    );
    found.extend(form(params));
    found.extend(check_times::problems(params));
    if params.dedupe == Dedupe::Id && params.columns.id.is_none() {
        found.push(Problem {
            field: "dedupe".to_owned(),
            message: "`dedupe: id` needs `columns.id`, and rows without an id are all kept"
                .to_owned(),
            hint: Some(
                "map the column with the id, or use `dedupe: row` for rows that are equal as a whole"
                    .to_owned(),
            ),
        });
    }
    if !matches!(params.decimal, '.' | ',') {
        found.push(problem(
            "decimal",
            format!("`{}` is neither `.` nor `,`", params.decimal),
        ));
    }
    if !(0.0..=1.0).contains(&params.max_reject_share) {
        found.push(problem(
            "max_reject_share",
            format!("`{}` is not within 0 to 1", params.max_reject_share),
        ));
    }
    if let (Some(since), Some(until)) = (params.since, params.until)
        && since >= until
    {
        found.push(problem(
            "until",
            format!("`{until}` is not after `since`, `{since}`"),
        ));
    }
    found
}

/// Mistakes in what is said about the form of the files.
fn form(params: &Convert) -> Vec<Problem> {
    let mut found: Vec<Problem> = archive::patterns(params.entries.as_ref())
        .err()
        .and_then(params_problem)
        .into_iter()
        .collect();
    found.extend(Dialect::new(params).err().and_then(params_problem));
    if let Some(names) = params.header.clone().filter(|names| !names.is_empty()) {
        let header = Header {
            file: "`header`".to_owned(),
            line: 1,
            names,
        };
        let error = header.locate(&params.columns).err();
        found.extend(error.map(|error| Problem {
            field: "header".to_owned(),
            message: match &error {
                ConvertError::MissingColumn(missing) => {
                    format!(
                        "{} for `columns.{}` is not among the names",
                        missing.wanted, missing.field
                    )
                }
                other => other.to_string(),
            },
            hint: error.hint(),
        }));
    }
    found
}

fn columns(columns: &Columns, has_system: bool) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut wrong = |message: &str, hint: &str| {
        found.push(Problem {
            field: "columns".to_owned(),
            message: message.to_owned(),
            hint: Some(hint.to_owned()),
        });
    };
    let times = [&columns.time, &columns.date, &columns.year]
        .into_iter()
        .flatten()
        .count();
    if times != 1 {
        wrong(
            &format!(
                "`{times}` of `time`, `date` and `year` are mapped, where exactly one is needed"
            ),
            "map one timestamp as `time`, or a `date` with its `clock`, or `year`, `month`, `day`, …",
        );
    }
    if columns.clock.is_some() && columns.date.is_none() {
        wrong(
            "`clock` is mapped without `date`",
            "map the column with the date as `date`",
        );
    }
    let parts = [&columns.month, &columns.day, &columns.hour, &columns.minute];
    if columns.year.is_none() && parts.into_iter().any(Option::is_some) {
        wrong(
            "parts of a date are mapped without `year`",
            "map the column with the year as `year`",
        );
    }
    for (a, b, names) in [
        (&columns.lon, &columns.lat, "`lon` and `lat`"),
        (&columns.x, &columns.y, "`x` and `y`"),
    ] {
        if a.is_some() != b.is_some() {
            wrong(&format!("only one of {names} is mapped"), "map both");
        }
    }
    if columns.lon.is_none() && columns.x.is_none() && columns.point.is_none() {
        wrong(
            "no coordinates are mapped",
            "map `lon` and `lat`, or `x` and `y` with `epsg`, or `point`",
        );
    }
    if columns.x.is_some() && !has_system {
        wrong(
            "`x` and `y` are mapped without `epsg`",
            "name the coordinate system: `epsg: 3435` is Chicago's; degrees are `lon` and `lat`",
        );
    }
    if all(columns)
        .into_iter()
        .flatten()
        .any(|names| names.as_slice().is_empty())
    {
        wrong(
            "a list of alternatives is empty",
            "name at least one column",
        );
    }
    found
}

fn all(columns: &Columns) -> [Option<&OneOrMany>; 16] {
    [
        &columns.time,
        &columns.date,
        &columns.clock,
        &columns.year,
        &columns.month,
        &columns.day,
        &columns.hour,
        &columns.minute,
        &columns.lon,
        &columns.lat,
        &columns.x,
        &columns.y,
        &columns.point,
        &columns.category,
        &columns.id,
        &columns.count,
    ]
    .map(Option::as_ref)
}

pub(super) fn format_problem(field: &str, error: &FormatError) -> Problem {
    problem(field, error.to_string())
}

fn params_problem(error: ConvertError) -> Option<Problem> {
    match error {
        ConvertError::Params { field, message } => Some(problem(field, message)),
        _ => None,
    }
}

fn problem(field: &str, message: String) -> Problem {
    Problem {
        field: field.to_owned(),
        message,
        hint: None,
    }
}
