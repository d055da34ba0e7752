//! The columns of incidents, filled row by row.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, StringArray, TimestampMillisecondArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::filter;
use arrow::error::ArrowError;

use super::error::ConvertError;
use super::extra::ExtraValues;
use super::filter::Account;
use super::reach::Reach;

/// Kept rows, column by column.
pub(crate) struct Batch {
    times: Vec<i64>,
    lons: Vec<f64>,
    lats: Vec<f64>,
    categories: Texts,
    ids: Texts,
    counts: Option<Vec<f64>>,
    extra: Vec<ExtraValues>,
    /// The rows and extra columns with values that are not of the columns' types.
    unreadable: Vec<(usize, usize)>,
    /// The account of each rule of `keep` and `drop`.
    pub(crate) rules: Account,
    /// A digest of each row's id or text, if duplicates are rejected.
    pub(crate) keys: Vec<Option<u128>>,
    /// The number of rows outside the area of use of their coordinate system, and of those far
    /// outside.
    pub(crate) outside_area: (u64, u64),
    /// The number of rejected rows whose coordinates the other decimal mark makes readable.
    pub(crate) of_other_mark: u64,
}

impl Batch {
    /// A batch with room for `rows`, with these extra columns and rules.
    pub(crate) fn with_capacity(
        rows: usize,
        with_count: bool,
        extra: Vec<ExtraValues>,
        rules: Account,
    ) -> Self {
        Self {
            times: Vec::with_capacity(rows),
            lons: Vec::with_capacity(rows),
            lats: Vec::with_capacity(rows),
            categories: Texts::with_capacity(rows, 12),
            ids: Texts::with_capacity(rows, 10),
            counts: with_count.then(|| Vec::with_capacity(rows)),
            extra,
            unreadable: Vec::new(),
            rules,
            keys: Vec::new(),
            outside_area: (0, 0),
            of_other_mark: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.times.len()
    }

    #[inline]
    pub(crate) fn reach(&mut self, reach: Reach) {
        if reach != Reach::Inside {
            self.outside_area.0 += 1;
            self.outside_area.1 += u64::from(reach == Reach::Far);
        }
    }

    #[inline]
    pub(crate) fn push(
        &mut self,
        time: i64,
        lon: f64,
        lat: f64,
        category: Option<&[u8]>,
        id: Option<&[u8]>,
        count: Option<f64>,
    ) {
        self.times.push(time);
        self.lons.push(lon);
        self.lats.push(lat);
        self.categories.push(category);
        self.ids.push(id);
        if let Some(counts) = &mut self.counts {
            counts.push(count.unwrap_or(1.0));
        }
    }

    /// Appends the extra columns of the row that is appended next. `read` gets the columns, and a
    /// function for the position of each that cannot be read.
    #[inline]
    pub(crate) fn push_extra(
        &mut self,
        read: impl FnOnce(&mut [ExtraValues], &mut dyn FnMut(usize)),
    ) {
        if !self.extra.is_empty() {
            let row = self.times.len();
            let unreadable = &mut self.unreadable;
            read(&mut self.extra, &mut |column| {
                unreadable.push((row, column))
            });
        }
    }

    /// The number of unreadable values in each extra column, among the rows that `counts` accepts.
    pub(crate) fn unreadable(&self, counts: impl Fn(usize) -> bool) -> Vec<u64> {
        let mut sums = vec![0; self.extra.len()];
        for &(_, column) in self.unreadable.iter().filter(|&&(row, _)| counts(row)) {
            sums[column] += 1;
        }
        sums
    }

    /// Appends a digest of a row's identity. With 128 bits, two of a billion rows collide with a
    /// probability below 1e-20 (birthday bound).
    pub(crate) fn push_key(&mut self, identity: Option<&[u8]>) {
        self.keys.push(identity.map(|bytes| {
            let digest = blake3::hash(bytes);
            digest
                .as_bytes()
                .first_chunk::<16>()
                .map_or(0, |head| u128::from_le_bytes(*head))
        }));
    }

    /// The columns in the order of the schema; with `keep`, only its rows.
    pub(crate) fn into_columns(
        mut self,
        keep: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>, ConvertError> {
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(TimestampMillisecondArray::from(self.times)),
            Arc::new(Float64Array::from(self.lons)),
            Arc::new(Float64Array::from(self.lats)),
            Arc::new(self.categories.finish()?),
            Arc::new(self.ids.finish()?),
        ];
        columns.extend(
            self.counts
                .map(|counts| Arc::new(Float64Array::from(counts)) as ArrayRef),
        );
        columns.extend(self.extra.iter_mut().map(ExtraValues::finish));
        match keep {
            Some(keep) => Ok(columns
                .iter()
                .map(|column| filter(column.as_ref(), keep))
                .collect::<Result<_, _>>()?),
            None => Ok(columns),
        }
    }
}

/// A column of texts in UTF-8. They are validated all at once, which is much faster than one by
/// one.
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<i32>,
    present: Vec<bool>,
    absent: usize,
}

impl Texts {
    fn with_capacity(rows: usize, length: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self {
            bytes: Vec::with_capacity(rows * length),
            ends,
            present: Vec::with_capacity(rows),
            absent: 0,
        }
    }

    #[inline]
    fn push(&mut self, text: Option<&[u8]>) {
        self.bytes.extend_from_slice(text.unwrap_or_default());
        // A chunk is far smaller than 2 GiB, and its texts are parts of it.
        self.ends.push(self.bytes.len() as i32);
        self.present.push(text.is_some());
        self.absent += usize::from(text.is_none());
    }

    fn finish(self) -> Result<StringArray, ArrowError> {
        let nulls = (self.absent > 0).then(|| NullBuffer::from(self.present));
        StringArray::try_new(
            OffsetBuffer::new(self.ends.into()),
            self.bytes.into(),
            nulls,
        )
    }
}
