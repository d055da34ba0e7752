use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What can go wrong in the store.
#[derive(Debug, Error)]
pub enum CacheError {
    /// The file system refused.
    #[error("cannot {doing} `{}`", path.display())]
    Io {
        /// The operation, as in `cannot {doing}`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The reason of the system.
        source: io::Error,
    },
    /// A file of the store is not what was written.
    #[error("`{}` is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The damage.
        what: String,
    },
    /// A step's output cannot be read as what it was declared to be.
    #[error("output `{output}` is not valid: {what}")]
    InvalidOutput {
        /// The output's name.
        output: String,
        /// The reason.
        what: String,
    },
}

impl CacheError {
    /// For `map_err` on an operation of the file system.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
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
