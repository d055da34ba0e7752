//! Everything in the store at one moment: which records there are, what they name, and which of them are in use.

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
    /// How long ago it was last used.
    pub idle: Duration,
    /// Whether the current state of some workflow, or a living run, needs it.
    pub in_use: bool,
}

/// A file of the store with its size.
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
    /// Records that cannot be read, and why.
    pub damaged: Vec<(PathBuf, String)>,
    pub(crate) blobs: BTreeMap<Digest, Stored>,
    pub(crate) packs: BTreeMap<Digest, Stored>,
    /// What runs have found or written.
    pub(crate) pinned: BTreeSet<Digest>,
}

impl Inventory {
    /// Reads all records of a store.
    ///
    /// # Errors
    /// When a directory of the store cannot be listed.
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

    /// Marks the last results of all workflows, and the parts that these consist of.
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
            entry.in_use = heads.contains(&entry.action.key)
                || (blobs.peek().is_some() && blobs.all(|blob| used.contains(&blob)));
        }
        Ok(())
    }

    /// Bytes of all files that records name.
    pub fn total_bytes(&self) -> u64 {
        self.blobs
            .values()
            .chain(self.packs.values())
            .map(|stored| stored.bytes)
            .sum()
    }
}

/// The files that an action's outputs are.
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

/// How long ago a file was last written or used; nothing when the clock says that this lies ahead.
fn idle(path: &Path) -> Duration {
    let modified = fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok();
    modified
        .and_then(|modified| SystemTime::now().duration_since(modified).ok())
        .unwrap_or_default()
}
