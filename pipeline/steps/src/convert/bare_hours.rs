//! Finds clocks that are hours alone, which the default formats would read as minutes past midnight.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::columns::Columns;
use super::error::ConvertError;
use super::params::{Convert, clock_formats};
use super::source;
use super::source_file::SourceFile;
use super::walk::walk;
use hotcast_runner::{Cancelled, Hint};

/// An error if `clock_format` is the default and all clocks are whole numbers up to 24, some above
/// 0: `hhmm` reads 13 as 0:13, and nothing tells that hours are meant.
///
/// The files are read again, but only up to the first clock that is anything else.
pub(super) fn refuse(
    params: &Convert,
    files: &[SourceFile],
    cancelled: &(dyn Fn() -> bool + Sync),
) -> anyhow::Result<()> {
    let Some(name) = &params.columns.clock else {
        return Ok(());
    };
    if params.clock_format != clock_formats() || !all_hours(params, files, cancelled)? {
        return Ok(());
    }
    let name = name.as_slice().join("` or `");
    Err(Hint::new(
        format!("all values of `{name}` are from 0 to 24: hours, or minutes past midnight?"),
        "`clock_format: \"%H\"` reads 13 as 13:00, `clock_format: hhmm` as 0:13",
    )
    .into())
}

fn all_hours(
    params: &Convert,
    files: &[SourceFile],
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<bool, Cancelled> {
    let columns = Columns {
        clock: params.columns.clock.clone(),
        ..Columns::default()
    };
    let (any, other) = (AtomicBool::new(false), AtomicBool::new(false));
    for file in files {
        let read = source::each_member(file, params.entries.as_ref(), &mut |member| {
            walk(
                member,
                params,
                &|| cancelled() || other.load(Relaxed),
                &|header| Ok(header.locate(&columns)?.clock),
                &mut |&mut at, _, row| {
                    let value = row.value(at);
                    match hour(&value) {
                        _ if value.is_empty() => {}
                        Some(0) => {}
                        Some(_) => any.store(true, Relaxed),
                        None => other.store(true, Relaxed),
                    }
                },
            )
        });
        if other.load(Relaxed) {
            return Ok(false);
        }
        // Other faults of a file have been reported when it was converted.
        if matches!(read, Err(ConvertError::Cancelled)) {
            return Err(Cancelled);
        }
    }
    Ok(any.load(Relaxed))
}

/// The hour, if the text is one of 0 to 24 in one or two digits.
fn hour(text: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(text).ok().filter(|t| t.len() <= 2)?;
    text.parse().ok().filter(|&hour| hour <= 24)
}
