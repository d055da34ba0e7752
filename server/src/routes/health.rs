//! `/healthz`, `/readyz` and `/metrics`, for the programs that watch the server.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Problem, ProblemDocument};
use crate::routes::workflows::{Workflow, published};
use crate::state::AppState;

/// A sign of life.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    status: &'static str,
    version: &'static str,
}

/// Answers whenever the process runs.
#[utoipa::path(get, path = "/healthz", tag = "service", responses(
    (status = 200, description = "The server runs", body = Health),
))]
pub(crate) async fn alive() -> Response {
    uncached(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}

/// The published workflows of a server that is ready.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Always `ready`.
    status: &'static str,
    /// The workflows that can be read.
    workflows: Vec<Workflow>,
}

/// Ready means that at least one workflow is published and can be read.
#[utoipa::path(get, path = "/readyz", tag = "service", responses(
    (status = 200, description = "The server is ready", body = Readiness),
    (status = 503, description = "No workflow is published, or none can be read",
        body = ProblemDocument, content_type = "application/problem+json"),
))]
pub(crate) async fn ready(State(state): State<AppState>) -> Response {
    match state.blocking(published).await {
        Ok(workflows) => uncached(Json(Readiness {
            status: "ready",
            workflows,
        })),
        Err(problem) => problem.unavailable().into_response(),
    }
}

/// Counters, in the OpenMetrics text format that Prometheus reads.
#[utoipa::path(get, path = "/metrics", tag = "service", responses(
    (status = 200, description = "Counters", body = String,
        content_type = "application/openmetrics-text"),
))]
pub(crate) async fn metrics(State(state): State<AppState>) -> Result<Response, Problem> {
    let text = state
        .blocking(|state| {
            // Requests are counted also while no workflow can be read.
            let names = state.publications().workflows().unwrap_or_default();
            let current: Vec<_> = names
                .iter()
                .filter_map(|name| {
                    let generation = state.publications().current(Some(name)).ok()?;
                    let hotspots = generation.hotspots().ok()?.len();
                    Some((name.clone(), generation.id().to_owned(), hotspots))
                })
                .collect();
            state.metrics().set_generations(&current);
            state
                .metrics()
                .text()
                .map_err(|error| Problem::internal(&error))
        })
        .await?;
    let content_type = [(
        header::CONTENT_TYPE,
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
    )];
    Ok(uncached((content_type, text)))
}

/// Marks an answer as not to be stored (RFC 9111, 5.2.2.5): it is true only now.
fn uncached(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sign_of_life_is_not_stored() {
        let response = alive().await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    }

    #[tokio::test]
    async fn every_fault_makes_the_server_not_ready() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("current")).unwrap();
        let state = AppState::new(dir.path(), &[]);
        assert_eq!(ready(State(state)).await.status().as_u16(), 503);
    }
}
