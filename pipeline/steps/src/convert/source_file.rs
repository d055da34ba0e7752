//! The name and the path of one source file.

use std::path::PathBuf;

/// A source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where to read it.
    pub path: PathBuf,
    /// What to call it in rejects and errors.
    pub label: String,
}
