//! What a step is handed where the store's own files would not do: directories instead of packs, and tables that name files as they are called now.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::resolve::Resolved;
use super::step_run::Task;
use super::tree;
use crate::cache::{Names, PackReader, Part};
use crate::step::{InputFile, OutputForm};
use crate::workflow::{Edge, PlannedInput};

impl Task<'_> {
    /// The inputs as the step shall see them. What has to be laid out for it lies below `dir`.
    pub(super) fn deliver(&self, dir: &Path) -> anyhow::Result<Resolved> {
        let mut resolved = self.resolved.clone();
        for input in &self.step.inputs {
            let (Some(parts), Some(files)) = (
                self.resolved.parts.get(&input.slot),
                resolved.files.get_mut(&input.slot),
            ) else {
                continue;
            };
            for (index, (part, file)) in parts.iter().zip(files).enumerate() {
                let target = dir
                    .join(".inputs")
                    .join(format!("{}-{index}", input.slot.replace('/', "%")));
                let laid_out = self.lay_out(input, part, file, &target);
                if let Some(path) =
                    laid_out.with_context(|| format!("cannot lay out `{}`", file.label))?
                {
                    file.path = path;
                }
            }
        }
        Ok(resolved)
    }

    fn lay_out(
        &self,
        input: &PlannedInput,
        part: &Part,
        file: &InputFile,
        target: &Path,
    ) -> anyhow::Result<Option<PathBuf>> {
        if self.is_tree(input) {
            tree::unpack(&PackReader::open(&file.path)?, target)?;
            return Ok(Some(target.to_path_buf()));
        }
        let Some(names) = part.outdated_names(input.columns.as_deref()) else {
            return Ok(None);
        };
        let target = target.with_extension("parquet");
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        rename(&file.path, &target, names)?;
        Ok(Some(target))
    }

    fn is_tree(&self, input: &PlannedInput) -> bool {
        let Edge::Step { index, output } = &input.edge else {
            return false;
        };
        self.session.workflow.steps[*index]
            .outputs
            .iter()
            .any(|known| known.name == *output && known.form == OutputForm::Tree)
    }
}

/// Copies a table with the names of today.
fn rename(from: &Path, to: &Path, names: &Names) -> anyhow::Result<()> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(from)?)?;
    let schema = reader.schema().clone();
    let at = schema.index_of(&names.column)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(File::create(to)?, schema.clone(), Some(properties))?;
    for batch in reader.build()? {
        let batch = batch?;
        let mut columns = batch.columns().to_vec();
        let texts = cast(&columns[at], &DataType::Utf8)?;
        let renamed = names.renamed(texts.as_string::<i32>());
        columns[at] = cast(&renamed, schema.field(at).data_type())?;
        writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
    }
    writer.close()?;
    Ok(())
}
