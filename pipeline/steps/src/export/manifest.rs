//! `manifest.json`, without what the runner adds: generation, time, workflow, parameters.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::calendar::Calendar;

/// A file of the generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct FileEntry {
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) blake3: String,
}

/// Writes files below a directory and keeps their lengths and digests.
pub(super) struct Files<'a> {
    root: &'a Path,
    entries: Vec<FileEntry>,
}

impl<'a> Files<'a> {
    pub(super) fn below(root: &'a Path) -> Self {
        Self {
            root,
            entries: Vec::new(),
        }
    }

    pub(super) fn write(&mut self, path: &str, content: &[u8]) -> std::io::Result<()> {
        std::fs::write(self.root.join(path), content)?;
        self.entries.push(FileEntry {
            path: path.to_owned(),
            bytes: content.len() as u64,
            blake3: blake3::hash(content).to_hex().to_string(),
        });
        Ok(())
    }

    pub(super) fn copy(&mut self, path: &str, from: &Path) -> std::io::Result<()> {
        self.write(path, &std::fs::read(from)?)
    }

    /// The entries, by path.
    pub(super) fn finish(mut self) -> Vec<FileEntry> {
        self.entries.sort_by(|a, b| a.path.cmp(&b.path));
        self.entries
    }
}

/// The manifest.
pub(super) fn manifest(
    calendar: &Calendar,
    bbox: Option<[f64; 4]>,
    density_cell_deg: &Value,
    counts: &Value,
    files: &[FileEntry],
) -> Value {
    json!({
        "schema_version": 1,
        "freq": calendar.freq,
        "first_period": calendar.first,
        "last_period": calendar.last_observed,
        "bbox": bbox,
        "density_cell_deg": density_cell_deg,
        "counts": counts,
        "files": files,
    })
}
