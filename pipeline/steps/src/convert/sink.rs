//! The two output files of a conversion: incidents and rejects.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::error::ConvertError;
use super::params::{Convert, Dedupe};
use super::reject::{self, Reject};
use crate::incidents;

/// The open output files, and the digests of their rows.
pub(super) struct Sink {
    schema: SchemaRef,
    incidents: ArrowWriter<BufWriter<File>>,
    rejects: ArrowWriter<BufWriter<File>>,
    rejects_schema: SchemaRef,
    /// Digests of the rows kept so far, where duplicates are sought.
    pub(crate) seen: Option<HashSet<u128>>,
}

impl Sink {
    pub(crate) fn create(
        params: &Convert,
        incidents_path: &Path,
        rejects_path: &Path,
    ) -> Result<Self, ConvertError> {
        let extra = params.extra.schema_fields();
        let properties = incidents::writer_properties(&extra);
        let schema = incidents::schema(params.columns.count.is_some(), extra);
        let incidents =
            ArrowWriter::try_new(create(incidents_path)?, schema.clone(), Some(properties))?;
        let rejects_schema = reject::rejects_schema();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("hotcast ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_max_row_group_row_count(Some(1 << 16))
            .build();
        let rejects = ArrowWriter::try_new(
            create(rejects_path)?,
            rejects_schema.clone(),
            Some(properties),
        )?;
        let seen = (params.dedupe != Dedupe::None).then(HashSet::new);
        Ok(Self {
            schema,
            incidents,
            rejects,
            rejects_schema,
            seen,
        })
    }

    /// Appends kept rows.
    pub(crate) fn keep(&mut self, columns: Vec<ArrayRef>) -> Result<(), ConvertError> {
        let table = RecordBatch::try_new(self.schema.clone(), columns)?;
        self.incidents.write(&table)?;
        Ok(())
    }

    /// Appends rejected rows of a file.
    pub(crate) fn reject(&mut self, file: &str, rejects: &[Reject]) -> Result<(), ConvertError> {
        if !rejects.is_empty() {
            self.rejects
                .write(&reject::batch(&self.rejects_schema, file, rejects)?)?;
        }
        Ok(())
    }

    /// Completes both files.
    pub(crate) fn close(self) -> Result<(), ConvertError> {
        self.incidents.close()?;
        self.rejects.close()?;
        Ok(())
    }
}

fn create(path: &Path) -> Result<BufWriter<File>, ConvertError> {
    let file = File::create(path).map_err(|source| ConvertError::Write {
        path: path.display().to_string(),
        source,
    })?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}
