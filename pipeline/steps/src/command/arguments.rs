//! Puts paths in place of `{inputs.name}` and `{outputs.name}`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command as Process;

use hotcast_runner::Host;

use super::command_line::CommandLine;
use super::shell::shell;

/// The paths that placeholders stand for.
#[derive(Debug, Default)]
pub(super) struct Paths {
    pub(super) inputs: BTreeMap<String, Vec<PathBuf>>,
    pub(super) outputs: BTreeMap<String, PathBuf>,
    /// Files that list the paths of an input, by the input's name.
    pub(super) lists: BTreeMap<String, PathBuf>,
}

impl Paths {
    /// The process that a command line describes.
    pub(super) fn command(
        &self,
        line: &CommandLine,
        strict: bool,
        host: &Host,
    ) -> anyhow::Result<Process> {
        Ok(match line {
            CommandLine::Shell(text) => {
                let quoted = |group: &str, name: &str| {
                    let texts = self.texts(group, name);
                    let quoted: Vec<String> = texts.iter().map(|path| quoted(path)).collect();
                    quoted.join(" ")
                };
                shell(&replace(text, quoted), strict, &host.search_path)?
            }
            CommandLine::Arguments(words) => {
                let arguments: Vec<OsString> = words
                    .iter()
                    .flat_map(|word| self.arguments(&word.0))
                    .collect();
                let mut process = Process::new(arguments.first().cloned().unwrap_or_default());
                process.args(arguments.iter().skip(1));
                process
            }
        })
    }

    /// An argument that is one placeholder becomes as many arguments as there are files.
    fn arguments(&self, text: &str) -> Vec<OsString> {
        if let [(group, name)] = placeholders(text)[..]
            && text == format!("{{{group}.{name}}}")
        {
            return self
                .texts(group, name)
                .into_iter()
                .map(OsString::from)
                .collect();
        }
        vec![replace(text, |group, name| self.texts(group, name).join(" ")).into()]
    }

    fn texts(&self, group: &str, name: &str) -> Vec<String> {
        let paths = match (group, listed(name)) {
            ("inputs", Some(name)) => self.lists.get(name).cloned().into_iter().collect(),
            ("inputs", None) => self.inputs.get(name).cloned().unwrap_or_default(),
            _ => self.outputs.get(name).cloned().into_iter().collect(),
        };
        paths
            .iter()
            .map(|path| path.display().to_string())
            .collect()
    }
}

/// The placeholders of a text as group and name; other braces stand for themselves.
pub(super) fn placeholders(text: &str) -> Vec<(&str, &str)> {
    parts(text).into_iter().filter_map(Result::err).collect()
}

/// The input whose list a placeholder such as `{inputs.name.list}` stands for.
pub(super) fn listed(name: &str) -> Option<&str> {
    name.strip_suffix(".list")
}

fn replace(text: &str, value: impl Fn(&str, &str) -> String) -> String {
    parts(text)
        .into_iter()
        .map(|part| part.map_or_else(|(group, name)| value(group, name), str::to_owned))
        .collect()
}

/// Splits a text into literal pieces (`Ok`) and placeholders (`Err`).
fn parts(text: &str) -> Vec<Result<&str, (&str, &str)>> {
    let mut parts = Vec::new();
    let (mut literal, mut at) = (0, 0);
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let close = text[open..].find('}').map(|found| open + found);
        let inside = close.and_then(|close| text[open + 1..close].split_once('.'));
        match (inside, close) {
            (Some((group @ ("inputs" | "outputs"), name)), Some(close)) => {
                parts.push(Ok(&text[literal..open]));
                parts.push(Err((group, name)));
                (literal, at) = (close + 1, close + 1);
            }
            _ => at = open + 1,
        }
    }
    parts.push(Ok(&text[literal..]));
    parts
}

/// A path as one word for the shell.
fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', r"'\''"))
}
