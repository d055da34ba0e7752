//! Garbage collection. It starts from the records and never removes by age alone: the files of the
//! last state of a workflow, and those of a living run, always stay.
//!
//! This is mark and sweep with the heads and pins as roots, as in Git and Nix.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::inventory::{Entry, Inventory, blobs_of};
use super::{CacheError, Digest, Locked, Store, StoreLock, fault_point};

/// Limits beyond which unneeded results are removed as well. Files that nothing refers to are
/// removed in any case.
#[derive(Debug, Clone, Copy, Default)]
pub struct GcLimits {
    /// The longest time that a result which nothing needs may stay unused.
    pub max_age: Option<Duration>,
    /// The largest size of the store. Results that nothing needs are removed, longest unused first,
    /// until it fits.
    pub max_bytes: Option<u64>,
}

/// The records and files to remove, in this order: records before the files that they name.
#[derive(Debug, Default)]
pub struct GcPlan {
    /// The keys of the records.
    pub actions: Vec<Digest>,
    /// The files and their sizes in bytes.
    pub files: Vec<(PathBuf, u64)>,
    /// The number of bytes that stay.
    pub kept_bytes: u64,
}

impl GcPlan {
    /// The number of bytes that are freed.
    pub fn removed_bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// Decides which records and files to remove.
pub fn plan_gc(inventory: &Inventory, limits: GcLimits) -> GcPlan {
    let mut idle: Vec<&Entry> = inventory
        .entries
        .iter()
        .filter(|entry| !entry.in_use)
        .collect();
    // Longest unused first: the size limit removes in this order (LRU).
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
            // Planned anew for each record: records share files, so one record may free nothing
            // alone. Space is short here, so packs of interrupted runs do not stay either, however
            // new.
            plan = plan_files(inventory, &removed, Some(Duration::ZERO));
        }
    }
    plan.actions = removed.into_iter().collect();
    plan
}

/// Plans the removal of the files that no remaining record names.
///
/// Packs that no record names hold the work of interrupted runs, which the next run takes up; they
/// stay until they are older than `max_pack_age`.
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
    /// Removes the files of a plan. The caller has held the gate alone since the plan's inventory.
    pub fn collect(&self, plan: &GcPlan) -> Result<(), CacheError> {
        // Records first: a crash in between leaves files without a record, which the next
        // collection finds, but never a record whose files are missing.
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
        // A collection that was killed may have removed it before.
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(CacheError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Removes the temporary files of runs that were killed, including their pins, unless a run is
/// active. The caller holds the gate alone.
///
/// # Errors
///
/// If they cannot be removed.
pub fn remove_leftovers(store: &Store) -> Result<(), CacheError> {
    // A run holds this lock while it lives, so whoever gets it knows that all of `tmp/` is left
    // over.
    let Locked::Ours(_lock) = StoreLock::try_acquire_alone(store.root(), "cache gc")? else {
        return Ok(());
    };
    store.clear_tmp()
}
