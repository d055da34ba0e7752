//! The name and the path of one source file.

use std::path::PathBuf;

/// A source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path to read.
    pub path: PathBuf,
    /// The name in rejects and errors.
    pub label: String,
}
