//! The parameters of `uses: command`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::variable::Variable;
use super::word::CommandLine;
use hotcast_runner::{FilePattern, StepRef};

/// Runs a program. It sees the files that `inputs` names and must write those that `outputs` names; nothing else counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The command, with `{inputs.name}` and `{outputs.name}` standing for paths: a text is for the shell, a list is a program with its arguments.
    /// `{inputs.name.list}` is a file that lists the paths, one a line.
    pub run: CommandLine,
    /// Whether a failed line, a failed part of a pipe and an unset variable end a text with a failure (`bash -euo pipefail`), as they do by default. `false` runs it
    /// with `sh -c`, which goes on after them.
    #[serde(default)]
    pub strict: Option<bool>,
    /// What the program reads, by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, CommandInput>,
    /// What the program writes, by name: the place to which the result is copied. The ending decides what counts as a change: `.parquet` the values,
    /// `.json` the values, anything else the bytes.
    pub outputs: BTreeMap<String, PathBuf>,
    /// Environment variables that are set for the program, and count as parameters. Others are passed on and do not count. `{ from_env: NAME }` takes a secret
    /// from a variable of whoever starts the run: it counts by a keyed digest and is never shown.
    #[serde(default)]
    pub env: BTreeMap<String, Variable>,
}

/// One input of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a step, a step with one of its outputs (`step.output`), or `{ files: pattern }`"
)]
pub enum CommandInput {
    /// An output of another step.
    Step(StepRef),
    /// Files outside the cache, such as a script.
    Files(CommandFiles),
}

/// Files that a command reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandFiles {
    /// A path or glob, or several.
    pub files: FilePattern,
}
