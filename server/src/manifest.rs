//! `manifest.json`: the description of a generation, with the list of its files.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::publication_error::PublicationError;

/// The manifest of a generation.
#[derive(Debug, Deserialize)]
pub(crate) struct Manifest {
    /// The name in the workflow file.
    pub(crate) workflow: String,
    /// `day`, `week` or `month`.
    pub(crate) freq: String,
    /// The first observed period.
    pub(crate) first_period: String,
    /// The last observed period.
    pub(crate) last_period: String,
    /// West, south, east, north, in degrees.
    #[serde(default)]
    pub(crate) bbox: Option<Vec<f64>>,
    /// Numbers of rows, hotspots, periods and models.
    #[serde(default)]
    pub(crate) counts: Value,
    files: Files,
}

/// The files of a generation, by path.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<File>")]
struct Files {
    list: Vec<File>,
    paths: HashSet<String>,
}

/// One file of a generation.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct File {
    path: String,
    bytes: u64,
}

impl From<Vec<File>> for Files {
    fn from(list: Vec<File>) -> Self {
        let paths = list.iter().map(|file| file.path.clone()).collect();
        Self { list, paths }
    }
}

/// The time at which the generation in `dir` was published, RFC 3339: that of its manifest.
///
/// The content has no time in it, so that equal results have equal files.
pub(crate) fn published(dir: &Path) -> Result<String, PublicationError> {
    let path = dir.join("manifest.json");
    let modified = path
        .metadata()
        .and_then(|metadata| metadata.modified())
        .map_err(|error| PublicationError::unreadable(&path, error))?;
    Ok(DateTime::<Utc>::from(modified).to_rfc3339_opts(SecondsFormat::Millis, true))
}

impl Manifest {
    /// `true` if the generation has the file `path`, relative and with forward slashes.
    pub(crate) fn lists(&self, path: &str) -> bool {
        self.files.paths.contains(path)
    }

    /// Checks that every file is in `dir` and has its full length.
    pub(crate) fn check_files(&self, dir: &Path) -> Result<(), PublicationError> {
        for File { path, bytes } in &self.files.list {
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
        let manifest: Manifest = serde_json::from_str(
            r#"{"workflow":"w","freq":"day","first_period":"2024-01-01",
                "last_period":"2024-01-08","files":[{"path":"a.json","bytes":2}]}"#,
        )
        .unwrap();
        assert!(manifest.lists("a.json") && !manifest.lists("b.json"));
        let dir = tempfile::tempdir().unwrap();
        assert!(manifest.check_files(dir.path()).unwrap_err().is_absent());
        std::fs::write(dir.path().join("a.json"), "{").unwrap();
        assert!(!manifest.check_files(dir.path()).unwrap_err().is_absent());
        std::fs::write(dir.path().join("a.json"), "{}").unwrap();
        manifest.check_files(dir.path()).unwrap();
    }
}
