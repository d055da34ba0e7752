use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::{CacheError, Digest, hash_file, sealed};

/// A file may still be written to, unnoticed, within the file system's clock tick after its last change.
const SETTLED: Duration = Duration::from_millis(100);

/// Digests of files by what the file system says of them. It saves reading files that have not changed and is only ever a hint: without it, or with
/// [`StatCache::thorough`], every file is read.
#[derive(Debug)]
pub(crate) struct StatCache {
    path: PathBuf,
    thorough: bool,
    entries: Mutex<BTreeMap<PathBuf, Entry>>,
    changed: AtomicBool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Entry {
    stat: Stat,
    digest: Digest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stat {
    len: u64,
    inode: u64,
    mtime_ns: i128,
    ctime_ns: i128,
}

impl Stat {
    fn of(metadata: &Metadata) -> Self {
        let ns = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
        Self {
            len: metadata.len(),
            inode: metadata.ino(),
            mtime_ns: ns(metadata.mtime(), metadata.mtime_nsec()),
            ctime_ns: ns(metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

impl StatCache {
    /// Loads the hints; a missing or damaged file means that there are none.
    pub(crate) fn load(path: &Path) -> Self {
        let entries = sealed::read(path).ok().flatten().unwrap_or_default();
        Self {
            path: path.to_path_buf(),
            thorough: false,
            entries: Mutex::new(entries),
            changed: AtomicBool::new(false),
        }
    }

    /// Reads every file again, whatever the file system says.
    #[must_use]
    pub(crate) fn thorough(mut self, thorough: bool) -> Self {
        self.thorough = thorough;
        self
    }

    /// The digest and length of a file's bytes.
    pub(crate) fn digest(&self, path: &Path) -> io::Result<(Digest, u64)> {
        let before = Stat::of(&fs::metadata(path)?);
        if !self.thorough
            && let Some(entry) = self.lookup(path)
            && entry.stat == before
        {
            return Ok((entry.digest, before.len));
        }
        let (digest, len) = hash_file(path)?;
        let metadata = fs::metadata(path)?;
        let after = Stat::of(&metadata);
        if after == before && settled(&metadata) {
            self.store(
                path,
                Entry {
                    stat: after,
                    digest,
                },
            );
        } else {
            self.forget(path);
        }
        Ok((digest, len))
    }

    /// Writes the hints for the next process.
    pub(crate) fn save(&self) -> Result<(), CacheError> {
        if !self.changed.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let entries = self
            .entries
            .lock()
            .map(|entries| entries.clone())
            .unwrap_or_default();
        let live: BTreeMap<_, _> = entries
            .into_iter()
            .filter(|(path, _)| path.exists())
            .collect();
        let bytes = sealed::seal(&live)
            .map_err(|error| CacheError::io("write", &self.path)(error.into()))?;
        let temporary = self
            .path
            .with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&temporary, bytes).map_err(CacheError::io("write", &temporary))?;
        fs::rename(&temporary, &self.path).map_err(CacheError::io("write", &self.path))
    }

    fn lookup(&self, path: &Path) -> Option<Entry> {
        self.entries.lock().ok()?.get(path).cloned()
    }

    fn store(&self, path: &Path, entry: Entry) {
        if let Ok(mut entries) = self.entries.lock()
            && entries.insert(path.to_path_buf(), entry.clone()) != Some(entry)
        {
            self.changed.store(true, Ordering::Relaxed);
        }
    }

    fn forget(&self, path: &Path) {
        if let Ok(mut entries) = self.entries.lock()
            && entries.remove(path).is_some()
        {
            self.changed.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether the last change is long enough ago that a later one would show. A clock that was set back makes files unsettled, which only costs time.
fn settled(metadata: &Metadata) -> bool {
    let changed = SystemTime::UNIX_EPOCH
        + Duration::new(
            metadata.ctime().max(metadata.mtime()).max(0).unsigned_abs(),
            metadata.ctime_nsec().unsigned_abs() as u32,
        );
    SystemTime::now()
        .duration_since(changed)
        .is_ok_and(|age| age > SETTLED)
}
