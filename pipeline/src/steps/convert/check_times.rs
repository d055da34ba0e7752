//! Mistakes in how times are to be read.

use super::check::format_problem;
use super::params::{Convert, OnBadClock, clock_formats, iso};
use super::timestamp::Format;
use crate::step::Problem;

/// All mistakes, each with the parameter at fault.
pub(super) fn problems(params: &Convert) -> Vec<Problem> {
    let mut found: Vec<Problem> = params
        .clock_format
        .as_slice()
        .iter()
        .filter_map(|format| Format::clock(format).err())
        .map(|error| format_problem("clock_format", &error))
        .collect();
    found.extend(without_effect(params));
    found.extend(shadowed(params.time_format.as_slice()));
    found
}

/// What is said of columns that are not mapped.
fn without_effect(params: &Convert) -> Vec<Problem> {
    let columns = &params.columns;
    let mut found = Vec::new();
    let mut useless = |field: &str, needs: &str, hint: &str| {
        found.push(Problem {
            field: field.to_owned(),
            message: format!("`{field}` has no effect without {needs}"),
            hint: Some(hint.to_owned()),
        });
    };
    if columns.clock.is_none() && params.clock_format != clock_formats() {
        useless(
            "clock_format",
            "`columns.clock`",
            "map the column with the time of day as `clock` beside `date`; one column with both is read with `time_format`",
        );
    }
    if columns.time.is_none() && columns.date.is_none() && params.time_format != iso() {
        useless(
            "time_format",
            "`columns.time` or `columns.date`",
            "`year`, `month`, `day`, `hour` and `minute` are read as numbers",
        );
    }
    let has_clock = [&columns.clock, &columns.hour, &columns.minute];
    if params.on_bad_clock != OnBadClock::Reject && has_clock.into_iter().all(Option::is_none) {
        useless(
            "on_bad_clock",
            "`columns.clock`, `columns.hour` or `columns.minute`",
            "a time of day in the column of the date is read with it, by `time_format`",
        );
    }
    found
}

/// Formats of numbers that an earlier one in the list always reads first.
fn shadowed(formats: &[String]) -> Option<Problem> {
    const NUMBERS: [&str; 4] = ["excel_serial", "excel_serial_1904", "epoch_s", "epoch_ms"];
    let mut numbers = formats.iter().filter(|f| NUMBERS.contains(&f.as_str()));
    let (first, second) = (numbers.next()?, numbers.next()?);
    // A spreadsheet's days end in the year 9999, before the numbers of any epoch that matters begin.
    if first.starts_with("excel") && second.starts_with("epoch") && numbers.next().is_none() {
        return None;
    }
    Some(Problem {
        field: "time_format".to_owned(),
        message: format!("`{first}` and `{second}` read the same numbers as different times"),
        hint: Some("keep the one that the source has".to_owned()),
    })
}
