//! `/api/models/{id}`: the fitted model, as published.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::generation::read_bytes;
use crate::params::{HotspotId, Params, WorkflowQuery};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;

/// The fitted model of one hotspot, with all that a forecast needs.
#[utoipa::path(get, path = "/api/models/{id}", tag = "forecasts",
    params(("id" = i64, Path, description = "Hotspot id"), WorkflowQuery), responses(
    (status = 200, description = "The document of models/<id>.json", body = Value),
    (status = 404, description = "No model for this id", body = ProblemDocument,
        content_type = "application/problem+json"),
    (status = 422, description = "The id is not an integer", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn one(
    State(state): State<AppState>,
    HotspotId(id): HotspotId,
    Params(query): Params<WorkflowQuery>,
) -> Result<Response, Problem> {
    state
        .read(query.workflow, move |generation| {
            let path = generation
                .model_path(id)
                .ok_or_else(|| Problem::no_model(id))?;
            Ok((
                [(header::CONTENT_TYPE, "application/json")],
                read_bytes(&path)?,
            )
                .into_response())
        })
        .await
}
