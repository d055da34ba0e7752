//! Advice on rows with another number of fields than the header.

use super::chunk::ChunkReader;
use super::csv_record::{Layout, Shape};
use super::reject::{Reason, Reject};

/// The option that gives the row the right form; `None` if none of those tried does.
pub(crate) fn advice(reader: &ChunkReader, reject: &Reject) -> Option<String> {
    if !matches!(reject.reason, Reason::FieldCount | Reason::UnbalancedQuote) {
        return None;
    }
    let (layout, raw) = (reader.layout, reject.raw.as_bytes());
    let wanted = layout.fields?;
    let escaped = Layout {
        escape: Some(b'\\'),
        ..layout
    };
    if layout.escape.is_none()
        && reject.raw.contains('\\')
        && fields(&escaped, raw)?.len() == wanted
    {
        return Some("the row escapes quotes with a backslash: `escape: \"\\\\\"`".to_owned());
    }
    let found = fields(&layout, raw)?;
    let is_blank = |field: &&[u8]| field.trim_ascii().is_empty();
    if found.len() > wanted && found[wanted..].iter().all(is_blank) {
        return Some(
            "the row ends with a separator that the header lacks: \
             `ragged: true` ignores surplus fields"
                .to_owned(),
        );
    }
    let last = reader
        .names
        .last()
        .is_some_and(|name| name.trim().is_empty());
    if found.len() + 1 == wanted && last {
        return Some(
            "the header ends with a separator that the row lacks: \
             `ragged: true` takes missing fields for blank"
                .to_owned(),
        );
    }
    None
}

/// The fields of a row; `None` where a quote is never closed.
fn fields<'a>(layout: &Layout, raw: &'a [u8]) -> Option<Vec<&'a [u8]>> {
    let mut ends = Vec::new();
    let record = layout.record(raw, 0, true, &mut ends)?;
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    let fields = starts
        .zip(&ends)
        .map(|(from, &to)| &raw[from..to])
        .collect();
    (record.shape == Shape::Split && record.end == raw.len()).then_some(fields)
}
