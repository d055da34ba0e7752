//! What can be wrong with a model document.

use crate::json::{JsonError, Shortest};

/// The version of the model document that this crate writes, and the only one it reads.
///
/// # Example
/// ```
/// let text = sarima::mean(&[1.0, 2.0], false).to_json();
/// assert!(text.starts_with(&format!("{{\"schema_version\":{}", sarima::SCHEMA_VERSION)));
/// ```
pub const SCHEMA_VERSION: u32 = 1;

/// Why a document is not a model.
///
/// # Example
/// ```
/// let error = sarima::Model::from_json(r#"{"schema_version": 1, "method": "mean"}"#).unwrap_err();
/// assert!(matches!(error, sarima::ModelError::Content(_)), "{error}");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Not JSON, or not of the document's shape.
    #[error("not a model document: {0}")]
    Json(#[from] JsonError),
    /// A version this crate does not know.
    #[error("schema version `{}` is not supported, only `{version}`", Shortest(*.0), version = SCHEMA_VERSION)]
    Version(f64),
    /// A field is missing, of the wrong length or out of range.
    #[error("corrupt model document: {0}")]
    Content(String),
}
