//! `app`: all routes behind the layers that every answer passes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::{Problem, ProblemDocument};
use crate::routes::{
    artifacts, docs, evaluation, forecast, health, hotspots, models, page, runs, series, workflows,
};
use crate::state::AppState;
use crate::{etag, metrics, security};

/// Not compressed again: Parquet compresses its pages itself.
const PARQUET: &str = "application/vnd.apache.parquet";

/// The longest time a request may take; then the answer is 504.
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hotcast",
        description = "Hotspots of geo-tagged incidents, and a forecast for each. \
            `workflow` selects one of several published workflows; \
            the default is the first in alphabetical order. \
            Errors are problem details (RFC 9457)."
    ),
    components(schemas(ProblemDocument))
)]
struct Api;

/// The whole service: API, artifacts, documentation and page, without CORS.
pub fn app(state: AppState) -> Router {
    app_with_cors(state, &[])
}

/// [`app`] with CORS headers for pages of the given origins.
pub(crate) fn app_with_cors(state: AppState, origins: &[HeaderValue]) -> Router {
    let (api, openapi) = OpenApiRouter::<AppState>::with_openapi(Api::openapi())
        .routes(routes!(hotspots::list))
        .routes(routes!(hotspots::one))
        .routes(routes!(series::one))
        .routes(routes!(models::one))
        .routes(routes!(forecast::one))
        .routes(routes!(evaluation::all))
        .routes(routes!(workflows::list))
        .routes(routes!(runs::list))
        .split_for_parts();
    let (service, openapi) = OpenApiRouter::<AppState>::with_openapi(openapi)
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .split_for_parts();
    let (files, openapi) = OpenApiRouter::<AppState>::with_openapi(openapi)
        .routes(routes!(artifacts::current))
        .routes(routes!(artifacts::generation))
        .split_for_parts();

    // Artifacts and the page have validators of their own.
    let answers = Router::new()
        .merge(api)
        .merge(docs::router(openapi))
        .layer(from_fn(etag::validate));
    let app = Router::new()
        .merge(answers)
        .merge(service)
        .merge(files)
        .fallback(axum::routing::get(page::serve).fallback(method_not_allowed))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new(PARQUET))),
        )
        // Outside of the compression, which changes the bytes that a strong validator stands for.
        .layer(map_response(etag::weaken_if_encoded))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            TIMEOUT,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(
            Arc::clone(state.metrics()),
            metrics::track,
        ))
        .layer(from_fn(security::add_headers))
        .layer(TraceLayer::new_for_http().on_response(DefaultOnResponse::new().level(Level::INFO)));
    let app = if origins.is_empty() {
        app
    } else {
        app.layer(cors(origins))
    };
    app.with_state(state)
}

fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().cloned())
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::IF_NONE_MATCH, header::RANGE, header::CONTENT_TYPE])
        .expose_headers([
            header::ETAG,
            header::CONTENT_RANGE,
            HeaderName::from_static("hotcast-generation"),
        ])
        .max_age(Duration::from_secs(3600))
}

/// 405 with `Allow`, which RFC 9110 (15.5.6) demands.
async fn method_not_allowed(State(_): State<AppState>) -> Response {
    let mut response = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "only GET and HEAD are allowed",
    )
    .into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// 500; the panic's message stays in the log.
// The signature is tower-http's.
#[allow(clippy::needless_pass_by_value)]
fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(&message.unwrap_or("a handler panicked without a message")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    use axum::body::to_bytes;

    #[tokio::test]
    async fn a_panic_is_a_500_that_does_not_show_its_message() {
        let response = panicked(Box::new("secret"));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
}
