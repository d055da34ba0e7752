//! Claims of a project's other workflows: their names and the places they publish to.

use std::fs;
use std::path::{Path, PathBuf};

use super::document;

/// A workflow file that has been run, by the record of its last run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The workflow's name.
    pub name: String,
    /// The workflow's file.
    pub file: PathBuf,
    /// The places that it publishes to, without links.
    pub places: Vec<PathBuf>,
}

impl Claim {
    /// Returns `true` if this is another workflow than the one in `file`, and still exists under
    /// its name. A file that cannot be read as a workflow keeps its claims.
    pub(super) fn stands_beside(&self, root: &Path, file: &Path) -> bool {
        let is_same =
            |other: PathBuf| fs::canonicalize(root.join(file)).is_ok_and(|own| own == other);
        match fs::canonicalize(root.join(&self.file)) {
            Ok(other) if is_same(other.clone()) => false,
            // It may be in the middle of an edit; that must not give its places away.
            Ok(other) => fs::read_to_string(other)
                .ok()
                .and_then(|text| document::parse(&text).ok())
                .and_then(|root| root.get("name")?.as_str().map(str::to_owned))
                .is_none_or(|name| name == self.name),
            // A workflow whose file is gone has no claims.
            Err(_) => false,
        }
    }
}
