//! The values of environment variables.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::word::Word;
use hotcast_runner::WRITTEN;

/// The value of a variable that is set for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Variable {
    /// The value itself, which is a parameter like any other.
    Value(Word),
    /// The value of a variable in the environment of the run, which counts by a keyed digest and is
    /// never shown.
    Caller(CallerVariable),
}

/// A variable in the environment of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallerVariable {
    /// Its name.
    pub from_env: String,
}

/// The forms of a value, for messages.
const VALUE: &str = "a text, a number, a truth value or `{ from_env: NAME }`";

impl<'de> Deserialize<'de> for Variable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(WRITTEN, VariableVisitor)
    }
}

struct VariableVisitor;

impl<'de> Visitor<'de> for VariableVisitor {
    type Value = Variable;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(VALUE)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Variable, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Variable, A::Error> {
        CallerVariable::deserialize(MapAccessDeserializer::new(map)).map(Variable::Caller)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Variable, A::Error> {
        Err(Error::custom(VALUE))
    }

    fn visit_unit<E: Error>(self) -> Result<Variable, E> {
        Err(Error::custom(VALUE))
    }

    fn visit_str<E>(self, text: &str) -> Result<Variable, E> {
        Ok(Variable::Value(Word(text.to_owned())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Variable, E> {
        Ok(Variable::Value(Word(value.to_string())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Variable, E> {
        Ok(Variable::Value(Word(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Variable, E> {
        Ok(Variable::Value(Word(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Variable, E> {
        Ok(Variable::Value(Word(value.to_string())))
    }
}
