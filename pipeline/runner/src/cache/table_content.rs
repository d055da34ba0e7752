//! The logical content of a Parquet file, column by column: values and nulls in row order, whatever
//! the compression, encoding, row groups or batches.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, GenericByteArray};
use arrow::compute::cast;
use arrow::datatypes::{ArrowNativeType, ByteArrayType, DataType};
use arrow::row::{RowConverter, SortField};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::content::Column;
use super::{Fields, Names, at_once};

/// Returns the number of rows and the columns of a table, reading half of the columns on another
/// thread.
///
/// For a column that names files, only which rows name the same file is content.
pub(super) fn read(
    path: &Path,
    names: Option<&Names>,
) -> Result<(u64, BTreeMap<String, Column>), String> {
    let (here, beside) = at_once(
        || read_half(path, names, 0),
        || read_half(path, names, 1).map_err(io::Error::other),
    );
    let (rows, mut columns) = here?;
    columns.extend(beside.map_err(|error| error.to_string())?.1);
    Ok((rows, columns))
}

/// Returns the number of rows, and every other column, beginning with the first or the second.
fn read_half(
    path: &Path,
    names: Option<&Names>,
    first: usize,
) -> Result<(u64, BTreeMap<String, Column>), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|error| error.to_string())?
        // Long batches: hashing has a fixed cost for each batch and column.
        .with_batch_size(1 << 16);
    // Every other column rather than the first and the second half: neighbours are often alike in
    // cost.
    let half = (first..reader.schema().fields().len()).step_by(2);
    let half = ProjectionMask::roots(reader.parquet_schema(), half);
    let reader = reader
        .with_projection(half)
        .build()
        .map_err(|error| error.to_string())?;
    let mut columns: Vec<(String, ColumnHasher)> =
        arrow::record_batch::RecordBatchReader::schema(&reader)
            .fields()
            .iter()
            .map(|field| {
                let positions = names.is_some_and(|names| names.column == *field.name());
                // A position, and after it the path in an archive.
                let data_type = if positions {
                    &DataType::Utf8
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
            .map(|(name, hasher)| (name, hasher.finish()))
            .collect(),
    ))
}

/// Hashes a column's values, nulls and lengths of texts, each in a stream of its own, so that it
/// does not matter how the rows are cut into batches.
struct ColumnHasher {
    logical: DataType,
    rows: u64,
    values: blake3::Hasher,
    /// Without the lengths, `ab`, `c` and `a`, `bc` would have the same bytes.
    lengths: blake3::Hasher,
    /// The positions of nulls, which tell a null from the zero that stands for it among the values.
    nulls: blake3::Hasher,
    buffer: Vec<u8>,
}

impl ColumnHasher {
    fn new(data_type: &DataType) -> Self {
        Self {
            logical: logical(data_type),
            rows: 0,
            values: blake3::Hasher::new(),
            lengths: blake3::Hasher::new(),
            nulls: blake3::Hasher::new(),
            buffer: Vec::new(),
        }
    }

    fn add(&mut self, array: &ArrayRef) -> Result<(), arrow::error::ArrowError> {
        // Texts are read as they are: whether their offsets have 32 or 64 bits does not show below.
        let is_text = self.logical == DataType::LargeUtf8 && array.data_type() == &DataType::Utf8;
        let array = if is_text || array.data_type() == &self.logical {
            array.clone()
        } else {
            cast(array, &self.logical)?
        };
        self.add_nulls(&array);
        match (&self.logical, self.logical.primitive_width()) {
            (_, Some(width)) => self.add_fixed(&array, width),
            (DataType::Boolean, _) => {
                let values = array.as_boolean();
                self.buffer.extend(
                    (0..array.len()).map(|row| u8::from(!array.is_null(row) && values.value(row))),
                );
                self.flush();
            }
            (DataType::LargeUtf8, _) if array.data_type() == &DataType::Utf8 => {
                self.add_texts(array.as_string::<i32>());
            }
            (DataType::LargeUtf8, _) => self.add_texts(array.as_string::<i64>()),
            (DataType::LargeBinary, _) => self.add_texts(array.as_binary::<i64>()),
            _ => {
                // Lists and structs: Arrow's row format gives equal rows equal bytes.
                let converter = RowConverter::new(vec![SortField::new(self.logical.clone())])?;
                let rows = converter.convert_columns(&[array])?;
                for row in &rows {
                    let bytes = row.data();
                    self.lengths.update(&(bytes.len() as u64).to_le_bytes());
                    self.buffer.extend(bytes);
                }
                self.flush();
            }
        }
        Ok(())
    }

    /// Adds the gathered bytes to the values.
    fn flush(&mut self) {
        self.values.update(&self.buffer);
        self.buffer.clear();
    }

    fn add_nulls(&mut self, array: &ArrayRef) {
        if let Some(nulls) = array.logical_nulls().filter(|nulls| nulls.null_count() > 0) {
            let rows = (self.rows..).zip(nulls.iter());
            let missing = rows.filter(|(_, valid)| !valid);
            self.buffer
                .extend(missing.flat_map(|(row, _)| row.to_le_bytes()));
            self.nulls.update(&self.buffer);
            self.buffer.clear();
        }
        self.rows += array.len() as u64;
    }

    fn add_fixed(&mut self, array: &ArrayRef, width: usize) {
        let data = array.to_data();
        // A sliced array shares its buffer with others; only its own part counts.
        let bytes = &data.buffers()[0].as_slice()
            [data.offset() * width..(data.offset() + data.len()) * width];
        if data.null_count() == 0 {
            self.values.update(bytes);
            return;
        }
        // The bytes under a null are arbitrary, so zeros stand for them.
        for (row, value) in bytes.chunks_exact(width).enumerate() {
            if data.is_null(row) {
                self.buffer.resize(self.buffer.len() + width, 0);
            } else {
                self.buffer.extend(value);
            }
        }
        self.flush();
    }

    fn add_texts<T: ByteArrayType>(&mut self, texts: &GenericByteArray<T>) {
        let length = |row: usize| texts.value_length(row).as_usize() as u64;
        if texts.null_count() == 0 {
            let offsets = texts.value_offsets();
            let (first, last) = (offsets[0].as_usize(), offsets[texts.len()].as_usize());
            self.values.update(&texts.value_data()[first..last]);
            self.buffer
                .extend((0..texts.len()).flat_map(|row| length(row).to_le_bytes()));
        } else {
            // The bytes under a null are arbitrary.
            for row in (0..texts.len()).filter(|&row| texts.is_valid(row)) {
                self.buffer.extend(AsRef::<[u8]>::as_ref(texts.value(row)));
            }
            self.flush();
            let valid = |row: usize| if texts.is_valid(row) { length(row) } else { 0 };
            self.buffer
                .extend((0..texts.len()).flat_map(|row| valid(row).to_le_bytes()));
        }
        self.lengths.update(&self.buffer);
        self.buffer.clear();
    }

    fn finish(self) -> Column {
        let data_type = self.logical.to_string();
        let mut fields = Fields::new("hotcast 2026 column");
        fields
            .field("type", data_type.as_bytes())
            .field("rows", &self.rows.to_le_bytes())
            .field("nulls", self.nulls.finalize().as_bytes())
            .field("lengths", self.lengths.finalize().as_bytes())
            .field("values", self.values.finalize().as_bytes());
        Column {
            data_type,
            digest: fields.finish(),
        }
    }
}

/// Returns the type without its representation: a dictionary of texts is a column of texts.
fn logical(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => logical(values),
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => DataType::LargeUtf8,
        DataType::Binary | DataType::BinaryView | DataType::LargeBinary => DataType::LargeBinary,
        other => other.clone(),
    }
}
