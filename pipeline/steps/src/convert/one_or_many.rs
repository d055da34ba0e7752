//! Parameters that take one text or a list of texts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One value or a list of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "one text or a list of texts")]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several, tried in this order.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The values, one or many.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}
