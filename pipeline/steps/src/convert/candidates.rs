//! The formats of dates and times of day that are tried when the workflow's own do not fit.

use super::params::Convert;
use super::timestamp::{DateOrder, TimeFormat, day_ms};

/// A parameter that formats are sought for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `time_format`, for `columns.time` or `columns.date`.
    Date,
    /// `clock_format`, for `columns.clock`.
    Clock,
}

/// A set of candidates, one bit for each.
pub(crate) type Set = u128;

/// The most candidates that a [`Set`] can hold.
const MOST: usize = Set::BITS as usize;

/// A format that may fit the values of a column.
pub(crate) struct Candidate {
    /// The format as a workflow has it.
    pub(crate) name: String,
    format: TimeFormat,
    /// `true` if the workflow has it already.
    pub(crate) current: bool,
    /// The order of the date's numbers and what separates them, where another order can fit the
    /// same text.
    pub(crate) order: Option<(DateOrder, Option<u8>)>,
}

/// Dates in which the order of numbers cannot be seen, by their separators.
const ORDERS: [[&str; 5]; 3] = [
    ["%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%y/%m/%d"],
    ["%m-%d-%Y", "%d-%m-%Y", "%m-%d-%y", "%d-%m-%y", "%y-%m-%d"],
    ["%d.%m.%Y", "%m.%d.%Y", "%d.%m.%y", "%m.%d.%y", "%y.%m.%d"],
];

/// Dates with the names of months.
const NAMED: [&str; 8] = [
    "%d %b %Y",
    "%b %d, %Y",
    "%b %d %Y",
    "%Y %b %d",
    "%d-%b-%Y",
    "%d/%b/%Y",
    "%d. %b %Y",
    "%d de %b de %Y",
];

/// Times of day behind a date.
const TIMES: [&str; 5] = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"];

/// Whole formats that are not made of the parts above.
const OTHERS: [&str; 15] = [
    "iso",
    "excel_serial",
    "epoch_s",
    "epoch_ms",
    "%Y%m%d%H%M%S",
    "%Y/%m/%d %I:%M:%S %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %H:%M:%S %Z",
    "%d-%b-%y",
    "%d %b %y",
    "%b %Y",
    "%b-%y",
    "%m/%Y",
    "%a, %d %b %Y %H:%M:%S %Z",
];

/// Times of day alone. `%H` comes before `hhmm`, so that of numbers that can be either the hours
/// are read: a column that has minutes has numbers beyond 24.
const CLOCKS: [&str; 13] = [
    "%H:%M:%S",
    "%H:%M",
    "%H",
    "%I:%M:%S %p",
    "%I:%M %p",
    "%H:%M:%S.%f",
    "%I %p",
    "%H.%M",
    "%Hh%M",
    "%H h",
    "%H%M%S",
    "hhmm",
    "excel_serial",
];

/// The candidates: the formats of the workflow, then common ones.
pub(crate) fn candidates(params: &Convert, target: Target) -> Vec<Candidate> {
    let (now, common) = match target {
        Target::Date => (&params.time_format, dates()),
        Target::Clock => (&params.clock_format, CLOCKS.map(str::to_owned).to_vec()),
    };
    let now = now.as_slice();
    let others = common.into_iter().filter(|name| !now.contains(name));
    let all = now
        .iter()
        .map(|name| (name.clone(), true))
        .chain(others.map(|name| (name, false)));
    all.filter_map(|(name, current)| {
        let format = match target {
            Target::Date => TimeFormat::date(&name),
            Target::Clock => TimeFormat::clock(&name),
        };
        // The workflow's own formats have been checked before.
        let format = format.ok()?;
        Some(Candidate {
            order: format.date_order(),
            name,
            format,
            current,
        })
    })
    .take(MOST)
    .collect()
}

fn dates() -> Vec<String> {
    let bases = ORDERS.iter().flatten().chain(&NAMED);
    let timed = bases.flat_map(|date| TIMES.map(|time| format!("{date}{time}")));
    OTHERS.map(str::to_owned).into_iter().chain(timed).collect()
}

impl Candidate {
    /// `true` if the format reads the value. A format that is not the workflow's has to read it as
    /// a likely time.
    pub(crate) fn fits(&self, value: &[u8], target: Target) -> bool {
        match target {
            Target::Clock => self.format.parse_clock(value).is_some(),
            Target::Date => {
                let moment = self.format.parse(value);
                moment.is_some_and(|moment| {
                    self.current || (self.is_likely(value) && is_of_our_time(moment.wall_ms))
                })
            }
        }
    }

    /// `true` if a number has a likely size: any number is some second or some day.
    fn is_likely(&self, value: &[u8]) -> bool {
        let digits = value.iter().take_while(|b| b.is_ascii_digit()).count();
        match self.name.as_str() {
            "excel_serial" => digits == 5 && value >= b"20000".as_slice(),
            "epoch_s" => matches!(digits, 9 | 10),
            "epoch_ms" => matches!(digits, 12 | 13),
            _ => true,
        }
    }
}

fn is_of_our_time(wall_ms: i64) -> bool {
    let from = |year| day_ms(year, 1, 1).unwrap_or_default();
    (from(1900)..from(2101)).contains(&wall_ms)
}
