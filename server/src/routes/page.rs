//! `/` and every path that no other route takes: the files of the page.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use crate::excerpt::excerpt;
use crate::problem::Problem;
use crate::state::AppState;

/// A file of the page. Below `/api`, where the page has none, the answer names the documentation.
pub(crate) async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with("api/") || path == "api" {
        return Problem::not_found(format!(
            "there is no `/{}`; /docs lists what there is",
            excerpt(path)
        ))
        .into_response();
    }
    state.page().answer(request).await
}
