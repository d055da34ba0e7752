//! The message of a query that cannot be computed.

use serde::{Deserialize, Serialize};
use sqlparser::tokenizer::Span;

use crate::excerpt::excerpt;

/// A mistake in a query: the message, with the query where that helps, and a way out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Failure {
    /// A mistake that has no place in the query.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    /// A mistake at a place in the query.
    pub(crate) fn at(sql: &str, span: Span, message: impl AsRef<str>) -> Self {
        Self::new(format!("{}\n{}", message.as_ref(), excerpt(sql, span)))
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}

impl From<Failure> for anyhow::Error {
    fn from(failure: Failure) -> Self {
        match failure.hint {
            Some(hint) => hotcast_runner::Hint::new(failure.message, hint).into(),
            None => anyhow::Error::msg(failure.message),
        }
    }
}
