//! Small JSON files that carry their own digest: the first line is the BLAKE3 of the rest.
//!
//! Records and heads are found by other names than their content's digest, so they need one inside.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CacheError, Digest};

/// Returns the sealed bytes of a value.
pub(super) fn seal<T: Serialize>(value: &T) -> serde_json::Result<Vec<u8>> {
    let body = serde_json::to_vec(value)?;
    let mut sealed = format!("{}\n", Digest::of(&body)).into_bytes();
    sealed.extend(body);
    Ok(sealed)
}

/// Reads a sealed file; `None` if it does not exist.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, CacheError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CacheError::io("read", path)(error)),
    };
    let (seal, body) = bytes
        // 64 hexadecimal digits and the line's end.
        .split_at_checked(65)
        .ok_or_else(|| CacheError::damaged(path, "it is too short"))?;
    // Compared before parsing: a damaged file is reported as that, not as strange JSON.
    if seal != format!("{}\n", Digest::of(body)).as_bytes() {
        return Err(CacheError::damaged(
            path,
            "its content does not match its digest",
        ));
    }
    serde_json::from_slice(body)
        .map(Some)
        .map_err(|error| CacheError::damaged(path, error))
}
