//! Mistakes in the parameters that are found before any file is read.

use super::archive;
use super::bbox::bbox;
use super::check_columns;
use super::check_times;
use super::dialect::Dialect;
use super::encoding::Charset;
use super::error::ConvertError;
use super::extra;
use super::filter;
use super::header::Header;
use super::params::{Area, Convert, Dedupe};
use super::polygons::Polygons;
use super::problem::{params_problem, problem};
use crate::crs::Reprojection;
use hotcast_runner::Problem;

/// All mistakes, each with the parameter at fault.
pub(crate) fn problems(params: &Convert) -> Vec<Problem> {
    let mut found = check_columns::problems(&params.columns, params.epsg.is_some());
    found.extend(check_times::formats(params));
    found.extend(places(params));
    let charset = Charset::new(&params.encoding).err();
    found.extend(charset.and_then(params_problem));
    found.extend(form(params));
    found.extend(check_times::clocks(params));
    found.extend(dedupe(params));
    found.extend(numbers(params));
    found.extend(check_times::period(params));
    found.extend(filter::problems(params));
    found.extend(extra::problems(params));
    found
}

/// Mistakes in the coordinate system and the filters by place.
fn places(params: &Convert) -> Vec<Problem> {
    let system = params.epsg.as_ref();
    let unknown = system.and_then(|system| Reprojection::of(system).err());
    let edges = params.bbox.and_then(|edges| bbox(edges).err());
    // The polygons of a file are checked once it is read.
    let polygon = params.polygon.as_ref();
    let polygon = polygon.filter(|area| !matches!(area, Area::File(_) | Area::Step(_)));
    let polygon = polygon.and_then(|area| Polygons::new(area).err());
    let filters = [edges, polygon].into_iter().flatten();
    unknown
        .map(|error| problem("epsg", error.to_string()))
        .into_iter()
        .chain(filters.filter_map(params_problem))
        .collect()
}

/// Mistakes in the parameters about the form of the files.
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
        let mapped = header.locate(&params.columns).map(|_| ());
        let others = filter::names(params).chain(extra::names(params));
        let others = others.map(|(field, name)| header.position(field, name).map(|_| ()));
        let errors = std::iter::once(mapped)
            .chain(others)
            .filter_map(Result::err);
        found.extend(errors.map(|error| Problem {
            field: "header".to_owned(),
            message: match &error {
                ConvertError::MissingColumn(missing) => {
                    format!(
                        "{} for `{}` is not among the names",
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

fn dedupe(params: &Convert) -> Option<Problem> {
    let without_id = params.dedupe == Dedupe::Id && params.columns.id.is_none();
    without_id.then(|| Problem {
        field: "dedupe".to_owned(),
        message: "`dedupe: id` needs `columns.id`, and rows without an id are all kept".to_owned(),
        hint: Some(
            "map the column with the id, or use `dedupe: row`, \
             which compares whole rows"
                .to_owned(),
        ),
    })
}

fn numbers(params: &Convert) -> Vec<Problem> {
    let mut found = Vec::new();
    if !matches!(params.decimal, '.' | ',') {
        let message = format!("`{}` is neither `.` nor `,`", params.decimal);
        found.push(problem("decimal", message));
    }
    if !(0.0..=1.0).contains(&params.max_reject_share) {
        let message = format!("`{}` is not within 0 to 1", params.max_reject_share);
        found.push(problem("max_reject_share", message));
    }
    found
}
