//! JSON artifacts: files with a `schema_version`.

use std::path::Path;

use hotcast_artifacts::ReadError;
use serde::de::DeserializeOwned;

use crate::publication_error::PublicationError;

/// Reads the document at `path`.
///
/// # Errors
/// [`PublicationError::Unreadable`] if it cannot be read, [`PublicationError::SchemaVersion`] if
/// its version is not the one that this server reads, [`PublicationError::Invalid`] if it is not
/// JSON or lacks a field.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, PublicationError> {
    let bytes = std::fs::read(path).map_err(|error| PublicationError::unreadable(path, error))?;
    hotcast_artifacts::read(&bytes).map_err(|error| match error {
        ReadError::Version { found } => PublicationError::SchemaVersion {
            path: path.to_owned(),
            found,
        },
        ReadError::Invalid(error) => PublicationError::invalid(path, error),
    })
}
