//! The logical content of a JSON document.

use std::fs;
use std::path::Path;

use super::Digest;
use super::canonical::Canonical;
use super::key::canonical_digest;

/// The digest of a document without the keys that do not count, at any depth.
pub(super) fn read(path: &Path, volatile: &[String]) -> Result<Digest, String> {
    let text = fs::read(path).map_err(|error| error.to_string())?;
    Canonical::of_text(&text, volatile)
        .map(|bytes| canonical_digest(&bytes))
        .map_err(|error| error.to_string())
}
