//! `/` and every path that no other route takes: the files of the page.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use crate::excerpt::excerpt;
use crate::problem::Problem;
use crate::state::AppState;

/// Answers with a file of the page; unknown paths under `/api` are a 404 that points to `/docs`.
pub(crate) async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with("api/") || path == "api" {
        return Problem::not_found(format!(
            "there is no `/{}`; see /docs for all paths",
            excerpt(path)
        ))
        .into_response();
    }
    state.page().answer(request).await
}
