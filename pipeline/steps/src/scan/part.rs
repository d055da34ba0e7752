//! One Parquet part: its metadata and its row groups.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

use super::columns::ScannedColumns;
use super::error::ScanError;
use super::incidents::Incidents;
use super::selected::selected;
use crate::matching::CategoryFilter;

/// Rows decoded at a time: enough to be fast, little enough to stay in the cache.
const BATCH_ROWS: usize = 16_384;

/// Reads a part's metadata, with the category as a dictionary, so that no string is built for each
/// row.
pub(super) fn open(path: &Path, columns: ScannedColumns) -> Result<ArrowReaderMetadata, ScanError> {
    let parquet_error = |source| ScanError::Parquet {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(|source| ScanError::Open {
        path: path.to_owned(),
        source,
    })?;
    let plain =
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(parquet_error)?;
    let field = |name: &str| {
        plain
            .schema()
            .field_with_name(name)
            .ok()
            .map(Field::data_type)
    };
    let missing = |column, expected| ScanError::Column {
        path: path.to_owned(),
        column,
        expected,
    };
    if columns.time
        && !matches!(
            field("time"),
            Some(DataType::Timestamp(TimeUnit::Millisecond, _))
        )
    {
        return Err(missing("time", "timestamp in milliseconds"));
    }
    for column in ["lon", "lat"] {
        if columns.place && field(column) != Some(&DataType::Float64) {
            return Err(missing(column, "double"));
        }
    }
    if !columns.category || field("category").is_none() {
        return Ok(plain);
    }
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let fields: Vec<Field> = (plain.schema().fields().iter())
        .map(|f| match f.name().as_str() {
            "category" => Field::new("category", dictionary.clone(), f.is_nullable()),
            _ => f.as_ref().clone(),
        })
        .collect();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    ArrowReaderMetadata::load(&file, options).map_err(parquet_error)
}

/// Visits the incidents of one row group.
pub(super) fn read_row_group(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    row_group: usize,
    columns: ScannedColumns,
    categories: Option<&CategoryFilter>,
    cancelled: &(dyn Fn() -> bool + Sync),
    mut visit: impl FnMut(&Incidents<'_>),
) -> Result<(), ScanError> {
    let file = File::open(path).map_err(|source| ScanError::Open {
        path: path.to_owned(),
        source,
    })?;
    let wanted = |name: &str| match name {
        "time" => columns.time,
        "lon" | "lat" => columns.place,
        "category" => columns.category,
        // Counting incidents always takes the number that a row stands for.
        "count" => true,
        _ => false,
    };
    let schema = metadata.schema();
    let roots = (0..schema.fields().len()).filter(|&i| wanted(schema.field(i).name()));
    let mask = ProjectionMask::roots(metadata.metadata().file_metadata().schema_descr(), roots);
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
        .with_row_groups(vec![row_group])
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|source| ScanError::Parquet {
            path: path.to_owned(),
            source,
        })?;
    for batch in reader {
        if cancelled() {
            return Err(ScanError::Cancelled);
        }
        let batch = match categories {
            None => batch,
            Some(filter) => batch.and_then(|batch| selected(&batch, filter)),
        };
        let batch = batch.map_err(|source| ScanError::Arrow {
            path: path.to_owned(),
            source,
        })?;
        visit(&Incidents::of(&batch));
    }
    Ok(())
}
