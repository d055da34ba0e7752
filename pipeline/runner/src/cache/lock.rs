use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::{CacheError, Store};

/// The kernel's lock on the store's `lock` file. It ends with the process, however that ends.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

/// The outcome of trying to lock.
#[derive(Debug)]
pub enum Locked {
    /// The lock is ours.
    Ours(StoreLock),
    /// Another process has it; the text says which, for people only.
    ByOther(String),
}

impl StoreLock {
    /// Locks the store without waiting for another run.
    pub fn try_acquire(store: &Store, holder: &str) -> Result<Locked, CacheError> {
        let root = store.root();
        fs::create_dir_all(root).map_err(CacheError::io("create", root))?;
        // The collector, which holds the lock for a moment, is alone at the gate while it does.
        let _gate = store.enter(&[])?;
        Self::try_acquire_alone(root, holder)
    }

    /// Locks the store for a caller that is alone at the gate.
    pub(super) fn try_acquire_alone(root: &Path, holder: &str) -> Result<Locked, CacheError> {
        let path = root.join("lock");
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(CacheError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {
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
