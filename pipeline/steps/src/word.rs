//! Texts in a workflow that may be written as numbers or truth values.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use hotcast_runner::WRITTEN;

/// A text, such as a word of a command line, the value of a variable or of a filter.
///
/// A number or a truth value stands for its text, so that parameters can be words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
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

/// The forms of a word, for messages.
const WORD: &str = "a text, a number or a truth value";

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
