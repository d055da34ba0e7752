//! Errors of the store.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// An error of the store.
#[derive(Debug, Error)]
pub enum CacheError {
    /// An operation of the file system failed.
    #[error("cannot {doing} `{}`", path.display())]
    Io {
        /// The operation, as in `cannot {doing}`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The reason of the system.
        source: io::Error,
    },
    /// The content of a file in the store differs from the content that was written.
    #[error("`{}` is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The damage.
        what: String,
    },
    /// A step's output cannot be read in its declared form.
    #[error("output `{output}` is not valid: {what}")]
    InvalidOutput {
        /// The output's name.
        output: String,
        /// The reason.
        what: String,
    },
}

impl CacheError {
    /// Returns a closure for `map_err` on an operation of the file system.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        // Owned, so that the closure can be returned; the copy is made on success too, which is
        // nothing beside a system call.
        let path = path.to_path_buf();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    pub(crate) fn damaged(path: &Path, what: impl ToString) -> Self {
        Self::Damaged {
            path: path.to_path_buf(),
            what: what.to_string(),
        }
    }
}
