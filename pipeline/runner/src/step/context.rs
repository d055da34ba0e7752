//! The context of a step while it runs: its inputs, its outputs and the means to report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::Context as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use super::limits::{Limits, Timeout};
use super::{Host, Printed, Progress, Secret};

/// One file of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// The path to read. A file of the cache has no telling name or extension.
    pub path: PathBuf,
    /// The name in messages: the source file's path, or step and output.
    pub label: String,
}

/// The step was interrupted, or its time is up. A step returns this as soon as it notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("interrupted")]
pub struct Cancelled;

/// An error with a next action, for [`anyhow::Error::context`] chains: the runner prints it as
/// `hint: …`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Hint {
    /// The error.
    pub message: String,
    /// The next action.
    pub hint: String,
}

impl Hint {
    /// An error `message` with a next action.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// The parts of a run that a step may use.
#[derive(Debug, Default)]
pub struct Context {
    inputs: BTreeMap<String, Vec<InputFile>>,
    out_dir: PathBuf,
    workers: usize,
    cancel: Arc<AtomicBool>,
    progress: Arc<Progress>,
    printed: Option<Arc<dyn Printed>>,
    timeout: Option<(Instant, Timeout)>,
    memory: Option<u64>,
    secrets: BTreeMap<String, Secret>,
    counts: Mutex<BTreeMap<String, u64>>,
    findings: Mutex<Vec<String>>,
    /// The parameters that only combining may depend on.
    combined: Value,
    host: Host,
}

impl Context {
    /// A context that reads `inputs`, writes below `out_dir` (which exists) and may use `workers`
    /// threads.
    pub fn new(inputs: BTreeMap<String, Vec<InputFile>>, out_dir: PathBuf, workers: usize) -> Self {
        Self {
            inputs,
            out_dir,
            workers: workers.max(1),
            ..Self::default()
        }
    }

    /// The same context with the parameters that only
    /// [`RecordSet::combine`](crate::RecordSet::combine) may depend on, as an object.
    #[must_use]
    pub fn combining(mut self, params: Value) -> Self {
        self.combined = params;
        self
    }

    /// The parameters that [`RecordWork::combined_params`](crate::RecordWork::combined_params)
    /// names.
    ///
    /// # Errors
    ///
    /// Anywhere but in [`RecordSet::combine`](crate::RecordSet::combine): a record that depended on
    /// them would be reused under other parameters.
    pub fn combined<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        T::deserialize(&self.combined).context("the parameters for combining are not here")
    }

    pub(crate) fn cancelled_by(mut self, cancel: Arc<AtomicBool>) -> Self {
        self.cancel = cancel;
        self
    }

    pub(crate) fn reporting_to(mut self, progress: Arc<Progress>) -> Self {
        self.progress = progress;
        self
    }

    pub(crate) fn printing_to(mut self, printed: Arc<dyn Printed>) -> Self {
        self.printed = Some(printed);
        self
    }

    /// Limits an attempt that began at `started`.
    pub(crate) fn limited(mut self, limits: &Limits, started: Instant) -> Self {
        // A timeout too long for the clock is no limit.
        let end = |timeout: Timeout| Some((started.checked_add(timeout.0)?, timeout));
        self.timeout = limits.timeout.and_then(end);
        self.memory = limits.resources.memory.map(|memory| memory.0);
        self
    }

    pub(crate) fn with_secrets(mut self, secrets: BTreeMap<String, Secret>) -> Self {
        self.secrets = secrets;
        self
    }

    /// The same context in another process, or in another directory.
    #[must_use]
    pub fn hosted(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// The facts about the process that runs the step.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The paths of an input's files as a program in the project's directory is given them.
    pub fn paths_for_program(&self, slot: &str) -> Vec<PathBuf> {
        let told = |file: &InputFile| {
            let is_source = self.host.root.join(&file.label) == file.path;
            // A program's arguments and messages show sources by the names that the user wrote.
            if is_source {
                PathBuf::from(&file.label)
            } else {
                file.path.clone()
            }
        };
        self.input(slot).iter().map(told).collect()
    }

    /// The value of a field that [`Step::caller_variables`](crate::Step::caller_variables) names.
    ///
    /// # Errors
    ///
    /// If the step did not name it.
    pub fn secret(&self, field: &str) -> anyhow::Result<&Secret> {
        let secret = self.secrets.get(field);
        secret.with_context(|| format!("the value of `{field}` was not taken from the environment"))
    }

    /// The files of an input: one per part, in a stable order; none for an input that the step did
    /// not declare.
    pub fn input(&self, slot: &str) -> &[InputFile] {
        self.inputs.get(slot).map_or(&[], Vec::as_slice)
    }

    /// The paths of an input's files.
    pub fn paths(&self, slot: &str) -> Vec<PathBuf> {
        self.input(slot)
            .iter()
            .map(|file| file.path.clone())
            .collect()
    }

    /// The only file of an input.
    ///
    /// # Errors
    ///
    /// If the input has none or several files.
    pub fn file(&self, slot: &str) -> anyhow::Result<&InputFile> {
        match self.input(slot) {
            [file] => Ok(file),
            files => anyhow::bail!(
                "input `{slot}` has {} files where one is needed",
                files.len()
            ),
        }
    }

    /// The path to write an output to. The directory above it exists; the file must exist when the
    /// step returns.
    pub fn output(&self, name: &str) -> PathBuf {
        self.out_dir.join(name)
    }

    /// A directory for temporary files of the step's own, removed afterwards.
    ///
    /// # Errors
    ///
    /// If it cannot be created.
    pub fn scratch(&self) -> std::io::Result<PathBuf> {
        let dir = self.out_dir.join(".scratch");
        std::fs::create_dir_all(&dir)?;
        Ok(dir)
    }

    /// The number of threads that the step may use.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The progress of the step, to be updated as it works.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Returns `true` if the step has to end: the run was interrupted, or the step's time is up.
    /// Long loops ask at least every 100 ms.
    pub fn is_cancelled(&self) -> bool {
        self.is_interrupted() || self.is_out_of_time()
    }

    /// Returns `true` if the run was interrupted.
    pub fn is_interrupted(&self) -> bool {
        // Relaxed: the flag stands alone, and a moment more of work does no harm.
        self.cancel.load(Ordering::Relaxed)
    }

    /// Returns `true` if the step has taken longer than it may.
    pub fn is_out_of_time(&self) -> bool {
        self.timeout.is_some_and(|(end, _)| Instant::now() >= end)
    }

    /// The longest time that the step may take; `None` if it is not limited.
    pub fn timeout(&self) -> Option<Timeout> {
        self.timeout.map(|(_, timeout)| timeout)
    }

    /// The most memory that a command may take, in bytes; `None` if it is not limited.
    pub fn memory(&self) -> Option<u64> {
        self.memory
    }

    /// The receiver of the lines that the step's program prints.
    pub fn printed(&self) -> Option<&Arc<dyn Printed>> {
        self.printed.as_ref()
    }

    /// Returns early from an interrupted step.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if the step has to end.
    pub fn check_cancelled(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    /// Adds to a named count that reports show and the cache keeps, such as `rows_in`, `rows_kept`,
    /// `rows_rejected`. The counts of a step that works file by file are summed.
    pub fn count(&self, name: &str, n: u64) {
        if let Ok(mut counts) = self.counts.lock() {
            *counts.entry(name.to_owned()).or_default() += n;
        }
    }

    /// The counts so far.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.counts
            .lock()
            .map(|counts| counts.clone())
            .unwrap_or_default()
    }

    /// Adds a sentence about the result, such as its size or an oddity.
    ///
    /// It is shown when the step has run, and in the report of every run that used the result. The
    /// findings of a step that works file by file are those of all files, each once.
    pub fn finding(&self, sentence: impl Into<String>) {
        if let Ok(mut findings) = self.findings.lock() {
            findings.push(sentence.into());
        }
    }

    /// The findings so far.
    pub fn findings(&self) -> Vec<String> {
        self.findings
            .lock()
            .map(|findings| findings.clone())
            .unwrap_or_default()
    }

    pub(crate) fn out_dir(&self) -> &Path {
        &self.out_dir
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    fn file(path: &str, label: &str) -> InputFile {
        InputFile {
            path: path.into(),
            label: label.to_owned(),
        }
    }

    fn context(files: Vec<InputFile>) -> Context {
        let inputs = BTreeMap::from([("in".to_owned(), files)]);
        Context::new(inputs, PathBuf::from("out"), 0)
    }

    #[test]
    fn the_only_file_of_an_input_is_the_only_one() {
        let one = context(vec![file("/p/a", "a")]);
        assert_eq!(one.file("in").unwrap().label, "a");
        assert!(one.file("other").is_err());
        let two = context(vec![file("/p/a", "a"), file("/p/b", "b")]);
        let error = two.file("in").unwrap_err().to_string();
        assert_eq!(error, "input `in` has 2 files where one is needed");
        assert_eq!(two.workers(), 1, "there always is a thread");
    }

    #[test]
    fn a_program_is_given_a_source_by_its_name_and_a_result_by_its_place() {
        let files = vec![
            file("/p/data/a.csv", "data/a.csv"),
            file("/p/.hotcast/blobs/ab", "convert.rejects"),
        ];
        let host = Host {
            root: "/p".into(),
            ..Host::default()
        };
        assert_eq!(
            context(files).hosted(host).paths_for_program("in"),
            [Path::new("data/a.csv"), Path::new("/p/.hotcast/blobs/ab")]
        );
    }

    #[test]
    fn parameters_for_combining_are_refused_anywhere_else() {
        #[derive(serde::Deserialize)]
        struct Combined {
            groups: bool,
        }
        assert!(context(Vec::new()).combined::<Combined>().is_err());
        let combining = context(Vec::new()).combining(json!({ "groups": true, "other": 1 }));
        assert!(combining.combined::<Combined>().unwrap().groups);
    }

    #[test]
    fn a_step_ends_when_its_time_is_up_or_the_run_is_interrupted() {
        let limits = |seconds: f64| Limits {
            timeout: serde_json::from_value(json!(seconds)).unwrap(),
            ..Limits::default()
        };
        let started = Instant::now();
        let long = context(Vec::new()).limited(&limits(1e8), started);
        assert!(!long.is_cancelled());
        std::thread::sleep(Duration::from_millis(2));
        let over = context(Vec::new()).limited(&limits(0.001), started);
        assert!(over.is_out_of_time() && !over.is_interrupted());
        assert_eq!(over.check_cancelled(), Err(Cancelled));
        let flag = Arc::new(AtomicBool::new(true));
        let interrupted = context(Vec::new()).cancelled_by(flag);
        assert!(interrupted.is_cancelled() && !interrupted.is_out_of_time());
    }

    #[test]
    fn counts_of_one_name_are_summed() {
        let ctx = context(Vec::new());
        ctx.count("rows", 2);
        ctx.count("rows", 3);
        ctx.count("none", 0);
        let expected = [("none", 0), ("rows", 5)].map(|(name, n)| (name.to_owned(), n));
        assert_eq!(ctx.counts(), BTreeMap::from(expected));
    }
}
