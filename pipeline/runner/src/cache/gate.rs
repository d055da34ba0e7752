//! The gate and the pins, with which garbage is collected beside a running job.
//!
//! Runs find and add files under the gate's shared lock and pin what they find; the collector looks
//! and removes under its exclusive lock and spares what is pinned.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::store::file_names;
use super::{CacheError, Digest, Store};

/// The name of the pins file in a run's directory below `tmp/`.
const PINS: &str = "pins";

/// The gate, held as long as this value lives.
///
/// It is an `flock`, which the kernel releases when the process ends, however that ends. Each
/// holder opens the file anew: `flock` belongs to the open file, so threads of one process exclude
/// each other as processes do.
#[derive(Debug)]
pub struct Gate {
    _file: File,
}

/// The digests that a run has found or written so far, one a line.
///
/// A pinned file, and a file named by a pinned record, is not garbage while the run lives.
#[derive(Debug)]
pub(crate) struct Pins {
    path: PathBuf,
    file: Mutex<File>,
}

impl Pins {
    pub(super) fn create(tmp: &Path) -> Result<Self, CacheError> {
        let path = tmp.join(PINS);
        // Never synced: after a power cut no run is left to need its pins.
        let file = File::create(&path).map_err(CacheError::io("create", &path))?;
        Ok(Self {
            path,
            file: Mutex::new(file),
        })
    }

    fn add(&self, digests: &[Digest]) -> Result<(), CacheError> {
        let lines: String = digests.iter().map(|digest| format!("{digest}\n")).collect();
        let written = match self.file.lock() {
            // One write, so that a reader never sees half a line of a process that was killed in
            // between.
            Ok(mut file) => file.write_all(lines.as_bytes()),
            Err(_) => Err(std::io::Error::other("a thread panicked")),
        };
        written.map_err(CacheError::io("write", &self.path))
    }
}

impl Store {
    /// Takes the shared lock and pins `digests`, so that the collector cannot remove them.
    pub(super) fn enter(&self, digests: &[Digest]) -> Result<Gate, CacheError> {
        let (path, file) = self.gate_file()?;
        // Shared: finding and adding files do not disturb each other, only removing does.
        file.lock_shared().map_err(CacheError::io("lock", &path))?;
        // Under the lock: the collector reads the pins under its own and cannot miss these.
        self.pin(digests)?;
        Ok(Gate { _file: file })
    }

    /// Pins more digests. The caller holds the gate.
    pub(super) fn pin(&self, digests: &[Digest]) -> Result<(), CacheError> {
        match self.pins() {
            Some(pins) if !digests.is_empty() => pins.add(digests),
            _ => Ok(()),
        }
    }

    /// Takes the exclusive lock, as the collector does to look and remove. Waits for all other
    /// holders.
    pub fn enter_alone(&self) -> Result<Gate, CacheError> {
        let (path, file) = self.gate_file()?;
        file.lock().map_err(CacheError::io("lock", &path))?;
        Ok(Gate { _file: file })
    }

    /// Opens the gate's file. It is never removed: a lock on a removed file would not exclude those
    /// who create it anew.
    fn gate_file(&self) -> Result<(PathBuf, File), CacheError> {
        let path = self.root().join("gate");
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(CacheError::io("open", &path))?;
        Ok((path, file))
    }

    /// The pins of all runs, including dead ones.
    ///
    /// A dead run's pins only keep files longer, until `remove_leftovers` removes them.
    pub(super) fn pinned(&self) -> Result<BTreeSet<Digest>, CacheError> {
        let mut pinned = BTreeSet::new();
        for run in file_names(&self.tmp_dir())? {
            let path = self.tmp_dir().join(run).join(PINS);
            match fs::read_to_string(&path) {
                Ok(text) => {
                    pinned.extend(text.lines().filter_map(|line| line.parse::<Digest>().ok()))
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(CacheError::io("read", &path)(error)),
            }
        }
        Ok(pinned)
    }
}
