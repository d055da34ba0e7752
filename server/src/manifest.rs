//! `manifest.json`: the description of a generation, with the list of its files.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use hotcast_artifacts::{FileEntry, layout};

use crate::publication_error::PublicationError;

/// The manifest of a generation, with its files by path.
#[derive(Debug)]
pub(crate) struct Manifest {
    document: hotcast_artifacts::Manifest,
    paths: HashSet<String>,
}

/// The time at which the generation in `dir` was published, RFC 3339: that of its manifest.
///
/// The content has no time in it, so that equal results have equal files.
pub(crate) fn published(dir: &Path) -> Result<String, PublicationError> {
    let path = dir.join(layout::MANIFEST);
    let modified = path
        .metadata()
        .and_then(|metadata| metadata.modified())
        .map_err(|error| PublicationError::unreadable(&path, error))?;
    Ok(DateTime::<Utc>::from(modified).to_rfc3339_opts(SecondsFormat::Millis, true))
}

impl From<hotcast_artifacts::Manifest> for Manifest {
    fn from(document: hotcast_artifacts::Manifest) -> Self {
        let paths = document.files.iter().map(|file| file.path.clone());
        Self {
            paths: paths.collect(),
            document,
        }
    }
}

impl Manifest {
    /// The document as it is published.
    pub(crate) fn document(&self) -> &hotcast_artifacts::Manifest {
        &self.document
    }

    /// `true` if the generation has the file `path`, relative and with forward slashes.
    pub(crate) fn lists(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Checks that every file is in `dir` and has its full length.
    pub(crate) fn check_files(&self, dir: &Path) -> Result<(), PublicationError> {
        for FileEntry { path, bytes, .. } in &self.document.files {
            let path = dir.join(path);
            let found = path
                .metadata()
                .map_err(|error| PublicationError::unreadable(&path, error))?
                .len();
            if found != *bytes {
                return Err(PublicationError::invalid(
                    &path,
                    format!("it has {found} bytes, but {bytes} in the manifest"),
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_file_is_told_from_a_cut_one() {
        let document: hotcast_artifacts::Manifest = serde_json::from_str(
            r#"{"schema_version":1,"workflow":"w","freq":"day","first_period":"2024-01-01",
                "last_period":"2024-01-08","counts":{},
                "files":[{"path":"a.json","bytes":2,"blake3":""}]}"#,
        )
        .unwrap();
        let manifest = Manifest::from(document);
        assert!(manifest.lists("a.json") && !manifest.lists("b.json"));
        let dir = tempfile::tempdir().unwrap();
        assert!(manifest.check_files(dir.path()).unwrap_err().is_absent());
        std::fs::write(dir.path().join("a.json"), "{").unwrap();
        assert!(!manifest.check_files(dir.path()).unwrap_err().is_absent());
        std::fs::write(dir.path().join("a.json"), "{}").unwrap();
        manifest.check_files(dir.path()).unwrap();
    }
}
