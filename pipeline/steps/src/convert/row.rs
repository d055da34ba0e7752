//! The fields of one record.

use std::borrow::Cow;

use super::field;
use super::nulls::Nulls;

/// A record and the ends of its fields.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) start: usize,
    pub(crate) ends: &'a [usize],
    /// Texts that stand for a blank.
    pub(crate) nulls: &'a Nulls,
}

impl<'a> Row<'a> {
    /// The bytes of a field; empty where a ragged row has none.
    #[inline]
    pub(crate) fn raw(&self, at: usize) -> &'a [u8] {
        let from = if at == 0 {
            self.start
        } else {
            self.ends.get(at - 1).map_or(self.text.len(), |end| end + 1)
        };
        match self.ends.get(at) {
            Some(&end) => self.text.get(from..end).unwrap_or_default(),
            None => &[],
        }
    }

    /// The value of a field without quotes and blanks; empty where it stands for a blank.
    #[inline]
    pub(crate) fn value(&self, at: usize) -> Cow<'a, [u8]> {
        self.nulls.blanked(field::value(self.raw(at)))
    }

    /// The record without its line end.
    pub(crate) fn line(&self) -> &'a [u8] {
        &self.text[self.start..self.ends.last().copied().unwrap_or(self.start)]
    }
}
