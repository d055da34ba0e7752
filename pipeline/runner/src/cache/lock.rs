//! The store's lock, which lets one run at a time work on a project.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::{CacheError, Store};

/// The lock on the store's `lock` file, held as long as this value lives.
///
/// It is an `flock`, which the kernel releases when the process ends, however that ends; a lock
/// that is the mere existence of a file would outlive a killed process.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

/// The outcome of trying to lock.
#[derive(Debug)]
pub enum Locked {
    /// This process holds the lock.
    Ours(StoreLock),
    /// Another process holds it; the text names it, for people only.
    ByOther(String),
}

impl StoreLock {
    /// Locks the store without waiting for another run.
    pub fn try_acquire(store: &Store, holder: &str) -> Result<Locked, CacheError> {
        let root = store.root();
        fs::create_dir_all(root).map_err(CacheError::io("create", root))?;
        // The collector holds the lock for a moment while it is alone at the gate. Waiting at the
        // gate first, a run does not take it for another run.
        let _gate = store.enter(&[])?;
        Self::try_acquire_alone(root, holder)
    }

    /// Locks the store for a caller that holds the gate alone.
    pub(super) fn try_acquire_alone(root: &Path, holder: &str) -> Result<Locked, CacheError> {
        let path = root.join("lock");
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            // The file is not truncated on opening: if another process holds the lock, its text is
            // needed.
            .truncate(false)
            .open(&path)
            .map_err(CacheError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {
                // After locking: whoever writes here holds the lock.
                let written = file
                    .set_len(0)
                    .and_then(|()| file.rewind())
                    .and_then(|()| file.write_all(holder.as_bytes()));
                written.map_err(CacheError::io("write", &path))?;
                Ok(Locked::Ours(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut other = String::new();
                // The text is only for the message; an unreadable one leaves it empty.
                let _ = file.read_to_string(&mut other);
                Ok(Locked::ByOther(other))
            }
            Err(TryLockError::Error(error)) => Err(CacheError::io("lock", &path)(error)),
        }
    }
}
