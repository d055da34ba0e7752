//! The files of a generation, and the account of them in its manifest.

use std::path::Path;

use hotcast_artifacts::FileEntry;

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
