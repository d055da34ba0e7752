use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use crate::SCHEMA_VERSION;

/// Why a document cannot be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Another version of the program wrote it.
    #[error("its schema version is `{found}`, this program reads `{SCHEMA_VERSION}`")]
    Version {
        /// The version that it states, as JSON.
        found: String,
    },
    /// It is not JSON, or lacks a field.
    #[error(transparent)]
    Invalid(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct Versioned {
    schema_version: Value,
}

/// Reads a document of this version.
///
/// ```
/// use hotcast_artifacts::{Manifest, read};
/// let error = read::<Manifest>(br#"{"schema_version": 2}"#).unwrap_err();
/// assert_eq!(error.to_string(), "its schema version is `2`, this program reads `1`");
/// ```
///
/// # Errors
/// [`ReadError`] when it is of another version or not what `T` is.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadError> {
    // The version comes first: of a later one, nothing else is known.
    let Versioned { schema_version } = serde_json::from_slice(bytes)?;
    if schema_version.as_u64() != Some(u64::from(SCHEMA_VERSION)) {
        return Err(ReadError::Version {
            found: schema_version.to_string(),
        });
    }
    Ok(serde_json::from_slice(bytes)?)
}
