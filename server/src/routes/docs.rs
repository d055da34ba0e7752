//! `/openapi.json` and `/docs`: the reference for programs and for people.
//!
//! The pages load nothing from other sites.

use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::state::AppState;

const PAGE: &str = include_str!("../../assets/docs.html");
const STYLE: &str = include_str!("../../assets/docs.css");
const SCRIPT: &str = include_str!("../../assets/docs.js");

/// The routes of the reference.
pub(crate) fn router(openapi: OpenApi) -> Router<AppState> {
    Router::new()
        .route("/openapi.json", get(async move || axum::Json(openapi)))
        .route("/docs", get(async || Html(PAGE)))
        .route(
            "/docs/style.css",
            get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)),
        )
        .route(
            "/docs/script.js",
            get(async || {
                (
                    [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
                    SCRIPT,
                )
            }),
        )
}
