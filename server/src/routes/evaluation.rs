//! `/api/evaluation`: the accuracy of forecasts and hotspots on held-out data.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hotcast_artifacts::layout;

use crate::generation::read_bytes;
use crate::params::{Params, WorkflowQuery};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;

/// Accuracy against baselines, coverage of the intervals, and the quality of the hotspots.
#[utoipa::path(get, path = "/api/evaluation", tag = "forecasts", params(WorkflowQuery), responses(
    (status = 200, description = "The document evaluation.json", body = Value),
    (status = 404, description = "The workflow has no `evaluate` step", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn all(
    State(state): State<AppState>,
    Params(query): Params<WorkflowQuery>,
) -> Result<Response, Problem> {
    state
        .read(query.workflow, move |generation| {
            if !generation.manifest().lists(layout::EVALUATION) {
                return Err(Problem::not_found("this workflow has no `evaluate` step").into());
            }
            Ok((
                [(header::CONTENT_TYPE, "application/json")],
                read_bytes(&generation.path(layout::EVALUATION))?,
            )
                .into_response())
        })
        .await
}
