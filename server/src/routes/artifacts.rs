//! `/artifacts/…`: the published files, with ranges, validators and compression.

use std::path::PathBuf;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use hotcast_artifacts::layout;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use crate::content_type::content_type;
use crate::excerpt::excerpt;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;

/// The header that names the generation of an answer.
const GENERATION: HeaderName = HeaderName::from_static("hotcast-generation");

/// A file of the current generation of a workflow.
///
/// To read several files of one generation, take its id from the header `hotcast-generation` of the
/// first answer and read the others by that id.
#[utoipa::path(get, path = "/artifacts/{workflow}/current/{*path}", tag = "artifacts",
    params(
        ("workflow" = String, Path, description = "Name of a published workflow"),
        ("path" = String, Path, description = "File, such as `models/all.json`"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 206, description = "The requested `Range` of the file",
            content_type = "application/octet-stream"),
        (status = 304, description = "Not modified"),
        (status = 404, description = "No such file", body = ProblemDocument,
            content_type = "application/problem+json"),
        (status = 416, description = "The range is outside of the file"),
))]
pub(crate) async fn current(
    State(state): State<AppState>,
    Path((workflow, path)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let found = state
        .read(Some(workflow), {
            let path = path.clone();
            move |generation| {
                let listed = path == layout::MANIFEST || generation.manifest().lists(&path);
                Ok(listed.then(|| (generation.path(&path), generation.id().to_owned())))
            }
        })
        .await?;
    let (file, id) = found.ok_or_else(|| missing(&path))?;
    let mut response = send(file, &path, request, "no-cache").await?;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(GENERATION, id);
    }
    Ok(response)
}

/// A file of one generation of a workflow: it never changes.
#[utoipa::path(get, path = "/artifacts/{workflow}/generations/{generation}/{*path}",
    tag = "artifacts",
    params(
        ("workflow" = String, Path, description = "Name of a published workflow"),
        ("generation" = String, Path, description = "Id of a generation"),
        ("path" = String, Path, description = "File, such as `models/all.json`"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 206, description = "The requested `Range` of the file",
            content_type = "application/octet-stream"),
        (status = 304, description = "Not modified"),
        (status = 404, description = "No such file", body = ProblemDocument,
            content_type = "application/problem+json"),
        (status = 416, description = "The range is outside of the file"),
))]
pub(crate) async fn generation(
    State(state): State<AppState>,
    Path((workflow, generation, path)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    // The manifest of an older generation is not loaded, so only the names are checked.
    if !is_plain(&generation) || !path.split('/').all(is_plain) {
        return Err(missing(&path));
    }
    let dir = state
        .blocking(move |state| {
            let name = state.publications().choose(Some(&workflow))?;
            Ok(state.publications().workflow_dir(&name).join("generations"))
        })
        .await?;
    let file = dir.join(&generation).join(&path);
    let mut response = send(file, &path, request, "public, max-age=31536000, immutable").await?;
    if let Ok(id) = HeaderValue::from_str(&generation) {
        response.headers_mut().insert(GENERATION, id);
    }
    Ok(response)
}

/// `true` if a decoded path segment can only name a visible entry of its directory.
fn is_plain(segment: &str) -> bool {
    !segment.is_empty() && !segment.starts_with('.') && !segment.contains(['/', '\\', '\0', ':'])
}

/// Answers a request for `file`, which clients know as `name`.
async fn send(
    file: PathBuf,
    name: &str,
    request: Request,
    cache: &'static str,
) -> Result<Response, Problem> {
    let service = ServeFile::new(&file)
        .precompressed_br()
        .precompressed_zstd()
        .precompressed_gzip();
    let mut response = match service.oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    match response.status() {
        StatusCode::NOT_FOUND => return Err(missing(name)),
        status if status.is_server_error() => {
            return Err(Problem::internal(&format!(
                "cannot read `{}`",
                file.display()
            )));
        }
        status if status.is_client_error() => return Ok(response),
        _ => {}
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    // The choice of a compressed neighbour depends on the request (RFC 9110, 12.5.5).
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, content_type(name));
    Ok(response)
}

fn missing(path: &str) -> Problem {
    Problem::not_found(format!("there is no file `{}`", excerpt(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_never_leaves_its_directory() {
        assert!(is_plain("all.json") && is_plain("a..b"));
        for bad in ["", ".", "..", ".hidden", "a/b", "a\\b", "c:", "a\0"] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }
}
