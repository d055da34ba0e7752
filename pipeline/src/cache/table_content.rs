//! The logical content of a Parquet file, column by column: values and nulls in row order, whatever the compression, encoding, row groups or batches.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, SortField};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::content::Column;
use super::{Fields, Names};

/// Rows and columns of a table. Of a column that names files, which rows name the same file counts.
pub(super) fn read(
    path: &Path,
    names: Option<&Names>,
) -> Result<(u64, BTreeMap<String, Column>), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|error| error.to_string())?
        .with_batch_size(1 << 16);
    let reader = reader.build().map_err(|error| error.to_string())?;
    let mut columns: Vec<(String, ColumnHasher)> =
        arrow::record_batch::RecordBatchReader::schema(&reader)
            .fields()
            .iter()
            .map(|field| {
                let positions = names.is_some_and(|names| names.column == *field.name());
                let data_type = if positions {
                    &DataType::Int64
                } else {
                    field.data_type()
                };
                (field.name().clone(), ColumnHasher::new(data_type))
            })
            .collect();
    let mut rows = 0;
    for batch in reader {
        let batch = batch.map_err(|error| error.to_string())?;
        rows += batch.num_rows() as u64;
        for ((name, hasher), array) in columns.iter_mut().zip(batch.columns()) {
            let added = match names {
                Some(names) if names.column == *name => hasher.add(&names.positions(array)?),
                _ => hasher.add(array),
            };
            added.map_err(|error| error.to_string())?;
        }
    }
    Ok((
        rows,
        columns
            .into_iter()
            .map(|(name, hasher)| (name, hasher.finish(rows)))
            .collect(),
    ))
}

struct ColumnHasher {
    logical: DataType,
    values: blake3::Hasher,
    nulls: blake3::Hasher,
    buffer: Vec<u8>,
}

impl ColumnHasher {
    fn new(data_type: &DataType) -> Self {
        Self {
            logical: logical(data_type),
            values: blake3::Hasher::new(),
            nulls: blake3::Hasher::new(),
            buffer: Vec::new(),
        }
    }

    fn add(&mut self, array: &ArrayRef) -> Result<(), arrow::error::ArrowError> {
        // Texts are read as they are: whether their offsets have 32 or 64 bits is not seen below.
        let array = if array.data_type() == &self.logical || array.data_type() == &DataType::Utf8 {
            array.clone()
        } else {
            cast(array, &self.logical)?
        };
        self.buffer.clear();
        match array.logical_nulls() {
            Some(nulls) => self
                .buffer
                .extend(nulls.iter().map(|valid| u8::from(!valid))),
            None => self.buffer.resize(array.len(), 0),
        }
        self.nulls.update(&self.buffer);
        self.buffer.clear();
        match (&self.logical, self.logical.primitive_width()) {
            (_, Some(width)) => self.add_fixed(&array, width),
            (DataType::Boolean, _) => {
                let values = array.as_boolean();
                self.buffer.extend(
                    (0..array.len()).map(|row| u8::from(!array.is_null(row) && values.value(row))),
                );
            }
            (DataType::LargeUtf8, _) if array.data_type() == &DataType::Utf8 => self.add_texts(
                array
                    .as_string::<i32>()
                    .iter()
                    .map(|text| text.map(str::as_bytes)),
            ),
            (DataType::LargeUtf8, _) => self.add_texts(
                array
                    .as_string::<i64>()
                    .iter()
                    .map(|text| text.map(str::as_bytes)),
            ),
            (DataType::LargeBinary, _) => self.add_texts(array.as_binary::<i64>().iter()),
            _ => {
                let converter = RowConverter::new(vec![SortField::new(self.logical.clone())])?;
                let rows = converter.convert_columns(&[array])?;
                self.add_texts(rows.iter().map(|row| Some(row.data().to_vec())));
            }
        }
        self.values.update(&self.buffer);
        Ok(())
    }

    fn add_fixed(&mut self, array: &ArrayRef, width: usize) {
        let data = array.to_data();
        let bytes = &data.buffers()[0].as_slice()
            [data.offset() * width..(data.offset() + data.len()) * width];
        if data.null_count() == 0 {
            self.values.update(bytes);
            return;
        }
        // What lies under a null is arbitrary.
        for (row, value) in bytes.chunks_exact(width).enumerate() {
            if data.is_null(row) {
                self.buffer.resize(self.buffer.len() + width, 0);
            } else {
                self.buffer.extend(value);
            }
        }
    }

    fn add_texts<T: AsRef<[u8]>>(&mut self, texts: impl Iterator<Item = Option<T>>) {
        for text in texts {
            let bytes = text.as_ref().map_or(&[][..], T::as_ref);
            self.buffer.extend((bytes.len() as u64).to_le_bytes());
            self.buffer.extend(bytes);
        }
    }

    fn finish(self, rows: u64) -> Column {
        let data_type = self.logical.to_string();
        let mut fields = Fields::new("hotcast 2026 column");
        fields
            .field("type", data_type.as_bytes())
            .field("rows", &rows.to_le_bytes())
            .field("nulls", self.nulls.finalize().as_bytes())
            .field("values", self.values.finalize().as_bytes());
        Column {
            data_type,
            digest: fields.finish(),
        }
    }
}

/// The type without its representation: a dictionary of texts is a column of texts.
fn logical(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => logical(values),
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => DataType::LargeUtf8,
        DataType::Binary | DataType::BinaryView | DataType::LargeBinary => DataType::LargeBinary,
        other => other.clone(),
    }
}
