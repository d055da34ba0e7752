use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::step::{FilePattern, StepRef};

/// Runs a program. It sees the files that `inputs` names and must write those that `outputs` names; nothing else counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The command, with `{inputs.name}` and `{outputs.name}` standing for paths: a text is given to `sh -c`, a list is a program with its arguments.
    pub run: CommandLine,
    /// What the program reads, by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, CommandInput>,
    /// What the program writes, by name: the place to which the result is copied. The ending decides what counts as a change: `.parquet` the values,
    /// `.json` the values, anything else the bytes.
    pub outputs: BTreeMap<String, PathBuf>,
    /// Environment variables that are set for the program, and count as parameters. Others are passed on and do not count.
    #[serde(default)]
    pub env: BTreeMap<String, Word>,
}

/// A command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a command as a text, or a list of a program and its arguments (texts, numbers, truth values)"
)]
pub enum CommandLine {
    /// For the shell.
    Shell(String),
    /// A program and its arguments, run without a shell.
    Arguments(Vec<Word>),
}

/// One word of a command line, or the value of a variable. A number or a truth value stands for its text, so that parameters can be words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Scalar")]
pub struct Word(pub String);

#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a text, a number or a truth value")]
enum Scalar {
    Text(String),
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
}

impl From<Scalar> for Word {
    fn from(scalar: Scalar) -> Self {
        Self(match scalar {
            Scalar::Text(text) => text,
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(n) => n.to_string(),
            Scalar::UInt(n) => n.to_string(),
            Scalar::Float(x) => x.to_string(),
        })
    }
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
