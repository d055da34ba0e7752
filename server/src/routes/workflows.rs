//! `/api/workflows`: the published workflows.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use hotcast_artifacts::Counts;
use serde::Serialize;
use utoipa::ToSchema;

use crate::generation::Generation;
use crate::problem::{Problem, ProblemDocument};
use crate::publication_error::PublicationError;
use crate::state::AppState;

/// One published workflow.
#[derive(Serialize, ToSchema)]
pub(crate) struct Workflow {
    /// The name for the parameter `workflow`.
    name: String,
    /// The name in the workflow file.
    workflow: String,
    /// The id of the current generation.
    generation: String,
    /// The time of its publication, RFC 3339.
    created: String,
    /// `day`, `week` or `month`.
    freq: String,
    first_period: String,
    last_period: String,
    /// West, south, east, north in degrees.
    bbox: Option<[f64; 4]>,
    /// Numbers of rows, hotspots, periods and models.
    #[schema(value_type = Object)]
    counts: Counts,
    /// The path of its files, which never change.
    files: String,
    /// The reason, if a newer generation is not the one being served.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale: Option<String>,
}

impl Workflow {
    fn new(generation: &Arc<Generation>, stale: Option<String>) -> Self {
        let manifest = generation.manifest().document();
        Self {
            name: generation.workflow().to_owned(),
            workflow: manifest.workflow.clone(),
            generation: generation.id().to_owned(),
            created: generation.created().to_owned(),
            freq: manifest.freq.name().to_owned(),
            first_period: manifest.first_period.to_string(),
            last_period: manifest.last_period.to_string(),
            bbox: manifest.bbox,
            counts: manifest.counts.clone(),
            files: format!(
                "/artifacts/{}/generations/{}/",
                generation.workflow(),
                generation.id()
            ),
            stale,
        }
    }
}

/// The published workflows in alphabetical order. The first is the default of `workflow`.
#[utoipa::path(get, path = "/api/workflows", tag = "runs", responses(
    (status = 200, description = "The workflows", body = Vec<Workflow>),
    (status = 503, description = "Nothing is published yet", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn list(State(state): State<AppState>) -> Result<Json<Vec<Workflow>>, Problem> {
    state.blocking(|state| published(state).map(Json)).await
}

/// Each workflow that can be read.
///
/// # Errors
/// The first error, if none can be read.
pub(crate) fn published(state: &AppState) -> Result<Vec<Workflow>, Problem> {
    let mut found = Vec::new();
    let mut failed = None;
    for name in state.publications().workflows()? {
        match state.publications().read(Some(&name), |generation| {
            Ok::<_, PublicationError>(Arc::clone(generation))
        }) {
            Ok(generation) => found.push(Workflow::new(
                &generation,
                state.publications().stale(&name),
            )),
            Err(error) => {
                failed.get_or_insert(error);
            }
        }
    }
    match failed {
        Some(error) if found.is_empty() => Err(error.into()),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_readable_workflow_the_first_error_is_the_answer() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a", "b"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
            std::os::unix::fs::symlink("nowhere", dir.path().join(name).join("current")).unwrap();
        }
        let state = AppState::new(dir.path(), &[]);
        let status = published(&state)
            .err()
            .map(|problem| problem.status().as_u16());
        assert_eq!(status, Some(500));
    }
}
