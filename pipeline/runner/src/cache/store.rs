//! The store's directory: its paths, its records and the states of workflows.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::gate::Pins;
use super::{Action, CacheError, Digest, StatCache, hash_file, sealed};

/// The directory that holds all results.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// The pins of this process; `None` unless it is a run.
    pins: Option<Pins>,
}

/// The keys that a workflow's steps had when they were last up to date. It serves explanations and
/// shows the garbage collector what is in use.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The steps by name.
    pub steps: BTreeMap<String, HeadStep>,
    /// The workflow that was run. No other may take its name and places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
}

/// A workflow and its publishing places. Paths in the project directory are relative to it, so that
/// the directory can be copied and moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The workflow's name.
    pub name: String,
    /// The workflow's file.
    pub file: String,
    /// The places that it publishes to.
    pub places: Vec<String>,
}

/// The last results of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeadStep {
    /// The key of the last result.
    pub key: Digest,
    /// The key of the result before that, so that a change stays explained after the run.
    pub previous: Option<Digest>,
}

impl Store {
    /// The store in the directory `root`, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            pins: None,
        }
    }

    /// The store as a run uses it, with `tmp` as the run's directory below `tmp/`. The files that
    /// the run finds and adds are not garbage while it lives.
    pub fn pinning(self, tmp: &Path) -> Result<Self, CacheError> {
        Ok(Self {
            pins: Some(Pins::create(tmp)?),
            ..self
        })
    }

    pub(super) fn pins(&self) -> Option<&Pins> {
        self.pins.as_ref()
    }

    /// The directory that holds everything.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The files of an output of a result, in the step's order; `None` if the step has no such
    /// output or a file is no longer there.
    pub fn output_files(&self, action: &Action, output: &str) -> Option<Vec<PathBuf>> {
        let parts = action.outputs.get(output)?;
        let files = parts.iter().map(|part| self.blob_path(part.blob));
        files.map(|file| file.is_file().then_some(file)).collect()
    }

    pub(crate) fn blob_path(&self, blob: Digest) -> PathBuf {
        let name = blob.to_string();
        // 256 subdirectories by the first byte, as in Git, keep each directory short.
        self.root.join("blobs").join(&name[..2]).join(&name)
    }

    pub(crate) fn blobs_dir(&self) -> PathBuf {
        self.root.join("blobs")
    }

    pub(crate) fn action_path(&self, key: Digest) -> PathBuf {
        self.root.join("actions").join(format!("{key}.json"))
    }

    pub(crate) fn packs_dir(&self) -> PathBuf {
        self.root.join("packs")
    }

    pub(crate) fn pack_path(&self, pack: Digest) -> PathBuf {
        self.packs_dir().join(format!("{pack}.pack"))
    }

    /// The directory of the runs' events.
    pub fn runs_dir(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// The directory of the output that steps printed, by run.
    pub fn logs_dir(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// The directory of unfinished files.
    ///
    /// It is part of the store, so that a file is moved into place by a rename, which is not
    /// possible between file systems.
    pub fn tmp_dir(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// Removes all unfinished files. The caller holds the lock, so no run needs them.
    pub(crate) fn clear_tmp(&self) -> Result<(), CacheError> {
        let tmp = self.tmp_dir();
        if tmp.exists() {
            fs::remove_dir_all(&tmp).map_err(CacheError::io("remove", &tmp))?;
        }
        Ok(())
    }

    /// The file of a workflow's state. A workflow's name may hold what a file's name cannot, so its
    /// digest stands for it; half of one, 128 bits, is long enough.
    pub(crate) fn head_path(&self, workflow: &str) -> PathBuf {
        self.root.join("heads").join(format!(
            "{}.json",
            &Digest::of(workflow.as_bytes()).to_string()[..32]
        ))
    }

    /// The hints on the files of the project in the directory `project`.
    pub fn stat_cache(&self, project: &Path) -> StatCache {
        StatCache::load(&self.root.join("stat.json"), project)
    }

    /// Returns the record of a key; `None` if the key has not been computed.
    pub fn action(&self, key: Digest) -> Result<Option<Action>, CacheError> {
        let path = self.action_path(key);
        let Some(action) = sealed::read::<Action>(&path)? else {
            return Ok(None);
        };
        // The seal shows that the record is as it was written; this shows that it is the record of
        // this key, and that the key is made as it is today.
        if action.key != key || action.material.key() != key {
            return Err(CacheError::damaged(&path, "it records another key"));
        }
        Ok(Some(action))
    }

    /// Returns the record of a key for a run that is going to use it, and pins it, so that its
    /// files stay.
    pub(crate) fn take_action(&self, key: Digest) -> Result<Option<Action>, CacheError> {
        let _gate = self.enter(&[key])?;
        self.action(key)
    }

    /// Returns the keys of all records.
    pub(crate) fn action_keys(&self) -> Result<Vec<Digest>, CacheError> {
        let names = file_names(&self.root.join("actions"))?;
        Ok(names
            .iter()
            .filter_map(|name| name.strip_suffix(".json")?.parse().ok())
            .collect())
    }

    /// Marks a record as used now.
    pub(crate) fn touch_action(&self, key: Digest) {
        // The modification time serves as the time of use: the access time is often turned off
        // (`noatime`).
        if let Ok(file) = File::options().append(true).open(self.action_path(key)) {
            // Only the order of garbage collection depends on it.
            let _ = file.set_modified(SystemTime::now());
        }
    }

    /// Returns the last state of a workflow; an empty one if it has not been run.
    pub fn head(&self, workflow: &str) -> Result<Head, CacheError> {
        Ok(sealed::read(&self.head_path(workflow))?.unwrap_or_default())
    }

    /// Returns the workflows that have been run. Damaged states are left out; the next run makes
    /// them anew.
    pub fn owners(&self) -> Result<Vec<Owner>, CacheError> {
        let heads = self.head_paths()?;
        let head = |path: &PathBuf| sealed::read::<Head>(path).ok().flatten()?.owner;
        Ok(heads.iter().filter_map(head).collect())
    }

    /// The files that hold the last states of workflows.
    pub(crate) fn head_paths(&self) -> Result<Vec<PathBuf>, CacheError> {
        let dir = self.root.join("heads");
        Ok(file_names(&dir)?
            .into_iter()
            .map(|name| dir.join(name))
            .collect())
    }

    /// Reads a file of the store in full and checks its digest, and its length if `bytes` is given.
    pub(crate) fn check(
        &self,
        path: &Path,
        digest: Digest,
        bytes: Option<u64>,
    ) -> Result<(), CacheError> {
        // The length costs less than the digest, and tells more.
        match fs::metadata(path).map(|metadata| metadata.len()) {
            Ok(len) => match bytes {
                Some(bytes) if bytes != len => {
                    let what = format!("it has {len} bytes instead of {bytes}");
                    return Err(CacheError::damaged(path, what));
                }
                _ => {}
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(CacheError::damaged(path, "it is missing"));
            }
            Err(error) => return Err(CacheError::io("read", path)(error)),
        }
        match hash_file(path) {
            Ok((found, _)) if found == digest => Ok(()),
            Ok(_) => Err(CacheError::damaged(
                path,
                "its content does not match its digest",
            )),
            // A medium that cannot be read any more is damage like any other.
            Err(error) => Err(CacheError::damaged(path, error)),
        }
    }

    /// Moves a damaged file to `quarantine/`, where it can be inspected.
    pub fn quarantine(&self, path: &Path) -> Result<(), CacheError> {
        let _gate = self.enter(&[])?;
        let dir = self.root.join("quarantine");
        fs::create_dir_all(&dir).map_err(CacheError::io("create", &dir))?;
        let Some(name) = path.file_name() else {
            return Ok(());
        };
        match fs::rename(path, dir.join(name)) {
            // Another thread may have found the same damage and moved the file.
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(CacheError::io("move", path)(error))
            }
            _ => Ok(()),
        }
    }
}

/// Returns the names in a directory, sorted; none if it does not exist.
pub(super) fn file_names(dir: &Path) -> Result<Vec<String>, CacheError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(CacheError::io("read", dir)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(CacheError::io("read", dir))?;
        // Names that are not UTF-8 are not the store's own.
        names.extend(entry.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
