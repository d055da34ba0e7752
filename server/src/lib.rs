//! The HTTP server of Hotcast: published artifacts, an API over them, and the page.
//!
//! [`app`] is the whole service as an [`axum::Router`], which a test can call without a socket; [`serve`] binds it to an
//! address and stops gracefully; [`run`] does the same from a program that has no runtime of its own, with the options of
//! the command line, [`ServeArgs`].
//!
//! Nothing here writes to the artifacts. Each request resolves the current generation of one workflow once and answers from
//! that alone, so a publication in the middle of a request is never half seen; the next request answers from the new one.
//!
//! ```
//! use axum::body::Body;
//! use axum::http::{Request, StatusCode};
//! use tower::ServiceExt;
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let app = hotcast_server::app(hotcast_server::AppState::new("no/such/directory", &[]));
//! let response = app.oneshot(Request::get("/healthz").body(Body::empty()).unwrap()).await.unwrap();
//! assert_eq!(response.status(), StatusCode::OK);
//! # });
//! ```

mod app;
mod args;
mod calendar;
mod document;
mod etag;
mod forecast_window;
mod generation;
mod hotspots;
mod manifest;
mod metrics;
mod page;
mod params;
mod problem;
mod routes;
mod security;
mod series_table;
mod serve;
mod state;
mod store;

pub use app::app;
pub use args::ServeArgs;
pub use page::PageFiles;
pub use serve::{ServeError, run, serve};
pub use state::AppState;
pub use store::StoreError;
