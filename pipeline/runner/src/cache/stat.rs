//! Digests of source files, remembered by their state in the file system.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::{CacheError, Digest, Seen, Stat, hash_file, sealed};

/// Digests of files by their state in the file system.
///
/// They save reading files that have not changed, as Git's index does, and are only a hint: without
/// them, or with [`StatCache::thorough`], every file is read.
#[derive(Debug)]
pub struct StatCache {
    project: PathBuf,
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

impl StatCache {
    /// Loads the hints on the files of a project; relative paths start from its directory. There
    /// are none if the file is missing or damaged.
    pub(crate) fn load(path: &Path, project: &Path) -> Self {
        // Damage is not reported: the hints come back with the next run.
        let entries = sealed::read(path).ok().flatten().unwrap_or_default();
        Self {
            project: project.to_path_buf(),
            path: path.to_path_buf(),
            thorough: false,
            entries: Mutex::new(entries),
            changed: AtomicBool::new(false),
        }
    }

    /// Sets whether to read every file again, whatever its state in the file system.
    #[must_use]
    pub fn thorough(mut self, thorough: bool) -> Self {
        self.thorough = thorough;
        self
    }

    /// Returns the digest and length of a file's bytes.
    pub(crate) fn digest(&self, path: &Path) -> io::Result<(Digest, u64)> {
        self.see(path).map(|seen| (seen.digest, seen.stat.len))
    }

    /// Returns the digest of a file's bytes, with its state, by which a later change shows.
    pub(crate) fn see(&self, path: &Path) -> io::Result<Seen> {
        let place = self.project.join(path);
        let (stat, unsettled) = Seen::before_reading(&place)?;
        let seen = |digest, unsettled| Seen {
            path: path.to_path_buf(),
            place: place.clone(),
            digest,
            stat,
            unsettled,
        };
        if !self.thorough
            && let Some(entry) = self.lookup(path)
            // Only settled files are stored, so equal states mean equal bytes.
            && entry.stat == stat
        {
            return Ok(seen(entry.digest, None));
        }
        let (digest, _) = hash_file(&place)?;
        // The state after reading equals the one before, so the digest is of that state; and the
        // file was old enough that a later change will show.
        if unsettled.is_none() && Stat::of(&fs::metadata(&place)?) == stat {
            self.store(path, Entry { stat, digest });
        } else {
            self.forget(path);
        }
        Ok(seen(digest, unsettled))
    }

    /// Writes the hints for the next process.
    pub fn save(&self) -> Result<(), CacheError> {
        // Relaxed: the flag guards nothing; the entries have their own lock.
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
            // Removed files would stay in the hints for ever.
            .filter(|(path, _)| self.project.join(path).exists())
            .collect();
        let bytes = sealed::seal(&live)
            .map_err(|error| CacheError::io("write", &self.path)(error.into()))?;
        // The process id, because two processes may save at once. Neither file nor directory is
        // synced: losing hints costs a run's reading.
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
