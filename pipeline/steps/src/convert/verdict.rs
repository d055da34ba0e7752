//! Refuses files that are not usable as a whole, with an error that says what to change.

use std::collections::BTreeMap;

use super::advice::Advice;
use super::chunk::ChunkReader;
use super::counts::ConvertCounts;
use super::error::{ConvertError, Elsewhere, TooManyRejects};
use super::excerpt;
use super::field;
use super::form;
use super::params::Convert;
use super::reject::{Reason, Reject};

/// Refuses a file of which too large a share is malformed, or of which `bbox` or `polygon` excludes
/// every row.
///
/// `first` is the first reject of each reason.
pub(crate) fn check(
    file: &str,
    params: &Convert,
    reader: &ChunkReader,
    counts: &ConvertCounts,
    first: &BTreeMap<Reason, Reject>,
) -> Result<(), ConvertError> {
    let malformed = counts.rows_malformed();
    let rows = counts.rows_admitted();
    if malformed == 0 || malformed as f64 <= params.max_reject_share * rows as f64 {
        return elsewhere(file, params, reader, counts, first);
    }
    // Names, of equally frequent reasons, the one of the earlier row.
    let worst = first
        .values()
        .filter(|r| r.reason.is_malformed())
        .max_by_key(|r| (counts.reasons.get(&r.reason), std::cmp::Reverse(r.line)));
    let Some(reject) = worst else { return Ok(()) };
    let value = value_of(reader, reject);
    let advice = Advice {
        params,
        reason: reject.reason,
        field: reject.field.as_deref(),
        value: &value,
        some_fit: counts.rows_kept > 0,
        other_mark: fits_other_mark(counts),
    };
    Err(ConvertError::TooManyRejects(Box::new(TooManyRejects {
        file: file.to_owned(),
        line: reject.line,
        field: reject.field.as_deref().map(str::to_owned),
        expected: advice.expected(),
        hint: form::advice(reader, reject).map_or_else(
            || advice.hint(),
            |hint| {
                format!(
                    "{hint}; or raise `max_reject_share`, now {}",
                    params.max_reject_share
                )
            },
        ),
        value: excerpt::value(&value),
        reason: reject.reason,
        malformed,
        rows,
    })))
}

/// `true` if the other decimal mark makes nearly all unreadable coordinates readable.
fn fits_other_mark(counts: &ConvertCounts) -> bool {
    let of = |reason| counts.reasons.get(&reason).copied().unwrap_or_default();
    let unread = of(Reason::UnparsableCoordinates) + of(Reason::CoordinatesOutOfRange);
    unread > 0 && 10 * counts.rows_of_other_mark >= 9 * unread
}

/// Refuses a file whose rows all lie outside the area: it is of another city, or the area's
/// coordinates are exchanged. `max_reject_share: 1` accepts it as a file without incidents.
fn elsewhere(
    file: &str,
    params: &Convert,
    reader: &ChunkReader,
    counts: &ConvertCounts,
    first: &BTreeMap<Reason, Reject>,
) -> Result<(), ConvertError> {
    if params.max_reject_share >= 1.0 {
        return Ok(());
    }
    if counts.rows_kept > 0 {
        return far_outside_area(file, params, counts);
    }
    for (reason, option) in [
        (Reason::OutsideBbox, "bbox"),
        (Reason::OutsidePolygon, "polygon"),
    ] {
        let outside = counts.reasons.get(&reason).copied().unwrap_or_default();
        let Some(reject) = first
            .get(&reason)
            .filter(|_| 2 * outside > counts.rows_admitted())
        else {
            continue;
        };
        return Err(ConvertError::Elsewhere(Box::new(Elsewhere {
            file: file.to_owned(),
            line: reject.line,
            option,
            place: reader.place_of(&reject.raw),
            rows: counts.rows_admitted(),
            outside,
        })));
    }
    Ok(())
}

/// Refuses a file whose projected coordinates all lie far from where their coordinate system is
/// used.
fn far_outside_area(
    file: &str,
    params: &Convert,
    counts: &ConvertCounts,
) -> Result<(), ConvertError> {
    match &params.epsg {
        Some(system) if counts.rows_far_outside_area >= counts.rows_kept => {
            Err(ConvertError::OtherSystem {
                file: file.to_owned(),
                rows: counts.rows_kept,
                system: system.clone(),
            })
        }
        _ => Ok(()),
    }
}

/// The value at fault, or the whole row.
fn value_of(reader: &ChunkReader, reject: &Reject) -> String {
    let raw = reject.raw.as_bytes();
    let mut ends = Vec::new();
    let at = reject
        .field
        .as_ref()
        .and_then(|name| reader.names.iter().position(|n| n == name));
    reader.layout.record(raw, 0, true, &mut ends);
    let unescaped = reader.layout.unescaped(raw, 0, &ends);
    let (raw, ends) = match &unescaped {
        Some((raw, ends)) => (raw.as_slice(), ends.as_slice()),
        None => (raw, ends.as_slice()),
    };
    match at {
        Some(at) if at < ends.len() => {
            let from = if at == 0 { 0 } else { ends[at - 1] + 1 };
            String::from_utf8_lossy(&field::value(&raw[from..ends[at]])).into_owned()
        }
        _ => reject.raw.clone(),
    }
}
