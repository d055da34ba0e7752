//! Facts about the process that runs the steps.

use std::ffi::OsString;
use std::path::PathBuf;

/// The facts about the running process that steps may know. They are never part of a key.
#[derive(Debug, Clone, Default)]
pub struct Host {
    /// The project's directory, from which relative paths start and in which programs run.
    pub root: PathBuf,
    /// The executable that a `command` starts as its supervisor, by the argument `supervise`.
    pub program: PathBuf,
    /// The directories in which programs are looked for, as in the variable `PATH`.
    pub search_path: OsString,
}
