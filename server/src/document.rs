//! JSON artifacts: files with a `schema_version`.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::publication_error::PublicationError;

/// The schema version that this server reads.
const SCHEMA_VERSION: u64 = 1;

#[derive(Deserialize)]
struct Versioned {
    schema_version: serde_json::Value,
}

/// Reads the document at `path`.
///
/// # Errors
/// [`PublicationError::Unreadable`] if it cannot be read, [`PublicationError::SchemaVersion`] if
/// its version is not the one that this server reads, [`PublicationError::Invalid`] if it is not
/// JSON or lacks a field.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, PublicationError> {
    let bytes = std::fs::read(path).map_err(|error| PublicationError::unreadable(path, error))?;
    let invalid = |error: serde_json::Error| PublicationError::invalid(path, error);
    let Versioned { schema_version } = serde_json::from_slice(&bytes).map_err(invalid)?;
    if schema_version.as_u64() != Some(SCHEMA_VERSION) {
        return Err(PublicationError::SchemaVersion {
            path: path.to_owned(),
            found: schema_version.to_string(),
        });
    }
    serde_json::from_slice(&bytes).map_err(invalid)
}
