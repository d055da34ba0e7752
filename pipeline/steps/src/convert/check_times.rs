//! Mistakes in the formats of times and in the period.

use super::params::Convert;
use super::problem::{format_problem, problem};
use super::timestamp::{Clockwork, TimeFormat};
use hotcast_runner::{NoEffect, Problem};

/// Mistakes in `time_format` and `timezone`.
pub(super) fn formats(params: &Convert) -> Vec<Problem> {
    let formats = Clockwork::new(params.time_format.as_slice(), None).err();
    let zone = Clockwork::new(&[], params.timezone.as_deref()).err();
    [("time_format", formats), ("timezone", zone)]
        .into_iter()
        .filter_map(|(field, error)| Some(format_problem(field, &error?)))
        .collect()
}

/// Mistakes in `clock_format`, and formats that are never reached.
pub(super) fn clocks(params: &Convert) -> Vec<Problem> {
    let mut found: Vec<Problem> = params
        .clock_format
        .as_slice()
        .iter()
        .filter_map(|format| TimeFormat::clock(format).err())
        .map(|error| format_problem("clock_format", &error))
        .collect();
    found.extend(shadowed(params.time_format.as_slice()));
    found
}

/// A period that is empty.
pub(super) fn period(params: &Convert) -> Option<Problem> {
    let (since, until) = params.since.zip(params.until)?;
    (since >= until).then(|| {
        problem(
            "until",
            format!("`{until}` is not after `since`, `{since}`"),
        )
    })
}

/// Parameters of columns that are not mapped.
pub(super) fn without_effect(params: &Convert) -> Vec<NoEffect> {
    let columns = &params.columns;
    let mut found = Vec::new();
    let mut no_effect = |is_unread: bool, field, only| {
        if is_unread {
            found.push(NoEffect {
                field,
                decided_by: &["columns"],
                only,
            });
        }
    };
    no_effect(
        columns.clock.is_none(),
        "clock_format",
        "with `columns.clock`; a time of day in the column of the date is read by `time_format`",
    );
    no_effect(
        columns.time.is_none() && columns.date.is_none(),
        "time_format",
        "with `columns.time` or `columns.date`; `year`, `month`, … are numbers",
    );
    let clocks = [&columns.clock, &columns.hour, &columns.minute];
    no_effect(
        clocks.into_iter().all(Option::is_none),
        "on_bad_clock",
        "with `columns.clock`, `columns.hour` or `columns.minute`",
    );
    no_effect(
        columns.lon.is_none() && columns.point.is_none(),
        "longitudes",
        "with `columns.lon` or `columns.point`",
    );
    found
}

/// Formats of numbers that are never tried, because an earlier one reads the same numbers.
fn shadowed(formats: &[String]) -> Option<Problem> {
    const NUMBERS: [&str; 4] = ["excel_serial", "excel_serial_1904", "epoch_s", "epoch_ms"];
    let mut numbers = formats.iter().filter(|f| NUMBERS.contains(&f.as_str()));
    let (first, second) = (numbers.next()?, numbers.next()?);
    // The days of a spreadsheet end with number 2,958,465, in the year 9999: less than the seconds
    // of any date after February 1970.
    if first.starts_with("excel") && second.starts_with("epoch") && numbers.next().is_none() {
        return None;
    }
    Some(Problem {
        field: "time_format".to_owned(),
        message: format!("`{first}` and `{second}` read the same numbers as different times"),
        hint: Some("keep the one that the source has".to_owned()),
    })
}
