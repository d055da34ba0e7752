//! The project that a workflow belongs to.

use std::io;
use std::path::{Path, PathBuf};

use super::claim::Claim;
use crate::paths::resolved;
use crate::step::Registry;

/// A project: its directory, the kinds of steps, and the claims of its workflows.
#[derive(Debug, Clone)]
pub struct Project {
    /// The directory that relative paths start from; an absolute path.
    pub root: PathBuf,
    /// The kinds of steps.
    pub registry: Registry,
    /// The names and places that other workflows of the project have taken.
    pub claims: Vec<Claim>,
}

impl Project {
    /// A project at the directory `root`, of which no workflow has run yet.
    pub fn new(root: impl Into<PathBuf>, registry: Registry) -> Self {
        Self {
            root: root.into(),
            registry,
            claims: Vec::new(),
        }
    }

    /// The absolute path, without links, `.` and `..`, that a path of the project leads to.
    ///
    /// # Errors
    ///
    /// If links form a circle.
    pub fn resolved(&self, path: &Path) -> io::Result<PathBuf> {
        resolved(&self.root.join(path))
    }
}
