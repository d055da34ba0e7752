//! `PublicationError`: the one error of all modules that read published artifacts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hotcast_artifacts::SCHEMA_VERSION;
use thiserror::Error;

/// Published artifacts cannot be found or read.
#[derive(Clone, Debug, Error)]
pub(crate) enum PublicationError {
    /// The artifacts directory does not exist, or has no published workflow in it.
    #[error("nothing is published under `{}`", root.display())]
    NothingPublished {
        /// The artifacts directory.
        root: PathBuf,
    },
    /// No workflow of that name is published.
    #[error("no published workflow is named `{name}`; published: {available}")]
    UnknownWorkflow {
        /// The name asked for.
        name: String,
        /// The published names, in back-ticks.
        available: String,
    },
    /// A file has a schema version that this server does not know.
    #[error("`{}` has schema version `{found}`; this server reads `{SCHEMA_VERSION}`", path.display())]
    SchemaVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: String,
    },
    /// A file cannot be opened or read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: Arc<io::Error>,
    },
    /// The content of a file is not valid.
    #[error("`{}` is not valid: {why}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The first fault found.
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

    /// `true` if a file is absent, as when the generation is removed during a read.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// Errors whose cause may be an absent file.
pub(crate) trait MaybeAbsent {
    /// `true` if the cause is an absent file.
    fn is_absent(&self) -> bool;
}

impl MaybeAbsent for PublicationError {
    fn is_absent(&self) -> bool {
        self.is_absent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_is_not_there_is_absent() {
        let unreadable =
            |kind: io::ErrorKind| PublicationError::unreadable(Path::new("a"), kind.into());
        assert!(unreadable(io::ErrorKind::NotFound).is_absent());
        assert!(!unreadable(io::ErrorKind::PermissionDenied).is_absent());
        assert!(!PublicationError::invalid(Path::new("a"), "cut").is_absent());
    }
}
