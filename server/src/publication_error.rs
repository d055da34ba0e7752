//! The one error of everything that reads published artifacts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

/// Why artifacts cannot be read.
#[derive(Clone, Debug, Error)]
pub(crate) enum PublicationError {
    /// No workflow has published anything under the artifacts directory, or the directory does not exist.
    #[error("nothing is published under `{}`", root.display())]
    NothingPublished {
        /// The artifacts directory.
        root: PathBuf,
    },
    /// No workflow of that name has published anything.
    #[error("no workflow `{name}` is published here; there is {available}")]
    UnknownWorkflow {
        /// The name asked for.
        name: String,
        /// The names that exist, in back-ticks.
        available: String,
    },
    /// The artifacts were written by another version of Hotcast.
    #[error("`{}` has schema version `{found}`, this server reads `1`", path.display())]
    SchemaVersion {
        /// The file.
        path: PathBuf,
        /// The version it states.
        found: String,
    },
    /// A file cannot be opened or read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// A file does not hold what it should.
    #[error("`{}` is not valid: {why}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The first thing that is wrong with it.
        why: String,
    },
}

impl PublicationError {
    pub(crate) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            source: Arc::new(source),
        }
    }

    pub(crate) fn invalid(path: &Path, why: impl std::fmt::Display) -> Self {
        Self::Invalid {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }

    /// Whether a file was absent: what a reader sees when its generation is removed under it.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// Errors that can tell whether their cause is an absent file.
pub(crate) trait MaybeAbsent {
    fn is_absent(&self) -> bool;
}

impl MaybeAbsent for PublicationError {
    fn is_absent(&self) -> bool {
        self.is_absent()
    }
}
