//! Visits the rows of a file one by one, for a second look at it.

use super::csv_record::{Shape, after_mark};
use super::dialect::Dialect;
use super::encoding::Charset;
use super::error::ConvertError;
use super::header::Header;
use super::member::Member;
use super::nulls::Nulls;
use super::params::Convert;
use super::row::Row;
use super::text::Text;

/// Calls `take` with the line and the fields of each row that has as many as the header. `locate`
/// finds the columns in the header; with `None` the file is passed over.
pub(super) fn walk<L>(
    member: Member<'_>,
    params: &Convert,
    cancelled: &(dyn Fn() -> bool + Sync),
    locate: &dyn Fn(&Header) -> Result<Option<L>, ConvertError>,
    take: &mut dyn FnMut(&mut L, u64, &Row<'_>),
) -> Result<(), ConvertError> {
    let (dialect, charset) = (Dialect::new(params)?, Charset::new(&params.encoding)?);
    let nulls = Nulls::new(&params.nulls, charset);
    let (mut text, start) = Text::open(member, &dialect, charset, params.ragged)?;
    let Some(mut located) = locate(&start.header)? else {
        return Ok(());
    };
    let layout = text.layout();
    let mut line = text.first_line();
    let mut ends = Vec::new();
    // Makes chunks end where records do.
    text.resume(0, Vec::new());
    let mut buffer = Vec::new();
    while let Some(chunk) = text.next(buffer)? {
        if cancelled() {
            return Err(ConvertError::Cancelled);
        }
        let bytes = chunk.text.as_slice();
        let mut start = 0;
        while start < bytes.len() {
            let Some(record) = layout.record(bytes, start, chunk.complete, &mut ends) else {
                break;
            };
            let raw = &bytes[start..record.end];
            let is_blank = ends.len() <= 1 && raw.trim_ascii().is_empty();
            let fits = layout.fields.is_none_or(|fields| fields == ends.len());
            if record.shape == Shape::Split && fits && !is_blank {
                let unescaped = layout.unescaped(bytes, start, &ends);
                let (text, from, ends) = match &unescaped {
                    Some((text, ends)) => (text.as_slice(), 0, ends.as_slice()),
                    None => (bytes, start, ends.as_slice()),
                };
                let row = Row {
                    text,
                    start: after_mark(text, from),
                    ends,
                    nulls: &nulls,
                };
                take(&mut located, line, &row);
            }
            line += record.lines;
            start = record.end;
        }
        buffer = chunk.text;
    }
    Ok(())
}
