//! JSON artifacts: read, checked for their schema version, parsed.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::store::StoreError;

/// The schema version that this server reads.
const SCHEMA_VERSION: u64 = 1;

#[derive(Deserialize)]
struct Versioned {
    schema_version: serde_json::Value,
}

/// Reads the document at `path`.
///
/// # Errors
/// [`StoreError::Unreadable`] when it cannot be read, [`StoreError::SchemaVersion`] when its version is unknown,
/// [`StoreError::Invalid`] when it is not JSON or lacks a field.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, StoreError> {
    let bytes = std::fs::read(path).map_err(|error| StoreError::unreadable(path, error))?;
    let invalid = |error: serde_json::Error| StoreError::invalid(path, error);
    let Versioned { schema_version } = serde_json::from_slice(&bytes).map_err(invalid)?;
    if schema_version.as_u64() != Some(SCHEMA_VERSION) {
        return Err(StoreError::SchemaVersion {
            path: path.to_owned(),
            found: schema_version.to_string(),
        });
    }
    serde_json::from_slice(&bytes).map_err(invalid)
}
