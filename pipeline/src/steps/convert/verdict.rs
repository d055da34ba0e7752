//! Whether a file as a whole is usable, and if not, an error that says what to change.

use std::collections::BTreeMap;

use super::chunk::Shared;
use super::counts::ConvertCounts;
use super::error::{ConvertError, TooManyRejects};
use super::field;
use super::params::Convert;
use super::reject::{Reason, Reject};
use super::timestamp::Format;

/// Formats worth a guess, most specific first.
const COMMON: &[&str] = &[
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%d/%m/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%m/%d/%y %H:%M",
    "%m/%d/%y",
    "%Y %b %d %I:%M:%S %p",
    "%b %d %Y %I:%M:%S %p",
    "%B %d, %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %Y",
    "iso",
];

/// Refuses a file of which too large a share is malformed.
///
/// `first` is the first reject of each reason.
pub(crate) fn check(
    file: &str,
    params: &Convert,
    shared: &Shared,
    counts: &ConvertCounts,
    first: &BTreeMap<Reason, Reject>,
) -> Result<(), ConvertError> {
    let malformed = counts.rows_malformed();
    if malformed == 0 || malformed as f64 <= params.max_reject_share * counts.rows_in as f64 {
        return Ok(());
    }
    // Of equally frequent reasons the one in the earlier row is named.
    let worst = first
        .values()
        .filter(|r| r.reason.is_malformed())
        .max_by_key(|r| (counts.reasons.get(&r.reason), std::cmp::Reverse(r.line)));
    let Some(reject) = worst else { return Ok(()) };
    let value = value_of(shared, reject);
    Err(ConvertError::TooManyRejects(Box::new(TooManyRejects {
        file: file.to_owned(),
        line: reject.line,
        field: reject.field.as_deref().map(str::to_owned),
        expected: expected(params, reject.reason),
        hint: hint(params, reject.reason, &value),
        value,
        reason: reject.reason,
        malformed,
        rows: counts.rows_in,
    })))
}

/// The value at fault, or the whole row, shortened.
fn value_of(shared: &Shared, reject: &Reject) -> String {
    let raw = reject.raw.as_bytes();
    let mut ends = Vec::new();
    let at = reject
        .field
        .as_ref()
        .and_then(|name| shared.names.iter().position(|n| n == name));
    let split = shared.layout.record(raw, 0, true, &mut ends);
    let text = match (at, split) {
        (Some(at), Some(_)) if at < ends.len() => {
            let from = if at == 0 { 0 } else { ends[at - 1] + 1 };
            String::from_utf8_lossy(&field::value(&raw[from..ends[at]])).into_owned()
        }
        _ => reject.raw.clone(),
    };
    match text.char_indices().nth(120) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

fn expected(params: &Convert, reason: Reason) -> Option<String> {
    match reason {
        Reason::MissingTime | Reason::UnparsableTime => Some(
            params
                .time_format
                .as_slice()
                .iter()
                .map(|f| format!("`{f}`"))
                .collect::<Vec<_>>()
                .join(" or "),
        ),
        Reason::UnparsableCoordinates | Reason::UnparsableCount => Some(format!(
            "a number with the decimal mark `{}`",
            params.decimal
        )),
        Reason::CoordinatesOutOfRange => {
            Some("a longitude within ±180 and a latitude within ±90 degrees".to_owned())
        }
        _ => None,
    }
}

fn hint(params: &Convert, reason: Reason, value: &str) -> String {
    let advice = match reason {
        Reason::MissingTime | Reason::UnparsableTime => {
            let fitting = COMMON.iter().find(|f| Format::date(f).is_ok_and(|format| format.parse(value.as_bytes()).is_some()));
            match fitting {
                Some(format) => format!("`time_format: \"{format}\"` fits this value"),
                None => "set `time_format` to the format of this column; a list names several".to_owned(),
            }
        }
        Reason::UnparsableCoordinates => "check `columns`, or set `decimal`".to_owned(),
        Reason::CoordinatesOutOfRange if params.epsg.is_none() => {
            "check that `lon` and `lat` are not exchanged; projected coordinates need `columns: { x, y }` and `epsg`".to_owned()
        }
        Reason::CoordinatesOutOfRange => "check `epsg` and that `x` and `y` are not exchanged".to_owned(),
        Reason::FieldCount | Reason::UnbalancedQuote => "check `delimiter`; `ragged: true` accepts rows of other lengths".to_owned(),
        _ => "check `columns`".to_owned(),
    };
    format!(
        "{advice}; or raise `max_reject_share`, now {}",
        params.max_reject_share
    )
}
