//! The columns that state the time: one of date and time, a date with a clock, or parts.

use std::collections::BTreeMap;

use super::column::{Column, Formats, share};
use crate::convert::{Proposal, TimeFormat, propose};

/// The columns of the time, by their positions, and what is known of the values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Times {
    /// Date and time, or the date alone.
    pub(super) date: Option<usize>,
    pub(super) clock: Option<usize>,
    /// Year, month, day, hour and minute.
    pub(super) parts: [Option<usize>; 5],
    /// The resolution of the dates.
    pub(super) resolution: Resolution,
    /// The share of the values that state an offset or `Z`.
    pub(super) with_offset: f64,
    /// Columns that could be the time as well.
    pub(super) rivals: Vec<usize>,
}

/// The finest unit that dates have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Resolution {
    /// Dates with a time of day.
    #[default]
    Minute,
    Day,
    Month,
    Year,
}

/// The share of the values that one format, or one list of them, has to read.
const READ: f64 = 0.9;

/// Words of names, by how likely the column has the time of the incident itself.
const OWN: &[&str] = &[
    "occurred",
    "occur",
    "occurrence",
    "occ",
    "incident",
    "offense",
    "offence",
    "crime",
    "commit",
    "committed",
    "from",
    "fr",
    "begin",
    "beginning",
    "start",
    "first",
    "event",
    "accident",
    "crash",
    "collision",
    "hecho",
    "suceso",
    "ocurrencia",
    "tat",
    "tatzeit",
    "fait",
    "call",
    "dispatch",
];
const ANY: &[&str] = &[
    "date",
    "datetime",
    "time",
    "timestamp",
    "dt",
    "dttm",
    "datum",
    "fecha",
    "data",
    "dia",
    "day",
    "jour",
    "when",
    "month",
    "created",
];
const LATER: &[&str] = &[
    "report", "reported", "rptd", "rpt", "entry", "entered", "received", "filed", "recorded",
];
const OTHER: &[&str] = &[
    "update",
    "updated",
    "modified",
    "edit",
    "edited",
    "load",
    "loaded",
    "export",
    "closed",
    "close",
    "clear",
    "cleared",
    "arrest",
    "birth",
    "dob",
    "end",
    "to",
    "last",
    "resolved",
    "disposition",
    "disp",
    "outcome",
    "approval",
    "published",
    "refresh",
    "due",
    "hearing",
];
const CLOCKS: &[&str] = &[
    "time", "hour", "hr", "tm", "clock", "hora", "heure", "uhrzeit", "zeit", "ora",
];

/// The columns of the time; `None` if no column has dates.
pub(super) fn choose(columns: &[Column<'_>], formats: &Formats) -> Option<Times> {
    let mut dated: Vec<(usize, f64)> = (columns.iter().enumerate())
        .filter_map(|(at, column)| Some((at, worth(column, formats)?)))
        .collect();
    dated.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let parts = parts(columns);
    let Some(&(date, best)) = dated.first() else {
        return parts.map(|parts| Times {
            resolution: match parts {
                [_, None, ..] => Resolution::Year,
                [_, _, None, ..] => Resolution::Month,
                [_, _, _, None, _] => Resolution::Day,
                _ => Resolution::Minute,
            },
            parts,
            ..Times::default()
        });
    };
    let seen = Seen::of(&columns[date], formats);
    let clock = if seen.has_clock {
        None
    } else {
        clock(columns, date, formats)
    };
    // A date beside which the same source has parts with an hour is worth less than these.
    if let Some(parts) = parts.filter(|parts| parts[3].is_some())
        && clock.is_none()
        && !seen.has_clock
        && parts[2].is_some()
    {
        return Some(Times {
            parts,
            ..Times::default()
        });
    }
    // A coarser column beside it is no rival.
    let rivals = dated.iter().skip(1).filter(|(at, worth)| {
        *worth > best - 15.0 && Seen::of(&columns[*at], formats).resolution <= seen.resolution
    });
    Some(Times {
        date: Some(date),
        clock,
        resolution: match clock {
            Some(_) => Resolution::Minute,
            None => seen.resolution,
        },
        with_offset: seen.with_offset,
        rivals: rivals.map(|(at, _)| *at).collect(),
        parts: [None; 5],
    })
}

/// How likely a column has the time of incidents; `None` if it has no dates.
fn worth(column: &Column<'_>, formats: &Formats) -> Option<f64> {
    let survey = column.dates();
    if column.values == 0 || share(survey.read(), column.values) < READ {
        return None;
    }
    let is_named = column.is_called(OWN) || column.is_called(ANY) || column.is_called(LATER);
    let is_date = column.is_called(ANY) || !column.numbers_only();
    // Numbers can be dates by chance.
    if column.numbers_only() && !column.is_called(ANY) {
        return None;
    }
    let seen = Seen::of(column, formats);
    // A column of years is a part.
    if seen.resolution == Resolution::Year {
        return None;
    }
    let mut worth = 100.0 * column.filled();
    worth += if column.is_called(OWN) && is_date {
        30.0
    } else {
        0.0
    };
    worth += if is_named { 20.0 } else { 0.0 };
    worth += if seen.has_clock { 12.0 } else { 0.0 };
    worth -= if column.is_called(LATER) { 15.0 } else { 0.0 };
    worth -= if column.is_called(OTHER) { 60.0 } else { 0.0 };
    worth -= if seen.resolution == Resolution::Month {
        10.0
    } else {
        0.0
    };
    Some(worth)
}

/// What the values of a date column show.
struct Seen {
    has_clock: bool,
    resolution: Resolution,
    with_offset: f64,
}

impl Seen {
    fn of(column: &Column<'_>, formats: &Formats) -> Self {
        let readers = readers(column, formats);
        let (mut all, mut offsets, mut months, mut years) = (0, 0, 0, 0);
        let mut clocks = BTreeMap::new();
        for (value, &count) in &column.counts {
            let Some(moment) = readers.iter().find_map(|format| format.parse(value)) else {
                continue;
            };
            all += count;
            offsets += if moment.offset_min.is_some() {
                count
            } else {
                0
            };
            match groups(value) {
                1 if value.len() == 4 => years += count,
                1 if value.iter().any(u8::is_ascii_alphabetic) => months += count,
                2 if !value.iter().any(u8::is_ascii_alphabetic) && value.len() <= 7 => {
                    months += count;
                }
                _ => {}
            }
            *clocks
                .entry(moment.wall_ms - moment.midnight_ms)
                .or_insert(0) += count;
        }
        let with_offset = share(offsets, all);
        let constant = share(commonest_clock(&clocks), all) > 0.98;
        let resolution = match () {
            () if share(years, all) > 0.5 => Resolution::Year,
            () if share(months, all) > 0.5 => Resolution::Month,
            () if constant => Resolution::Day,
            () => Resolution::Minute,
        };
        Self {
            has_clock: resolution == Resolution::Minute,
            resolution,
            with_offset,
        }
    }
}

/// The values with the commonest time of day, or with that and one an hour from it: midnight in a
/// zone with summer time has two hours in UTC.
fn commonest_clock(clocks: &BTreeMap<i64, u64>) -> u64 {
    const HOUR_MS: i64 = 3_600_000;
    let with_next = clocks.iter().map(|(ms, n)| {
        let next = clocks.get(&(ms + HOUR_MS));
        n + next.copied().unwrap_or_default()
    });
    with_next.max().unwrap_or_default()
}

/// The formats that read a column's dates; those of one order where the order is not known.
fn readers(column: &Column<'_>, formats: &Formats) -> Vec<TimeFormat> {
    let names = match propose(column.dates(), &formats.dates) {
        Proposal::One(found) => found.names,
        Proposal::Unknown(mut ways) if !ways.is_empty() => ways.swap_remove(0).names,
        Proposal::Unknown(_) | Proposal::Mixed(..) | Proposal::Nothing => Vec::new(),
    };
    names
        .iter()
        .filter_map(|name| TimeFormat::date(name).ok())
        .collect()
}

/// The runs of digits in a value.
fn groups(value: &[u8]) -> usize {
    value
        .split(|byte| !byte.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .count()
}

/// The column with the time of day that goes with a date.
fn clock(columns: &[Column<'_>], date: usize, formats: &Formats) -> Option<usize> {
    let of_date = columns[date].words();
    let likely = columns.iter().enumerate().filter(|(at, column)| {
        *at != date
            && column.is_called(CLOCKS)
            && !column.is_called(OTHER)
            && column.values > 0
            && share(column.clocks().read(), column.values) > READ
            && worth(column, formats).is_none()
    });
    // `CMPLNT_FR_TM` goes with `CMPLNT_FR_DT`, and not with `CMPLNT_TO_DT`.
    likely
        .max_by_key(|(at, column)| {
            let shared = column
                .words()
                .iter()
                .filter(|w| of_date.contains(w))
                .count();
            (shared, std::cmp::Reverse(at.abs_diff(date)))
        })
        .map(|(at, _)| at)
}

/// The columns of year, month, day, hour and minute, if there is a year at least.
fn parts(columns: &[Column<'_>]) -> Option<[Option<usize>; 5]> {
    let find = |names: &[&str], low: f64, high: f64, or_text: bool| {
        let fits = |column: &Column<'_>| {
            let numbers = &column.numbers[0];
            let whole = numbers.fractions == 0 && column.numeric(0) > READ;
            let inside =
                numbers.count == numbers.zeros || (numbers.min >= low && numbers.max <= high);
            (whole && inside) || (or_text && column.numeric(0) < 0.1 && column.counts.len() <= 12)
        };
        let named = columns.iter().enumerate().filter(|(_, column)| {
            column.is_called(names) && !column.is_called(OTHER) && column.values > 0 && fits(column)
        });
        named
            .max_by_key(|(at, column)| {
                let own = column.is_called(OWN);
                let later = column.is_called(LATER);
                (own, !later, std::cmp::Reverse(*at))
            })
            .map(|(at, _)| at)
    };
    let year = find(
        &["year", "yr", "año", "ano", "jahr", "annee", "année", "anio"],
        1900.0,
        2100.0,
        false,
    )?;
    let month = find(&["month", "mon", "mes", "monat", "mois"], 1.0, 12.0, true);
    let day = month.and_then(|_| find(&["day", "dia", "día", "tag", "jour"], 1.0, 31.0, false));
    let hour = day.and_then(|_| find(&["hour", "hr", "hora", "stunde", "heure"], 0.0, 24.0, false));
    let minute = hour.and_then(|_| find(&["minute", "min", "minuto"], 0.0, 59.0, false));
    Some([Some(year), month, day, hour, minute])
}

impl Column<'_> {
    /// `true` if the values are whole numbers without any mark.
    fn numbers_only(&self) -> bool {
        self.numeric(0) > READ && self.numbers[0].fractions == 0
    }
}
