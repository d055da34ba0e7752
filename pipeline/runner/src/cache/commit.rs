//! The commit protocol: a file is written in `tmp/`, validated, synced and renamed, and its
//! directory is synced; the record of an action comes last.
//!
//! A name in the store therefore always stands for complete content, after a power cut too.
//! `rename` is atomic (POSIX), but neither the data of a file nor the name in its directory is
//! durable without an `fsync` of each; see Pillai et al., "All File Systems Are Not Created Equal",
//! OSDI 2014.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::sealed::seal;
use super::{
    Action, CacheError, Digest, Head, Names, Part, Store, at_once, digest_output, fault_point,
    hash_file,
};
use crate::step::Output;

impl Store {
    /// Moves a finished output from `tmp/` into the store.
    pub(crate) fn commit_output(
        &self,
        staged: &Path,
        output: &Output,
        label: &str,
        names: Option<Names>,
    ) -> Result<Part, CacheError> {
        let (content, blob, bytes) = synced_while(staged, "blob", || {
            digest_output(staged, output, names.as_ref())
        })?;
        self.place(staged, &self.blob_path(blob), "blob", Some(blob))?;
        Ok(Part {
            blob,
            bytes,
            content,
            label: label.to_owned(),
            names,
        })
    }

    /// Moves a finished pack from `tmp/` into the store.
    pub(crate) fn commit_pack(&self, staged: &Path) -> Result<Digest, CacheError> {
        let (pack, _) = synced_while(staged, "pack", || {
            hash_file(staged).map_err(CacheError::io("read", staged))
        })?;
        self.place(staged, &self.pack_path(pack), "pack", Some(pack))?;
        Ok(pack)
    }

    /// Writes the record of an action. Everything that it names must be in the store already.
    pub(crate) fn commit_action(&self, action: &Action, tmp: &Path) -> Result<(), CacheError> {
        let target = self.action_path(action.key);
        self.place_sealed(
            action,
            &tmp.join(format!("{}.action", action.key)),
            &target,
            "action",
            Some(action.key),
        )
    }

    /// Writes the state of a workflow.
    pub fn commit_head(&self, workflow: &str, head: &Head, tmp: &Path) -> Result<(), CacheError> {
        let target = self.head_path(workflow);
        self.place_sealed(head, &tmp.join("head"), &target, "head", None)
    }

    fn place_sealed<T: serde::Serialize>(
        &self,
        value: &T,
        staged: &Path,
        target: &Path,
        what: &'static str,
        pinned: Option<Digest>,
    ) -> Result<(), CacheError> {
        let bytes = seal(value).map_err(|error| CacheError::io("write", staged)(error.into()))?;
        let written = File::create(staged).and_then(|mut file| file.write_all(&bytes));
        written.map_err(CacheError::io("write", staged))?;
        synced_while(staged, what, || Ok(()))?;
        self.place(staged, target, what, pinned)
    }

    /// Gives a synced file its final name, and pins `pinned`.
    fn place(
        &self,
        staged: &Path,
        target: &Path,
        what: &'static str,
        pinned: Option<Digest>,
    ) -> Result<(), CacheError> {
        // A file that is named by its digest never changes; without write permission, a program
        // that is handed it cannot change it by mistake. Records stay writable, because
        // `touch_action` opens them to set their time.
        let writable = matches!(what, "action" | "head");
        if !writable {
            fs::set_permissions(staged, Permissions::from_mode(0o444))
                .map_err(CacheError::io("protect", staged))?;
        }
        // Pinned before the rename: between the two the collector must not find an unknown file.
        let _gate = self.enter(pinned.as_slice())?;
        let dir = target.parent().unwrap_or(self.root());
        create_dir_synced(dir).map_err(CacheError::io("create", dir))?;
        // The content was synced before. In the other order a crash could leave the name with an
        // empty file.
        fs::rename(staged, target).map_err(CacheError::io("rename", staged))?;
        fault(what, "renamed");
        // A rename is an entry in the directory; without this a power cut may undo it after the
        // caller has gone on to name the file elsewhere.
        sync_dir(dir).map_err(CacheError::io("sync", dir))?;
        fault(what, "committed");
        Ok(())
    }
}

/// Makes a staged file durable, and calls `read` meanwhile.
///
/// The bytes are still in the page cache, so hashing them costs no disk time while the disk writes.
fn synced_while<T>(
    staged: &Path,
    what: &str,
    read: impl FnOnce() -> Result<T, CacheError>,
) -> Result<T, CacheError> {
    fault(what, "staged");
    let (read, synced) = at_once(read, || File::open(staged)?.sync_all());
    synced.map_err(CacheError::io("sync", staged))?;
    fault(what, "synced");
    read
}

fn fault(what: &str, moment: &str) {
    fault_point(&format!("{what}.{moment}"));
}

/// Makes the names in a directory durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Creates a directory and makes its name durable.
pub(crate) fn create_dir_synced(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(dir)?;
    dir.parent().map_or(Ok(()), sync_dir)
}
