//! The rows of samples, by the form of their text.

use std::borrow::Cow;

use super::form::Form;
use super::sample::Sample;
use crate::convert::{Charset, Layout, Nulls, Row, Shape, after_mark, field_value};

/// The values of a row in UTF-8, by their positions.
pub(super) type Values<'a> = &'a dyn Fn(usize) -> Vec<u8>;

impl Form {
    fn layout(&self) -> Layout {
        Layout {
            newline: self.newline,
            escape: self.escape,
            comment: self.comment,
            fields: Some(self.fields),
            ..Layout::separated_by(self.delimiter)
        }
    }
}

/// Calls `work` with the values of every `every`-th row that has the form's number of fields.
pub(super) fn each_row(
    sample: &Sample,
    form: &Form,
    every: usize,
    work: &mut dyn FnMut(Values<'_>),
) {
    let layout = form.layout();
    let (mut ends, mut nth) = (Vec::new(), 0_usize);
    for (index, piece) in sample.pieces.iter().enumerate() {
        let mut start = match index {
            0 => first_row(piece, form, &layout),
            _ => aligned(piece, form.fields, &layout),
        };
        while start < piece.len() {
            let Some(record) = layout.record(piece, start, sample.whole, &mut ends) else {
                break;
            };
            if record.shape == Shape::Split && ends.len() == form.fields {
                if nth.is_multiple_of(every) {
                    with_values(piece, start, &ends, &layout, work);
                }
                nth += 1;
            }
            start = record.end;
        }
    }
}

fn with_values(
    piece: &[u8],
    start: usize,
    ends: &[usize],
    layout: &Layout,
    work: &mut dyn FnMut(Values<'_>),
) {
    let unescaped = layout.unescaped(piece, start, ends);
    let (text, start, ends): (Cow<'_, [u8]>, usize, &[usize]) = match &unescaped {
        Some((text, ends)) => (Cow::Borrowed(text), 0, ends),
        None => (Cow::Borrowed(piece), start, ends),
    };
    let row = Row {
        text: &text,
        start: after_mark(&text, start),
        ends,
        nulls: Nulls::NONE,
    };
    work(&|at| {
        let value = Charset::Auto.utf8(field_value(row.raw(at)));
        value.unwrap_or_default().into_owned()
    });
}

/// The start of the first row: below the lines to skip and the header.
fn first_row(piece: &[u8], form: &Form, layout: &Layout) -> usize {
    let mut start = after_mark(piece, 0);
    for _ in 0..form.skip_rows {
        match memchr::memchr(form.newline, &piece[start..]) {
            Some(end) => start += end + 1,
            None => return piece.len(),
        }
    }
    if !form.has_header {
        return start;
    }
    let mut ends = Vec::new();
    while start < piece.len() {
        let Some(record) = layout.record(piece, start, true, &mut ends) else {
            return piece.len();
        };
        let blank = piece[start..record.end].trim_ascii().is_empty();
        start = record.end;
        if record.shape != Shape::Comment && !blank {
            return start;
        }
    }
    start
}

/// The start of the first of two records with so many fields: a piece may begin inside quotes.
pub(super) fn aligned(piece: &[u8], fields: usize, layout: &Layout) -> usize {
    let mut ends = Vec::new();
    let mut fits = |start: usize| -> Option<usize> {
        let record = layout.record(piece, start, false, &mut ends)?;
        (ends.len() == fields).then_some(record.end)
    };
    let starts =
        std::iter::once(0).chain(memchr::memchr_iter(layout.newline, piece).map(|end| end + 1));
    starts
        .take(200)
        .find(|&start| fits(start).is_some_and(|next| fits(next).is_some()))
        .unwrap_or(0)
}
