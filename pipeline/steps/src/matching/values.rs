//! Values as a workflow lists them.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::word::Word;
use hotcast_runner::WRITTEN;

/// One value, a list of them, or an object that has them under `values`.
///
/// In a value `*` stands for any characters and `\*` for a star. Numbers and truth values stand for
/// their texts, and an empty text for a blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Values {
    /// One value.
    One(Word),
    /// Several.
    Many(Vec<Word>),
    /// With the way to compare them.
    Compared(ComparedValues),
}

/// Values and the way to compare them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparedValues {
    /// The values.
    pub values: Vec<Word>,
    /// Compares without regard to upper and lower case.
    #[serde(default)]
    pub ignore_case: bool,
}

impl Values {
    /// The values as they are written.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let words = match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) | Self::Compared(ComparedValues { values, .. }) => values,
        };
        words.iter().map(|word| word.0.as_str())
    }

    /// `true` if upper and lower case are the same.
    pub(crate) fn ignore_case(&self) -> bool {
        matches!(self, Self::Compared(compared) if compared.ignore_case)
    }
}

/// The forms of values, for messages.
const VALUES: &str = "a value, a list of values (texts, numbers, truth values; a blank is `\"\"`, \
                      the word NULL is `\"NULL\"`) or `{ values: […], ignore_case: true }`";

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(WRITTEN, ValuesVisitor)
    }
}

struct ValuesVisitor;

impl ValuesVisitor {
    fn one<E>(text: impl ToString) -> Result<Values, E> {
        Ok(Values::One(Word(text.to_string())))
    }
}

impl<'de> Visitor<'de> for ValuesVisitor {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(VALUES)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Values, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Values, A::Error> {
        let mut values = Vec::new();
        while let Some(word) = words.next_element()? {
            values.push(word);
        }
        Ok(Values::Many(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Values, A::Error> {
        ComparedValues::deserialize(MapAccessDeserializer::new(map)).map(Values::Compared)
    }

    fn visit_unit<E: Error>(self) -> Result<Values, E> {
        Err(Error::custom(VALUES))
    }

    fn visit_str<E>(self, text: &str) -> Result<Values, E> {
        Self::one(text)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Values, E> {
        Self::one(value)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Values, E> {
        Self::one(value)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Values, E> {
        Self::one(value)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Values, E> {
        Self::one(value)
    }
}
