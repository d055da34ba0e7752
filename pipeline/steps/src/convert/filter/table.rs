//! The output `filtered`: the number of rows that each rule leaves out.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};

use super::rule::rules;
use super::tally::RuleCounts;
use crate::convert::params::Convert;
use crate::parquet_io::{TableIoError, write_table};

/// Writes a row for each rule, with its name and the rows that it leaves out.
pub(crate) fn write(
    path: &Path,
    params: &Convert,
    counts: &[RuleCounts],
) -> Result<(), TableIoError> {
    let schema = Schema::new(vec![
        Field::new("rule", DataType::Utf8, false),
        Field::new("rows", DataType::Int64, false),
    ]);
    let names: Vec<String> = rules(params).map(|rule| rule.to_string()).collect();
    let rows = |at| counts.get(at).map_or(0, |counts: &RuleCounts| counts.rows);
    let rows: Vec<u64> = (0..names.len()).map(rows).collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(&names)),
        Arc::new(Int64Array::from_iter_values(
            rows.into_iter()
                .map(|rows| i64::try_from(rows).unwrap_or(i64::MAX)),
        )),
    ];
    let table =
        RecordBatch::try_new(Arc::new(schema), columns).map_err(|source| TableIoError::Arrow {
            path: path.to_owned(),
            source,
        })?;
    write_table(path, &table, &[])
}
