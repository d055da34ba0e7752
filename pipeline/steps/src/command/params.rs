//! The parameters of `uses: command`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::command_line::CommandLine;
use super::variable::Variable;
use hotcast_runner::{FilePattern, StepRef};

/// Runs a program, which reads the files of `inputs` and must write those of `outputs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The command: a text is for the shell, a list is a program with its arguments.
    /// `{inputs.name}` and `{outputs.name}` stand for paths, and `{inputs.name.list}` for a file that
    /// lists the paths, one a line.
    pub run: CommandLine,
    /// Fails at a failed line, a failed part of a pipe and an unset variable of a text (`bash -euo
    /// pipefail`), as is the default.
    /// `false` runs the text with `sh -c`, which goes on after them.
    #[serde(default)]
    pub strict: Option<bool>,
    /// The files that the program reads, by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, CommandInput>,
    /// The files that the program writes, by name: the path to which each is copied.
    /// A `.parquet` or `.json` file changes with its values, any other file with its bytes.
    pub outputs: BTreeMap<String, PathBuf>,
    /// Environment variables that are set for the program, and count as parameters.
    /// Others are passed on and do not count.
    /// `{ from_env: NAME }` takes a secret from the environment of the run: it counts by a keyed
    /// digest and is never shown.
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
