//! A batch of incidents, column by column.

use arrow::array::{Array, AsArray, DictionaryArray, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{Float64Type, Int32Type, TimestampMillisecondType};

/// Milliseconds in a civil day.
const MS_PER_DAY: i64 = 86_400_000;

/// A batch of incidents. A column that was not asked for is empty.
#[derive(Debug)]
pub struct Incidents<'a> {
    batch: &'a RecordBatch,
    time: Option<&'a [i64]>,
    place: Option<(&'a [f64], &'a [f64])>,
    count: Option<&'a Float64Array>,
    category: Option<Categories<'a>>,
}

/// The category column of a batch: a code per row into a few names.
#[derive(Debug)]
pub struct Categories<'a> {
    column: &'a DictionaryArray<Int32Type>,
    names: &'a StringArray,
}

impl Categories<'_> {
    /// The names in this batch; names may occur in any order and more than once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(Option::unwrap_or_default)
    }

    /// The index of a row's name; `None` for a row without a category.
    #[inline]
    pub fn code(&self, row: usize) -> Option<usize> {
        self.column.key(row)
    }
}

impl Incidents<'_> {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// `true` if there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The civil day of a row, counted from 1970-01-01.
    #[inline]
    pub fn day(&self, row: usize) -> i32 {
        self.time
            .map_or(0, |time| time[row].div_euclid(MS_PER_DAY) as i32)
    }

    /// Longitude and latitude of a row.
    #[inline]
    pub fn place(&self, row: usize) -> (f64, f64) {
        self.place
            .map_or((0.0, 0.0), |(lon, lat)| (lon[row], lat[row]))
    }

    /// The number of incidents that the row stands for: 1 unless the data has counts. A negative
    /// count takes incidents back.
    #[inline]
    pub fn count(&self, row: usize) -> f64 {
        match self.count {
            Some(counts) if counts.is_valid(row) => counts.value(row),
            _ => 1.0,
        }
    }

    /// The categories, when they were asked for and the data has them.
    pub fn categories(&self) -> Option<&Categories<'_>> {
        self.category.as_ref()
    }
}

impl<'a> Incidents<'a> {
    /// The incidents of a batch.
    pub(super) fn of(batch: &'a RecordBatch) -> Self {
        let doubles = |name: &str| {
            batch
                .column_by_name(name)
                .and_then(|c| c.as_primitive_opt::<Float64Type>())
        };
        let time = batch
            .column_by_name("time")
            .and_then(|c| c.as_primitive_opt::<TimestampMillisecondType>());
        let place = doubles("lon").zip(doubles("lat"));
        let category = batch
            .column_by_name("category")
            .and_then(|c| c.as_dictionary_opt::<Int32Type>())
            .and_then(|column| Some((column, column.values().as_string_opt::<i32>()?)));
        Self {
            batch,
            time: time.map(|t| t.values().as_ref()),
            place: place.map(|(lon, lat)| (lon.values().as_ref(), lat.values().as_ref())),
            count: doubles("count"),
            category: category.map(|(column, names)| Categories { column, names }),
        }
    }
}
