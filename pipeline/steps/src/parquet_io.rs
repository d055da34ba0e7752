//! Small Parquet tables, read and written as a whole.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::ArrowPrimitiveType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

/// An error in reading or writing a table.
#[derive(Debug, thiserror::Error)]
pub enum TableIoError {
    /// The file cannot be opened or created.
    #[error("cannot open `{path}`: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The file is not Parquet, is damaged, or cannot be written.
    #[error("cannot read or write `{path}` as Parquet: {source}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: parquet::errors::ParquetError,
    },
    /// Batches that do not fit together.
    #[error("cannot use the table in `{path}`: {source}")]
    Arrow {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: arrow::error::ArrowError,
    },
    /// A column is absent or of another type.
    #[error("the table has no column `{column}` of type {expected}")]
    Column {
        /// The column.
        column: &'static str,
        /// The type it should have.
        expected: String,
    },
}

/// Writes a table as zstd Parquet, with key-value metadata.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write_table(
    path: &Path,
    table: &RecordBatch,
    metadata: &[(&str, String)],
) -> Result<(), TableIoError> {
    let parquet_error = |source| TableIoError::Parquet {
        path: path.to_owned(),
        source,
    };
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("hotcast ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let file = File::create(path).map_err(|source| TableIoError::Open {
        path: path.to_owned(),
        source,
    })?;
    let mut writer =
        ArrowWriter::try_new(file, table.schema(), Some(properties)).map_err(parquet_error)?;
    for (key, value) in metadata {
        writer.append_key_value_metadata(KeyValue::new((*key).to_owned(), value.clone()));
    }
    writer.write(table).map_err(parquet_error)?;
    writer.close().map_err(parquet_error)?;
    Ok(())
}

/// Reads a whole table.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn read_table(path: &Path) -> Result<RecordBatch, TableIoError> {
    let arrow_error = |source| TableIoError::Arrow {
        path: path.to_owned(),
        source,
    };
    let parquet_error = |source| TableIoError::Parquet {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(|source| TableIoError::Open {
        path: path.to_owned(),
        source,
    })?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(parquet_error)?;
    let schema = reader.schema().clone();
    let batches: Vec<RecordBatch> = reader
        .build()
        .map_err(parquet_error)?
        .collect::<Result<_, _>>()
        .map_err(arrow_error)?;
    concat_batches(&schema, &batches).map_err(arrow_error)
}

/// The number of rows, from the file's footer alone.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn row_count(path: &Path) -> Result<i64, TableIoError> {
    let file = File::open(path).map_err(|source| TableIoError::Open {
        path: path.to_owned(),
        source,
    })?;
    let footer = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new());
    let footer = footer.map_err(|source| TableIoError::Parquet {
        path: path.to_owned(),
        source,
    })?;
    Ok(footer.metadata().file_metadata().num_rows())
}

/// A column of numbers by its name.
///
/// # Errors
/// When there is none of that name and type.
pub(crate) fn numbers<'a, T: ArrowPrimitiveType>(
    table: &'a RecordBatch,
    column: &'static str,
) -> Result<&'a arrow::array::PrimitiveArray<T>, TableIoError> {
    table
        .column_by_name(column)
        .and_then(|c| c.as_primitive_opt::<T>())
        .ok_or_else(|| TableIoError::Column {
            column,
            expected: T::DATA_TYPE.to_string(),
        })
}

/// A column of texts by its name; null becomes `None`.
///
/// # Errors
/// When there is none of that name and type.
pub(crate) fn texts<'a>(
    table: &'a RecordBatch,
    column: &'static str,
) -> Result<Vec<Option<&'a str>>, TableIoError> {
    let array = table
        .column_by_name(column)
        .and_then(|c| c.as_string_opt::<i32>());
    array
        .map(|a| a.iter().collect())
        .ok_or_else(|| TableIoError::Column {
            column,
            expected: "Utf8".to_owned(),
        })
}

/// The value of a number column in a row; `None` for null.
pub(crate) fn value<T: ArrowPrimitiveType>(
    array: &arrow::array::PrimitiveArray<T>,
    row: usize,
) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}
