//! `Generation`: one publication, whose files are read at their first use.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hotcast_artifacts::{CalendarDocument, layout};

use crate::calendar;
use crate::document;
use crate::hotspots::Hotspots;
use crate::lazy::Lazy;
use crate::manifest::{Manifest, published};
use crate::publication_error::PublicationError;
use crate::series_table::SeriesTable;

/// One publication of a workflow. Its files never change.
#[derive(Debug)]
pub(crate) struct Generation {
    workflow: String,
    id: String,
    dir: PathBuf,
    manifest: Manifest,
    created: String,
    hotspots: Lazy<Hotspots>,
    calendar: Lazy<CalendarDocument>,
    series: Lazy<SeriesTable>,
}

impl Generation {
    /// Opens the generation in `dir`.
    ///
    /// # Errors
    /// The manifest cannot be read, or a file that it lists is absent or has another length.
    pub(crate) fn open(workflow: &str, dir: PathBuf, id: &str) -> Result<Self, PublicationError> {
        let manifest: Manifest =
            document::read::<hotcast_artifacts::Manifest>(&dir.join(layout::MANIFEST))?.into();
        manifest.check_files(&dir)?;
        let created = published(&dir)?;
        Ok(Self {
            workflow: workflow.to_owned(),
            id: id.to_owned(),
            dir,
            manifest,
            created,
            hotspots: Lazy::default(),
            calendar: Lazy::default(),
            series: Lazy::default(),
        })
    }

    /// The name under which the workflow is served.
    pub(crate) fn workflow(&self) -> &str {
        &self.workflow
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The time of the publication, RFC 3339.
    pub(crate) fn created(&self) -> &str {
        &self.created
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(crate) fn hotspots(&self) -> Result<Arc<Hotspots>, PublicationError> {
        self.hotspots
            .get(|| Hotspots::read(&self.path(layout::HOTSPOTS)))
    }

    pub(crate) fn calendar(&self) -> Result<Arc<CalendarDocument>, PublicationError> {
        self.calendar
            .get(|| calendar::read(&self.path(layout::CALENDAR)))
    }

    pub(crate) fn series(&self) -> Result<Arc<SeriesTable>, PublicationError> {
        self.series
            .get(|| SeriesTable::read(&self.path(layout::SERIES)))
    }

    /// The file of a hotspot's model; `None` for a hotspot without one.
    pub(crate) fn model_path(&self, hotspot_id: i64) -> Option<PathBuf> {
        let name = layout::model(hotspot_id);
        self.manifest.lists(&name).then(|| self.path(&name))
    }
}

/// The content of a file, for answers that pass it on unchanged.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, PublicationError> {
    std::fs::read(path).map_err(|error| PublicationError::unreadable(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(dir: &Path, bytes: u64) {
        let manifest = format!(
            r#"{{"schema_version":1,"workflow":"w","freq":"week","first_period":"2024-01-01",
                "last_period":"2024-01-08","files":[{{"path":"models/7.json","bytes":{bytes},"blake3":""}}]}}"#
        );
        std::fs::create_dir_all(dir.join("models")).unwrap();
        std::fs::write(dir.join("models/7.json"), "{}").unwrap();
        std::fs::write(dir.join("manifest.json"), manifest).unwrap();
    }

    #[test]
    fn only_listed_models_have_a_path() {
        let dir = tempfile::tempdir().unwrap();
        publish(dir.path(), 2);
        let generation = Generation::open("w", dir.path().to_owned(), "a").unwrap();
        assert_eq!(
            generation.model_path(7),
            Some(dir.path().join("models/7.json"))
        );
        assert_eq!(generation.model_path(8), None);
    }

    #[test]
    fn a_file_that_was_cut_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        publish(dir.path(), 3);
        let error = Generation::open("w", dir.path().to_owned(), "a").unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("it has 2 bytes, but 3 in the manifest"),
            "{error}"
        );
    }
}
