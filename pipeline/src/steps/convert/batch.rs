//! Columns of incidents while they are filled.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, StringBuilder, TimestampMillisecondArray,
};
use arrow::compute::filter;

use super::error::ConvertError;

/// Rows that are kept, column by column.
pub(crate) struct Batch {
    times: Vec<i64>,
    lons: Vec<f64>,
    lats: Vec<f64>,
    categories: StringBuilder,
    ids: StringBuilder,
    counts: Option<Vec<f64>>,
    /// One per row when duplicates are sought: a digest of what makes the row the same as another.
    pub(crate) keys: Vec<Option<u128>>,
}

impl Batch {
    /// A batch with room for `rows`.
    pub(crate) fn with_capacity(rows: usize, with_count: bool) -> Self {
        Self {
            times: Vec::with_capacity(rows),
            lons: Vec::with_capacity(rows),
            lats: Vec::with_capacity(rows),
            categories: StringBuilder::with_capacity(rows, rows * 12),
            ids: StringBuilder::with_capacity(rows, rows * 10),
            counts: with_count.then(|| Vec::with_capacity(rows)),
            keys: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.times.len()
    }

    #[inline]
    pub(crate) fn push(
        &mut self,
        time: i64,
        lon: f64,
        lat: f64,
        category: Option<&str>,
        id: Option<&str>,
        count: Option<f64>,
    ) {
        self.times.push(time);
        self.lons.push(lon);
        self.lats.push(lat);
        self.categories.append_option(category);
        self.ids.append_option(id);
        if let Some(counts) = &mut self.counts {
            counts.push(count.unwrap_or(1.0));
        }
    }

    /// The digest of 128 bits makes chance collisions of even billions of rows negligible.
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
            Arc::new(self.categories.finish()),
            Arc::new(self.ids.finish()),
        ];
        columns.extend(
            self.counts
                .map(|counts| Arc::new(Float64Array::from(counts)) as ArrayRef),
        );
        match keep {
            Some(keep) => Ok(columns
                .iter()
                .map(|column| filter(column.as_ref(), keep))
                .collect::<Result<_, _>>()?),
            None => Ok(columns),
        }
    }
}
