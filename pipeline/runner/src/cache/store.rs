use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::gate::Pins;
use super::{Action, CacheError, Digest, StatCache, hash_file, sealed};

/// The directory that holds everything.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// Where this process notes what it needs, when it is a run.
    pins: Option<Pins>,
}

/// The keys that the steps of a workflow had when they were last up to date. It serves explanations and tells the garbage collector what is in use.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The steps by name.
    pub steps: BTreeMap<String, HeadStep>,
    /// The workflow that was run; what it has taken, no other may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
}

/// A workflow and where it publishes. Paths in the project directory are relative to it, so that
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
    /// The key of the result before, so that a change stays explained after the run.
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

    /// The store as a run uses it, whose directory below `tmp/` this is: what the run finds and adds is not garbage while it lives.
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

    pub(crate) fn blob_path(&self, blob: Digest) -> PathBuf {
        let name = blob.to_string();
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

    /// The directory of the events of runs.
    pub fn runs_dir(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// What the steps of each run printed.
    pub fn logs_dir(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// The directory of what is unfinished.
    pub fn tmp_dir(&self) -> PathBuf {
        self.root.join("tmp")
    }

    pub(crate) fn head_path(&self, workflow: &str) -> PathBuf {
        self.root.join("heads").join(format!(
            "{}.json",
            &Digest::of(workflow.as_bytes()).to_string()[..32]
        ))
    }

    /// Hints on the files of the project in the directory `project`.
    pub fn stat_cache(&self, project: &Path) -> StatCache {
        StatCache::load(&self.root.join("stat.json"), project)
    }

    /// The record of a key; `None` when the key has not been computed.
    pub fn action(&self, key: Digest) -> Result<Option<Action>, CacheError> {
        let path = self.action_path(key);
        let Some(action) = sealed::read::<Action>(&path)? else {
            return Ok(None);
        };
        if action.key != key || action.material.key() != key {
            return Err(CacheError::damaged(&path, "it records another key"));
        }
        Ok(Some(action))
    }

    /// The record of a key, for a run that is going to use it: from now on its files stay where they are.
    pub(crate) fn take_action(&self, key: Digest) -> Result<Option<Action>, CacheError> {
        let _gate = self.enter(&[key])?;
        self.action(key)
    }

    /// The keys of all records.
    pub(crate) fn action_keys(&self) -> Result<Vec<Digest>, CacheError> {
        let names = file_names(&self.root.join("actions"))?;
        Ok(names
            .iter()
            .filter_map(|name| name.strip_suffix(".json")?.parse().ok())
            .collect())
    }

    /// Marks a record as used now.
    pub(crate) fn touch_action(&self, key: Digest) {
        if let Ok(file) = File::options().append(true).open(self.action_path(key)) {
            // Only the order of garbage collection depends on it.
            let _ = file.set_modified(SystemTime::now());
        }
    }

    /// The last state of a workflow.
    pub fn head(&self, workflow: &str) -> Result<Head, CacheError> {
        Ok(sealed::read(&self.head_path(workflow))?.unwrap_or_default())
    }

    /// The workflows that have been run. A state that is damaged is made anew by the next run.
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

    /// Reads a file of the store in full and checks its digest, and its length where that is known.
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

    /// Moves a damaged file out of the way, where it can be looked at.
    pub fn quarantine(&self, path: &Path) -> Result<(), CacheError> {
        let _gate = self.enter(&[])?;
        let dir = self.root.join("quarantine");
        fs::create_dir_all(&dir).map_err(CacheError::io("create", &dir))?;
        let Some(name) = path.file_name() else {
            return Ok(());
        };
        match fs::rename(path, dir.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(CacheError::io("move", path)(error))
            }
            _ => Ok(()),
        }
    }
}

/// The names in a directory, sorted; none when it does not exist.
pub(super) fn file_names(dir: &Path) -> Result<Vec<String>, CacheError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(CacheError::io("read", dir)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(CacheError::io("read", dir))?;
        names.extend(entry.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
