//! Garbage collection: from the records, never by age alone. What the last state of a workflow or a living run needs always stays.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::inventory::{Entry, Inventory, blobs_of};
use super::{CacheError, Digest, Locked, Store, StoreLock, fault_point};

/// What may be removed besides what nothing refers to.
#[derive(Debug, Clone, Copy, Default)]
pub struct GcLimits {
    /// Results that nobody needs now and that were not used for longer than this.
    pub max_age: Option<Duration>,
    /// Results that nobody needs now, those unused for longest first, until the store is at most this large.
    pub max_bytes: Option<u64>,
}

/// What is to be removed, in the order in which it must be: records before what they name.
#[derive(Debug, Default)]
pub struct GcPlan {
    /// Keys of the records.
    pub actions: Vec<Digest>,
    /// Files and their sizes in bytes.
    pub files: Vec<(PathBuf, u64)>,
    /// Bytes that stay.
    pub kept_bytes: u64,
}

impl GcPlan {
    /// Bytes that are freed.
    pub fn removed_bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// Decides what to remove.
pub fn plan_gc(inventory: &Inventory, limits: GcLimits) -> GcPlan {
    let mut idle: Vec<&Entry> = inventory
        .entries
        .iter()
        .filter(|entry| !entry.in_use)
        .collect();
    idle.sort_by_key(|entry| std::cmp::Reverse(entry.idle));
    let mut removed: BTreeSet<Digest> = BTreeSet::new();
    if let Some(max_age) = limits.max_age {
        removed.extend(
            idle.iter()
                .filter(|entry| entry.idle > max_age)
                .map(|entry| entry.action.key),
        );
    }
    let mut plan = plan_files(inventory, &removed, limits.max_age);
    if let Some(max_bytes) = limits.max_bytes {
        for entry in idle {
            if plan.kept_bytes <= max_bytes {
                break;
            }
            removed.insert(entry.action.key);
            plan = plan_files(inventory, &removed, Some(Duration::ZERO));
        }
    }
    plan.actions = removed.into_iter().collect();
    plan
}

/// The files that no remaining record names. Packs that no record names hold the work of interrupted runs and are kept until they are too old.
fn plan_files(
    inventory: &Inventory,
    removed: &BTreeSet<Digest>,
    max_pack_age: Option<Duration>,
) -> GcPlan {
    let kept = || {
        inventory
            .entries
            .iter()
            .filter(|entry| !removed.contains(&entry.action.key))
            .map(|entry| &entry.action)
    };
    let blobs: BTreeSet<Digest> = kept().flat_map(blobs_of).collect();
    let packs: BTreeSet<Digest> = kept()
        .flat_map(|action| action.packs.iter().copied())
        .collect();
    let mut plan = GcPlan::default();
    for (blob, stored) in &inventory.blobs {
        if blobs.contains(blob) || inventory.pinned.contains(blob) {
            plan.kept_bytes += stored.bytes;
        } else {
            plan.files.push((stored.path.clone(), stored.bytes));
        }
    }
    for (pack, stored) in &inventory.packs {
        let needed = packs.contains(pack) || inventory.pinned.contains(pack);
        if needed || max_pack_age.is_none_or(|max| stored.idle <= max) {
            plan.kept_bytes += stored.bytes;
        } else {
            plan.files.push((stored.path.clone(), stored.bytes));
        }
    }
    plan
}

impl Store {
    /// Removes what a plan names. The caller has been alone at the gate since the inventory that the plan was made of.
    pub fn collect(&self, plan: &GcPlan) -> Result<(), CacheError> {
        for key in &plan.actions {
            remove(&self.action_path(*key))?;
            fault_point("gc.action");
        }
        for (path, _) in &plan.files {
            remove(path)?;
            fault_point("gc.file");
        }
        Ok(())
    }
}

fn remove(path: &Path) -> Result<(), CacheError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(CacheError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Removes what runs that were killed have left, their pins included, unless a run is going on. The caller is alone at the gate.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_leftovers(store: &Store) -> Result<(), CacheError> {
    let Locked::Ours(_lock) = StoreLock::try_acquire_alone(store.root(), "cache gc")? else {
        return Ok(());
    };
    let tmp = store.tmp_dir();
    if tmp.exists() {
        fs::remove_dir_all(&tmp).map_err(CacheError::io("remove", &tmp))?;
    }
    Ok(())
}
