//! `Page`: the files of the page, inside this program or in a directory.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::content_type::content_type;
use crate::etag;
use crate::excerpt::excerpt;
use crate::problem::Problem;

/// The files of a page as `(path, content)`, sorted by path.
pub type PageFiles = &'static [(&'static str, &'static [u8])];

/// The answer to `/` in a program that was built without the page.
const NOT_BUILT: &str = include_str!("../assets/not_built.html");

/// For files under `assets/`: their names contain a digest of their content (RFC 8246).
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The source of the page.
#[derive(Debug)]
pub(crate) enum Page {
    /// Files inside this program, sorted by path.
    Embedded(Vec<EmbeddedFile>),
    /// A directory with a built page.
    Directory(PathBuf),
}

/// One file of the page inside this program.
#[derive(Debug)]
pub(crate) struct EmbeddedFile {
    path: &'static str,
    bytes: &'static [u8],
    tag: String,
}

impl Page {
    pub(crate) fn embedded(files: PageFiles) -> Self {
        let files = files.iter().map(|(path, bytes)| EmbeddedFile {
            path,
            bytes,
            tag: etag::tag(bytes),
        });
        Self::Embedded(files.collect())
    }

    pub(crate) fn directory(dir: PathBuf) -> Self {
        Self::Directory(dir)
    }

    /// Answers with the file at the path of `request`, with `index.html` for `/`.
    pub(crate) async fn answer(&self, request: Request) -> Response {
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let mut response = match self {
            Self::Embedded(files) => embedded(files, &path, request.headers()),
            Self::Directory(dir) => directory(dir, request).await,
        };
        let cache = if path.starts_with("assets/") {
            IMMUTABLE
        } else {
            "no-cache"
        };
        if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        }
        response
    }
}

fn embedded(files: &[EmbeddedFile], path: &str, request: &HeaderMap) -> Response {
    let name = if path.is_empty() { "index.html" } else { path };
    let Ok(index) = files.binary_search_by(|file| file.path.cmp(name)) else {
        return if path.is_empty() {
            Html(NOT_BUILT).into_response()
        } else {
            missing(path)
        };
    };
    let file = &files[index];
    let (tag, fresh) = etag::fixed(request, &file.tag);
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(name));
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    response
}

async fn directory(dir: &Path, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    match ServeDir::new(dir).oneshot(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => {
            missing(path.trim_start_matches('/'))
        }
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

fn missing(path: &str) -> Response {
    Problem::not_found(format!("there is no `/{}`", excerpt(path))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: PageFiles = &[("assets/a-1.js", b"1"), ("index.html", b"<p>")];

    async fn get(page: &Page, path: &str, tag: &str) -> Response {
        let request = Request::get(path)
            .header(header::IF_NONE_MATCH, tag)
            .body(Body::empty())
            .unwrap();
        page.answer(request).await
    }

    #[tokio::test]
    async fn only_names_with_a_digest_are_cached_without_asking() {
        let page = Page::embedded(FILES);
        let script = get(&page, "/assets/a-1.js", "").await;
        assert_eq!(script.headers()[header::CACHE_CONTROL], IMMUTABLE);
        let index = get(&page, "/", "").await;
        assert_eq!(index.headers()[header::CACHE_CONTROL], "no-cache");
        let missing = get(&page, "/assets/a-2.js", "").await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
        assert_ne!(missing.headers()[header::CACHE_CONTROL], IMMUTABLE);
    }

    #[tokio::test]
    async fn a_known_file_is_not_sent_again() {
        let page = Page::embedded(FILES);
        let response = get(&page, "/", &etag::tag(b"<p>")).await;
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn without_files_the_page_says_that_it_was_not_built() {
        let response = get(&Page::embedded(&[]), "/", "").await;
        assert_eq!(response.status(), StatusCode::OK);
    }
}
