//! A temporary project in which the real binary runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Three commands in a row and one beside them. Each appends its name to `log`, so that a test sees what ran.
pub(crate) const CHAIN: &str = "\
version: 1
name: chain
params:
  word: alpha
steps:
  first:
    uses: command
    run: 'echo first >> log; cat {inputs.text} > {outputs.out}; echo ${params.word} >> {outputs.out}'
    inputs: { text: { files: 'in/*.txt' } }
    outputs: { out: out/first.txt }
  second:
    uses: command
    run: 'echo second >> log; tr a-z A-Z < {inputs.first} > {outputs.out}'
    inputs: { first: first }
    outputs: { out: out/second.txt }
  third:
    uses: command
    run: 'echo third >> log; wc -c < {inputs.second} > {outputs.out}'
    inputs: { second: second }
    outputs: { out: out/third.txt }
  beside:
    uses: command
    run: 'echo beside >> log; echo constant > {outputs.out}'
    outputs: { out: out/beside.txt }
";

/// Says that a test cannot do its work here, which is a failure where continuous integration runs it.
///
/// # Panics
/// Where the variable `CI` is set: a test that skips there would look like one that passed.
pub(crate) fn skipped(why: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "nothing may skip in continuous integration: {why}"
    );
    eprintln!("skipped: {why}");
}

/// A project directory, removed when dropped.
pub(crate) struct Project {
    dir: TempDir,
}

/// What a run of the binary gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    /// An empty project.
    pub(crate) fn new() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    /// A project with [`CHAIN`] as `w.yaml` and two input files.
    pub(crate) fn chain() -> Self {
        let project = Self::new();
        project.write("w.yaml", CHAIN);
        project.write("in/a.txt", "one\n");
        project.write("in/b.txt", "two\n");
        project
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    pub(crate) fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    /// Replaces a piece of a file, which must be there.
    pub(crate) fn edit(&self, relative: &str, from: &str, to: &str) {
        let text = self.read(relative);
        assert!(text.contains(from), "`{from}` is not in {relative}");
        self.write(relative, &text.replace(from, to));
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotcast"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env_remove("HOTCAST_FAULT")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Runs and expects exit code 0.
    pub(crate) fn ok(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(
            ran.code,
            Some(0),
            "{args:?}\n{}\n{}",
            ran.stdout,
            ran.stderr
        );
        ran
    }

    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// The names of the steps that ran since the last call, in alphabetical order.
    pub(crate) fn ran_steps(&self) -> Vec<String> {
        let log = self.path("log");
        let mut names: Vec<String> = fs::read_to_string(&log)
            .unwrap_or_default()
            .lines()
            .map(str::to_owned)
            .collect();
        drop(fs::remove_file(log));
        names.sort();
        names
    }

    /// All files below a directory with their bytes.
    pub(crate) fn files(&self, relative: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path(relative), &mut files);
        files.sort();
        let root = self.dir.path();
        files
            .into_iter()
            .map(|path| {
                (
                    path.strip_prefix(root).unwrap().to_path_buf(),
                    fs::read(&path).unwrap(),
                )
            })
            .collect()
    }
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files)
        } else {
            files.push(path)
        }
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Standard output with times and memory, which differ from run to run, replaced by `…`.
    pub(crate) fn steady(&self) -> String {
        let words: Vec<&str> = self.stdout.split(' ').collect();
        let mut out: Vec<String> = Vec::new();
        for word in words {
            let unit = ["ms", "s", "min", "B", "kB", "MB", "GB"]
                .iter()
                .find(|unit| {
                    word.trim_end_matches([')', ':', '\n', ',']) == **unit
                        || word.starts_with(&format!("{unit}\n"))
                });
            let number = out.last().is_some_and(|last| {
                last.trim_start_matches('(')
                    .starts_with(|c: char| c.is_ascii_digit())
            });
            if unit.is_some() && number {
                let last = out.pop().unwrap();
                let bracket = if last.starts_with('(') { "(" } else { "" };
                out.push(format!(
                    "{bracket}…{}",
                    word.trim_start_matches(|c: char| c.is_ascii_alphabetic())
                ));
            } else {
                out.push(word.to_owned());
            }
        }
        out.join(" ")
    }

    /// Each line of standard output as JSON.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}
