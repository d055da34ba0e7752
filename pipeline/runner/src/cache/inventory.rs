//! Everything in the store at one moment: the records, the files that they name, and those in use.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::store::file_names;
use super::{Action, CacheError, Digest, Head, Store, sealed};

/// One record of an action.
#[derive(Debug)]
pub struct Entry {
    /// The record.
    pub action: Action,
    /// The time since the record was last used.
    pub idle: Duration,
    /// `true` if the current state of a workflow, or a living run, needs the record.
    pub in_use: bool,
}

/// A file of the store with its size and the time since it was last used.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) idle: Duration,
}

/// The content of the store.
#[derive(Debug, Default)]
pub struct Inventory {
    /// All records.
    pub entries: Vec<Entry>,
    /// Records that cannot be read, with the reason.
    pub damaged: Vec<(PathBuf, String)>,
    pub(crate) blobs: BTreeMap<Digest, Stored>,
    pub(crate) packs: BTreeMap<Digest, Stored>,
    /// The digests that runs have found or written.
    pub(crate) pinned: BTreeSet<Digest>,
}

impl Inventory {
    /// Reads all records of a store.
    ///
    /// # Errors
    ///
    /// If a directory of the store cannot be listed.
    pub fn of(store: &Store) -> Result<Self, CacheError> {
        let mut inventory = Self::default();
        for key in store.action_keys()? {
            let path = store.action_path(key);
            match store.action(key) {
                Ok(Some(action)) => inventory.entries.push(Entry {
                    action,
                    idle: idle(&path),
                    in_use: false,
                }),
                Ok(None) => {}
                Err(error) => inventory.damaged.push((path, error.to_string())),
            }
        }
        let blobs = store.root().join("blobs");
        for name in file_names(&blobs)? {
            add_stored(&blobs.join(name), "", &mut inventory.blobs)?;
        }
        add_stored(&store.packs_dir(), ".pack", &mut inventory.packs)?;
        inventory.pinned = store.pinned()?;
        inventory.mark(store)?;
        Ok(inventory)
    }

    /// Marks the records in use: those of the last states and the pinned ones, and those that
    /// consist of the same files.
    fn mark(&mut self, store: &Store) -> Result<(), CacheError> {
        let mut heads: BTreeSet<Digest> = BTreeSet::new();
        for path in store.head_paths()? {
            match sealed::read::<Head>(&path) {
                Ok(head) => heads.extend(
                    head.iter()
                        .flat_map(|head| head.steps.values().map(|step| step.key)),
                ),
                Err(error) => self.damaged.push((path, error.to_string())),
            }
        }
        heads.extend(&self.pinned);
        let used: BTreeSet<Digest> = self
            .entries
            .iter()
            .filter(|entry| heads.contains(&entry.action.key))
            .flat_map(|entry| blobs_of(&entry.action))
            .collect();
        for entry in &mut self.entries {
            let mut blobs = blobs_of(&entry.action).peekable();
            // A record whose files all stay anyway costs nothing to keep, and may save a
            // computation. One without any file would satisfy that trivially; it must be named
            // itself.
            entry.in_use = heads.contains(&entry.action.key)
                || (blobs.peek().is_some() && blobs.all(|blob| used.contains(&blob)));
        }
        Ok(())
    }

    /// The size of all blobs and packs in bytes.
    pub fn total_bytes(&self) -> u64 {
        self.blobs
            .values()
            .chain(self.packs.values())
            .map(|stored| stored.bytes)
            .sum()
    }
}

/// The digests of the files of an action's outputs.
pub(crate) fn blobs_of(action: &Action) -> impl Iterator<Item = Digest> {
    action.outputs.values().flatten().map(|part| part.blob)
}

fn add_stored(
    dir: &Path,
    suffix: &str,
    into: &mut BTreeMap<Digest, Stored>,
) -> Result<(), CacheError> {
    for name in file_names(dir)? {
        let path = dir.join(&name);
        if let Some(digest) = name.strip_suffix(suffix).and_then(|name| name.parse().ok()) {
            let bytes = match fs::metadata(&path) {
                Ok(metadata) => metadata.len(),
                // Another process has just moved it away.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(CacheError::io("read", &path)(error)),
            };
            into.insert(
                digest,
                Stored {
                    idle: idle(&path),
                    path,
                    bytes,
                },
            );
        }
    }
    Ok(())
}

/// The time since a file was last written or marked as used; zero if its time is in the future.
fn idle(path: &Path) -> Duration {
    let modified = fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok();
    modified
        .and_then(|modified| SystemTime::now().duration_since(modified).ok())
        // Zero is the careful answer for a time that cannot be read: it keeps the file.
        .unwrap_or_default()
}
