//! Errors of model documents, and their version.

use crate::json::{JsonError, Shortest};

/// The version of the model document that this crate writes, and the only one it reads.
///
/// # Example
/// ```
/// let text = sarima::mean(&[1.0, 2.0], false).to_json();
/// assert!(text.starts_with(&format!("{{\"schema_version\":{}", sarima::SCHEMA_VERSION)));
/// ```
pub const SCHEMA_VERSION: u32 = 1;

/// A document that is not a model.
///
/// # Example
/// ```
/// let error = sarima::Model::from_json(r#"{"schema_version": 1, "method": "mean"}"#).unwrap_err();
/// assert!(matches!(error, sarima::ModelError::Content(_)), "{error}");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The text is not JSON, or does not have the document's shape.
    #[error("not a model document: {0}")]
    Json(#[from] JsonError),
    /// The version is not [`SCHEMA_VERSION`].
    #[error("schema version `{}` is not supported, only `{SCHEMA_VERSION}`", Shortest(*.0))]
    Version(f64),
    /// A field is missing, of the wrong length or out of range.
    #[error("corrupt model document: {0}")]
    Content(String),
    /// The method is not in this build of the crate.
    #[error("method `{0}` is not in this build, which lacks the feature `{0}`")]
    NotBuilt(&'static str),
}
