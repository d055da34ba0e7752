//! The HTTP server of Hotcast: published artifacts, an API over them, and the page.
//!
//! [`app`] is the whole service as an [`axum::Router`], which a test can call without a socket.
//! [`serve`] binds it to an address and stops gracefully.
//! [`run`] does the same from a program without a runtime of its own; the options of the command
//! line are [`ServeArgs`].
//!
//! Nothing here writes to the artifacts.
//! Each request resolves the current generation of one workflow once and answers from that alone,
//! so an answer never mixes two generations; the next request answers from the new one.
//!
//! # Order of the modules
//!
//! A module uses only modules on lines below its own.
//!
//! ```text
//! serve                              the socket and its end
//! app                                routes and layers
//! routes::health                     readiness, from the list of routes::workflows
//! routes::{forecast, hotspots, …}    one family of paths each
//! state                              shared by all handlers
//! publications, forecast_answer      the artifacts directory; the JSON of a forecast
//! generation, trained                one publication; a model in its calendar
//! page, forecast_window, hotspot_query
//! calendar, hotspots                 files with a check of their content
//! params, bbox, etag, failure        parts of requests and answers
//! document, manifest, series_table   files
//! problem                            errors for clients
//! publication_error, serve_error, args, content_type, excerpt, lazy, metrics, security, signals
//! ```
//!
//! ```
//! use axum::body::Body;
//! use axum::http::{Request, StatusCode};
//! use tower::ServiceExt;
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let app = hotcast_server::app(hotcast_server::AppState::new("no/such/directory", &[]));
//! let request = Request::get("/healthz").body(Body::empty()).unwrap();
//! let response = app.oneshot(request).await.unwrap();
//! assert_eq!(response.status(), StatusCode::OK);
//! # });
//! ```

mod app;
mod args;
mod bbox;
mod calendar;
mod content_type;
mod document;
mod etag;
mod excerpt;
mod failure;
mod forecast_answer;
mod forecast_window;
mod generation;
mod hotspot_query;
mod hotspots;
mod lazy;
mod manifest;
mod metrics;
mod page;
mod params;
mod problem;
mod publication_error;
mod publications;
mod routes;
mod security;
mod series_table;
mod serve;
mod serve_error;
mod signals;
mod state;
mod trained;

pub use app::app;
pub use args::ServeArgs;
pub use page::PageFiles;
pub use serve::{run, serve};
pub use serve_error::ServeError;
pub use state::AppState;
