//! `Problem`: an error answer, as problem details (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::publication_error::PublicationError;

/// An error answer: a status, and a sentence for the client.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
    parameter: Option<String>,
}

/// The body of an error response (`application/problem+json`, RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    /// Always `about:blank`: the kind of problem is that of the status.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The cause and, where it helps, the remedy.
    detail: String,
    /// The name of the invalid parameter, if the cause is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            parameter: None,
        }
    }

    /// 422: the parameter `name` cannot be parsed or is out of its range.
    pub(crate) fn parameter(name: &str, detail: impl Into<String>) -> Self {
        Self {
            parameter: Some(name.to_owned()),
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
        }
    }

    /// 400: each parameter is valid, but not in this combination.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 404: the path names something that does not exist.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 404: the id is not that of a hotspot.
    pub(crate) fn no_hotspot(id: i64) -> Self {
        Self::not_found(format!("there is no hotspot `{id}`"))
    }

    /// 404: the hotspot has no model, or the id is not that of a hotspot.
    pub(crate) fn no_model(id: i64) -> Self {
        Self::not_found(format!("there is no model for hotspot `{id}`"))
    }

    /// 500: logs `cause`, which may contain paths, and does not show it to the client.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!("internal error: {cause}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal error; see the server's log",
        )
    }

    /// The same problem as a 503, for `/readyz`: any error there means "not ready".
    pub(crate) fn unavailable(self) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..self
        }
    }

    #[cfg(test)]
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }
}

// A name that the client chose is a 404. A fault of the artifacts is a 503 where publishing again
// helps, otherwise a 500, which does not show the paths of the server.
impl From<PublicationError> for Problem {
    fn from(error: PublicationError) -> Self {
        match &error {
            PublicationError::UnknownWorkflow { .. } => Self::not_found(error.to_string()),
            PublicationError::NothingPublished { .. } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "nothing has been published yet: run a workflow with an `export` step, \
                 or start the server with `--artifacts DIR`",
            ),
            PublicationError::SchemaVersion { .. } => {
                tracing::error!("{error}");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the published artifacts have a schema version that this server cannot read",
                )
            }
            PublicationError::Unreadable { .. } | PublicationError::Invalid { .. } => {
                Self::internal(&error)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = ProblemDocument {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            parameter: self.parameter,
        };
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::path::{Path, PathBuf};

    #[test]
    fn the_faults_of_artifacts_are_not_those_of_the_client() {
        let path = PathBuf::from("/srv/secret");
        let status = |error| {
            let problem = Problem::from(error);
            assert!(!problem.detail.contains("secret"), "{}", problem.detail);
            problem.status.as_u16()
        };
        let name = "berlin".to_owned();
        let available = "`city`".to_owned();
        assert_eq!(
            status(PublicationError::UnknownWorkflow { name, available }),
            404
        );
        let root = path.clone();
        assert_eq!(status(PublicationError::NothingPublished { root }), 503);
        let found = "2".to_owned();
        assert_eq!(status(PublicationError::SchemaVersion { path, found }), 503);
        let invalid = PublicationError::invalid(Path::new("/srv/secret"), "cut");
        assert_eq!(status(invalid), 500);
    }
}
