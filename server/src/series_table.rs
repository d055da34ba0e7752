//! `series.parquet`: the counts of all hotspots.

use std::collections::HashMap;
use std::fs::File;
use std::ops::Range;
use std::path::Path;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use hotcast_artifacts::{SeriesColumns, to_date};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::publication_error::PublicationError;

/// The counts of all hotspots, as columns, with the range of rows of each hotspot.
#[derive(Debug)]
pub(crate) struct SeriesTable {
    days: Vec<i32>,
    counts: Vec<f64>,
    rows: HashMap<i64, Range<usize>>,
}

impl SeriesTable {
    /// Reads the table, whose rows are sorted by hotspot and then by period.
    pub(crate) fn read(path: &Path) -> Result<Self, PublicationError> {
        let file = File::open(path).map_err(|error| PublicationError::unreadable(path, error))?;
        let invalid = |error: &dyn std::fmt::Display| PublicationError::invalid(path, error);
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|builder| builder.with_batch_size(65_536).build())
            .map_err(|error| invalid(&error))?;
        let mut table = Self {
            days: Vec::new(),
            counts: Vec::new(),
            rows: HashMap::new(),
        };
        for batch in reader {
            let batch = batch.map_err(|error| invalid(&error))?;
            table.push(&batch).map_err(|why| invalid(&why))?;
        }
        Ok(table)
    }

    fn push(&mut self, batch: &RecordBatch) -> Result<(), String> {
        let columns = SeriesColumns::of(batch).map_err(|error| error.to_string())?;
        for (index, &id) in (self.counts.len()..).zip(columns.hotspot_ids.values()) {
            let rows = self.rows.entry(id).or_insert(index..index);
            if rows.end != index {
                return Err(format!("the rows of hotspot `{id}` are not contiguous"));
            }
            rows.end += 1;
        }
        self.days.extend(columns.periods.values());
        self.counts.extend(columns.numbers());
        Ok(())
    }

    /// The periods and counts of a hotspot; `None` is a gap in the source.
    pub(crate) fn get(&self, hotspot_id: i64) -> Option<(Vec<NaiveDate>, Vec<Option<f64>>)> {
        let rows = self.rows.get(&hotspot_id)?.clone();
        let periods = self.days[rows.clone()]
            .iter()
            .map(|day| to_date(*day))
            .collect();
        let counts = self.counts[rows]
            .iter()
            .map(|count| Some(*count).filter(|count| count.is_finite()))
            .collect();
        Some((periods, counts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(ids: &[i64], days: &[i32], counts: &[Option<f64>]) -> RecordBatch {
        let columns = SeriesColumns {
            hotspot_ids: ids.to_vec().into(),
            periods: days.to_vec().into(),
            counts: counts.to_vec().into(),
        };
        columns.into_table().unwrap()
    }

    fn empty() -> SeriesTable {
        SeriesTable {
            days: Vec::new(),
            counts: Vec::new(),
            rows: HashMap::new(),
        }
    }

    #[test]
    fn a_series_may_continue_in_the_next_batch() {
        let mut table = empty();
        table
            .push(&batch(&[1, 2], &[0, 0], &[Some(1.0), None]))
            .unwrap();
        table.push(&batch(&[2], &[-1], &[Some(3.0)])).unwrap();
        let (periods, counts) = table.get(2).unwrap();
        assert_eq!(counts, [None, Some(3.0)]);
        assert_eq!(periods[1].to_string(), "1969-12-31");
        assert_eq!(table.get(3), None);
    }

    #[test]
    fn scattered_rows_are_refused() {
        let ones = [Some(1.0); 3];
        let scattered = batch(&[1, 2, 1], &[0, 0, 7], &ones);
        assert_eq!(
            empty().push(&scattered).unwrap_err(),
            "the rows of hotspot `1` are not contiguous"
        );
    }
}
