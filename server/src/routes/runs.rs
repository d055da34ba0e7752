//! `/api/runs`: the publications, newest first.

use std::path::Path;

use axum::Json;
use axum::extract::State;
use hotcast_artifacts::{Counts, Manifest, layout};
use serde::Serialize;
use utoipa::ToSchema;

use crate::document;
use crate::manifest::published;
use crate::problem::{Problem, ProblemDocument};
use crate::publication_error::PublicationError;
use crate::state::AppState;

/// The most publications to list for one workflow.
const MAX_LISTED: usize = 100;

/// One publication.
#[derive(Serialize, ToSchema)]
pub(crate) struct Run {
    workflow: String,
    generation: String,
    /// The time of the publication, RFC 3339.
    created: String,
    /// True for the generation being served.
    current: bool,
    first_period: String,
    last_period: String,
    /// Numbers of rows, hotspots, periods and models.
    #[schema(value_type = Object)]
    counts: Counts,
}

/// The published generations of every workflow, newest first.
#[utoipa::path(get, path = "/api/runs", tag = "runs", responses(
    (status = 200, description = "The publications", body = Vec<Run>),
    (status = 503, description = "Nothing is published yet", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn list(State(state): State<AppState>) -> Result<Json<Vec<Run>>, Problem> {
    state
        .blocking(|state| {
            let mut runs = Vec::new();
            for name in state.publications().workflows()? {
                let current = state
                    .publications()
                    .current(Some(&name))
                    .ok()
                    .map(|generation| generation.id().to_owned());
                runs.extend(of_workflow(
                    &name,
                    &state.publications().workflow_dir(&name),
                    current.as_deref(),
                )?);
            }
            runs.sort_by(|a, b| b.created.cmp(&a.created));
            Ok(Json(runs))
        })
        .await
}

/// The publications of one workflow, newest first.
fn of_workflow(
    name: &str,
    dir: &Path,
    current: Option<&str>,
) -> Result<Vec<Run>, PublicationError> {
    let generations = dir.join("generations");
    let entries = std::fs::read_dir(&generations)
        .map_err(|error| PublicationError::unreadable(&generations, error))?;
    let mut runs: Vec<Run> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let generation = entry.file_name().into_string().ok()?;
            // Without a readable manifest, a generation is being written or removed: skip it.
            let manifest: Manifest = document::read(&entry.path().join(layout::MANIFEST)).ok()?;
            Some(Run {
                workflow: name.to_owned(),
                current: current == Some(generation.as_str()),
                generation,
                created: published(&entry.path()).ok()?,
                first_period: manifest.first_period.to_string(),
                last_period: manifest.last_period.to_string(),
                counts: manifest.counts,
            })
        })
        .collect();
    runs.sort_by(|a, b| b.created.cmp(&a.created));
    runs.truncate(MAX_LISTED);
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_without_a_manifest_is_not_listed() {
        let dir = tempfile::tempdir().unwrap();
        for id in ["whole", "partial"] {
            std::fs::create_dir_all(dir.path().join("generations").join(id)).unwrap();
        }
        let manifest = r#"{"schema_version":1,"workflow":"a","freq":"day","files":[],
            "first_period":"2024-01-01","last_period":"2024-01-08"}"#;
        std::fs::write(dir.path().join("generations/whole/manifest.json"), manifest).unwrap();
        let runs = of_workflow("city", dir.path(), Some("whole")).unwrap();
        assert_eq!(runs.len(), 1);
        assert!(runs[0].current && runs[0].generation == "whole");
    }
}
