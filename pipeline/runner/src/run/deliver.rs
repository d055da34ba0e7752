//! Inputs in another form than the store's files: directories instead of packs, tables with the
//! files' current names, and copies for programs, which could write to them.

use std::fs::{self, File};
use std::path::Path;

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
use super::unchanged::Handed;
use crate::cache::{Names, PackReader, Part};
use crate::step::{InputFile, OutputForm};
use crate::workflow::{Edge, PlannedInput};

/// The directory for laid-out inputs, below that of a step.
const INPUTS: &str = ".inputs";

impl Task<'_> {
    /// Returns the inputs as the step sees them. Those that have to be laid out are below `dir`.
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
                    .join(INPUTS)
                    // A slot such as `inputs.a/b` must not become a directory of its own.
                    .join(format!("{}-{index}", input.slot.replace('/', "%")));
                let laid_out = self
                    .lay_out(input, part, file, &target)
                    .with_context(|| format!("cannot lay out `{}`", file.label))?;
                if !laid_out {
                    continue;
                }
                file.path = target;
                if input.for_program {
                    let handed = self
                        .noted(input, part, file)
                        .with_context(|| format!("cannot lay out `{}`", file.label))?;
                    resolved.handed.push(handed);
                }
            }
        }
        Ok(resolved)
    }

    /// Removes the laid-out inputs, which can be as large as the step's inputs.
    pub(super) fn take_back(&self, dir: &Path) -> anyhow::Result<()> {
        let laid_out = dir.join(INPUTS);
        if laid_out.exists() {
            fs::remove_dir_all(&laid_out)
                .with_context(|| format!("cannot remove `{}`", laid_out.display()))?;
        }
        Ok(())
    }

    /// Lays an input out at `target`, and returns `true`, unless the step can read the store's own
    /// file.
    fn lay_out(
        &self,
        input: &PlannedInput,
        part: &Part,
        file: &InputFile,
        target: &Path,
    ) -> anyhow::Result<bool> {
        if self.is_tree(input) {
            tree::unpack(&PackReader::open(&file.path)?, target)?;
            return Ok(true);
        }
        let names = part.outdated_names(input.columns.as_deref());
        if names.is_none() && !input.for_program {
            return Ok(false);
        }
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        match names {
            Some(names) => rename(&file.path, target, names)?,
            // A copy, not a hard link: a program that wrote to a link would change the store.
            // `fs::copy` shares the bytes on file systems that can (reflinks) until one is written
            // to.
            None => drop(fs::copy(&file.path, target)?),
        }
        Ok(true)
    }

    /// Notes the files that were laid out for a program, to check later that it left them alone.
    fn noted(&self, input: &PlannedInput, part: &Part, file: &InputFile) -> anyhow::Result<Handed> {
        let mut handed = Handed::new(&input.slot, &file.label);
        if self.is_tree(input) {
            for name in tree::files(&file.path)? {
                handed.add(&file.path.join(name), None)?;
            }
        } else {
            let renamed = part.outdated_names(input.columns.as_deref()).is_some();
            handed.add(&file.path, (!renamed).then_some(part.blob))?;
        }
        Ok(handed)
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

/// Copies a table with the files' current names.
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
        // Back to the column's own type, which may be a dictionary: a reader sees the same schema.
        columns[at] = cast(&renamed, schema.field(at).data_type())?;
        writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
    }
    writer.close()?;
    Ok(())
}
