//! Entity tags (RFC 9110, 8.8.3) made of the content, and their comparison.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// Adds an `ETag` to a 200 without one, and answers 304 to a client that has the same content.
pub(crate) async fn validate(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(header::ETAG) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Handlers answer from memory, so the body is already in it.
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return Problem::internal(&error).into_response(),
    };
    let Ok(tag) = HeaderValue::from_str(&tag(&bytes)) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts
        .headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    parts.headers.insert(header::ETAG, tag.clone());
    if known.is_some_and(|known| matches(&known, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        // A 304 has no content to describe (RFC 9110, 15.4.5).
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Makes the tag of a compressed answer weak.
///
/// It was computed before the compression, and a strong tag stands for the exact bytes
/// (RFC 9110, 8.8.1).
pub(crate) async fn weaken_if_encoded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    if headers.contains_key(header::CONTENT_ENCODING)
        && let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok())
        && !tag.starts_with("W/")
        && let Ok(weak) = HeaderValue::from_str(&format!("W/{tag}"))
    {
        headers.insert(header::ETAG, weak);
    }
    response
}

/// The tag for this content: weak, since it stays the same when the answer is compressed.
pub(crate) fn tag(bytes: &[u8]) -> String {
    let digest = blake3::hash(bytes).to_hex();
    format!("W/\"{}\"", &digest[..32])
}

/// Compares the tags of an `If-None-Match`, or `*`, with `tag`: weakly (RFC 9110, 8.8.3.2).
pub(crate) fn matches(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else {
        return false;
    };
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*"
        || known
            .split(',')
            .any(|candidate| opaque(candidate) == opaque(tag))
}

/// The `ETag` header for `tag`, and `true` if the client already has that content.
pub(crate) fn fixed(request: &HeaderMap, tag: &str) -> (Option<HeaderValue>, bool) {
    let tag = HeaderValue::from_str(tag).ok();
    let known = request.get(header::IF_NONE_MATCH);
    let fresh = known
        .zip(tag.as_ref())
        .is_some_and(|(known, tag)| matches(known, tag));
    (tag, fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparison_is_weak_and_takes_lists() {
        let tag = HeaderValue::from_static("W/\"abc\"");
        for known in ["W/\"abc\"", "\"abc\"", "\"x\", W/\"abc\"", "*"] {
            assert!(matches(&HeaderValue::from_static(known), &tag), "{known}");
        }
        assert!(!matches(&HeaderValue::from_static("\"abd\""), &tag));
    }
}
