//! Files to look at, and the workflows that are proposed for them.

use std::collections::BTreeMap;
use std::path::Path;

use hotcast_steps::convert::{Convert, ConvertCounts, Hooks, SourceFile, convert_files};
use hotcast_steps::init::{InitError, Nobody, Options, Proposal, look};
use tempfile::TempDir;

/// A directory with files.
pub(crate) struct Files {
    directory: TempDir,
    pub(crate) files: Vec<SourceFile>,
}

impl Files {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let files = files
            .iter()
            .map(|(name, bytes)| {
                let path = directory.path().join(name);
                std::fs::write(&path, bytes).unwrap();
                let label = (*name).to_owned();
                SourceFile { path, label }
            })
            .collect();
        Self { directory, files }
    }

    pub(crate) fn look(&self, options: &Options) -> Result<Proposal, InitError> {
        let input: Vec<String> = self.files.iter().map(|file| file.label.clone()).collect();
        look(&self.files, &input, options, &mut Nobody)
    }

    /// Converts the files with proposed parameters.
    pub(crate) fn convert(&self, params: &Convert) -> (ConvertCounts, Vec<(i64, f64, f64)>) {
        let hooks = Hooks {
            workers: 1,
            progress: &|_| {},
            cancelled: &|| false,
            finding: &|_| {},
        };
        let out = |name: &str| self.directory.path().join(name);
        let (incidents, rejects) = (out("incidents.parquet"), out("rejects.parquet"));
        let counts = convert_files(&self.files, params, &incidents, &rejects, &hooks).unwrap();
        (counts, read(&incidents))
    }
}

/// Times and places of a file of incidents.
fn read(path: &Path) -> Vec<(i64, f64, f64)> {
    use arrow::array::AsArray;
    use arrow::datatypes::{Float64Type, TimestampMillisecondType};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    let file = std::fs::File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let times = batch["time"]
            .as_primitive::<TimestampMillisecondType>()
            .clone();
        let lons = batch["lon"].as_primitive::<Float64Type>().clone();
        let lats = batch["lat"].as_primitive::<Float64Type>().clone();
        for row in 0..batch.num_rows() {
            rows.push((times.value(row), lons.value(row), lats.value(row)));
        }
    }
    rows
}

/// The parameters of the step `convert` in a proposed workflow.
pub(crate) fn params(proposal: &Proposal) -> Convert {
    serde_json::from_value(step(proposal, "convert")).unwrap()
}

/// The parameters of a step in a proposed workflow, by name.
pub(crate) fn step(proposal: &Proposal, name: &str) -> serde_json::Value {
    let document: BTreeMap<String, serde_json::Value> =
        serde_saphyr::from_str(&proposal.workflow).unwrap();
    let mut step = document["steps"][name].clone();
    step.as_object_mut().unwrap().remove("uses").unwrap();
    step.sort_all_objects();
    step
}

/// A workflow's `convert` as JSON text, without the file names, by the names of its fields.
pub(crate) fn said(proposal: &Proposal) -> String {
    let mut step = step(proposal, "convert");
    step.as_object_mut().unwrap().remove("input");
    step.sort_all_objects();
    step.to_string()
}
