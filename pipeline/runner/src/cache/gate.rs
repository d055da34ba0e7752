//! What lets garbage be collected beside a running job: the gate, through which files come and go one way at a time, and the pins of a run.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::store::file_names;
use super::{CacheError, Digest, Store};

/// The name of the pins in a run's directory below `tmp/`.
const PINS: &str = "pins";

/// The gate, open for as long as this lives. It is a kernel lock, so it ends with the process.
#[derive(Debug)]
pub struct Gate {
    _file: File,
}

/// What a run has found or written so far, one digest a line. Whatever it names, or is named by a record that it names, is not garbage while the run lives.
#[derive(Debug)]
pub(crate) struct Pins {
    path: PathBuf,
    file: Mutex<File>,
}

impl Pins {
    pub(super) fn create(tmp: &Path) -> Result<Self, CacheError> {
        let path = tmp.join(PINS);
        let file = File::create(&path).map_err(CacheError::io("create", &path))?;
        Ok(Self {
            path,
            file: Mutex::new(file),
        })
    }

    fn add(&self, digests: &[Digest]) -> Result<(), CacheError> {
        let lines: String = digests.iter().map(|digest| format!("{digest}\n")).collect();
        let written = match self.file.lock() {
            // One write, so that a reader never sees half a line of a process that was killed in between.
            Ok(mut file) => file.write_all(lines.as_bytes()),
            Err(_) => Err(std::io::Error::other("a thread panicked")),
        };
        written.map_err(CacheError::io("write", &self.path))
    }
}

impl Store {
    /// Opens the gate for finding and adding, which many can do at a time, and pins what this concerns before the collector can look again.
    pub(super) fn enter(&self, digests: &[Digest]) -> Result<Gate, CacheError> {
        let (path, file) = self.gate_file()?;
        file.lock_shared().map_err(CacheError::io("lock", &path))?;
        self.pin(digests)?;
        Ok(Gate { _file: file })
    }

    /// Pins more. The caller is inside the gate.
    pub(super) fn pin(&self, digests: &[Digest]) -> Result<(), CacheError> {
        match self.pins() {
            Some(pins) if !digests.is_empty() => pins.add(digests),
            _ => Ok(()),
        }
    }

    /// Closes the gate for everybody else, as the collector does while it looks and removes.
    pub fn enter_alone(&self) -> Result<Gate, CacheError> {
        let (path, file) = self.gate_file()?;
        file.lock().map_err(CacheError::io("lock", &path))?;
        Ok(Gate { _file: file })
    }

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

    /// The pins of all runs, those that have died included.
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
