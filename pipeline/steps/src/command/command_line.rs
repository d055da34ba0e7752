//! A command line: a text for the shell, or a list of words.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::word::Word;

/// A command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CommandLine {
    /// For the shell.
    Shell(String),
    /// A program and its arguments, run without a shell.
    Arguments(Vec<Word>),
}

impl CommandLine {
    /// The text, or the words of the list.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Shell(text) => vec![text],
            Self::Arguments(words) => words.iter().map(|word| word.0.as_str()).collect(),
        }
    }
}

impl<'de> Deserialize<'de> for CommandLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LineVisitor)
    }
}

/// The forms of a command line, for messages.
const LINE: &str =
    "a command as a text, or a list of a program and its arguments (texts, numbers, truth values)";

struct LineVisitor;

impl<'de> Visitor<'de> for LineVisitor {
    type Value = CommandLine;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(LINE)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<CommandLine, E> {
        Ok(CommandLine::Shell(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, words: A) -> Result<CommandLine, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(words))
            .map(CommandLine::Arguments)
            .map_err(|_| Error::custom(LINE))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<CommandLine, A::Error> {
        Err(Error::custom(LINE))
    }

    fn visit_unit<E: Error>(self) -> Result<CommandLine, E> {
        Err(Error::custom(LINE))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<CommandLine, E> {
        Err(Error::custom(LINE))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<CommandLine, E> {
        Err(Error::custom(LINE))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<CommandLine, E> {
        Err(Error::custom(LINE))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<CommandLine, E> {
        Err(Error::custom(LINE))
    }
}
