//! Words of a command line: texts, and numbers and truth values as they are written.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use hotcast_runner::WRITTEN;

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

/// One word of a command line, or the value of a variable.
///
/// A number or a truth value stands for its text, so that parameters can be words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(with = "Scalar")]
pub struct Word(pub String);

/// The forms of a word, for the schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "it only describes the schema")]
enum Scalar {
    Text(String),
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
}

impl<'de> Deserialize<'de> for CommandLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LineVisitor)
    }
}

/// The forms of a command line, for messages.
const LINE: &str =
    "a command as a text, or a list of a program and its arguments (texts, numbers, truth values)";

/// The forms of a word, for messages.
const WORD: &str = "a text, a number or a truth value";

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

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(WRITTEN, WordVisitor)
    }
}

struct WordVisitor;

impl<'de> Visitor<'de> for WordVisitor {
    type Value = Word;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(WORD)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Word, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_str<E>(self, text: &str) -> Result<Word, E> {
        Ok(Word(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Word, A::Error> {
        Err(Error::custom(WORD))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Word, A::Error> {
        Err(Error::custom(WORD))
    }

    fn visit_unit<E: Error>(self) -> Result<Word, E> {
        Err(Error::custom(WORD))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Word, E> {
        Ok(Word(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Word, E> {
        Ok(Word(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Word, E> {
        Ok(Word(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Word, E> {
        Ok(Word(value.to_string()))
    }
}
