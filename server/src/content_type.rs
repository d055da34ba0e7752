//! Media types of files, by their names.

use axum::http::HeaderValue;

/// The media type for the extension of `name`; text is UTF-8.
pub(crate) fn content_type(name: &str) -> HeaderValue {
    let guess = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("geojson") => Some("application/geo+json"),
        Some("parquet") => Some("application/vnd.apache.parquet"),
        Some("js" | "mjs") => Some("text/javascript; charset=utf-8"),
        Some("html") => Some("text/html; charset=utf-8"),
        Some("css") => Some("text/css; charset=utf-8"),
        Some("webmanifest") => Some("application/manifest+json"),
        _ => mime_guess::from_path(name).first_raw(),
    };
    HeaderValue::from_static(guess.unwrap_or("application/octet-stream"))
}
