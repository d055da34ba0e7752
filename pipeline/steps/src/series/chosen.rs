//! The parameter `categories` of `series`.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::matching::{ComparedValues, Values};
use crate::word::Word;

/// The categories that are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SeriesCategories {
    /// All; so many of the most frequent also apart, and the rest as `other`.
    Apart(usize),
    /// Only these, each also apart.
    Only(Values),
}

impl Default for SeriesCategories {
    fn default() -> Self {
        Self::Apart(0)
    }
}

impl SeriesCategories {
    /// The most categories that are counted apart.
    pub(super) fn listed(&self) -> usize {
        match self {
            Self::Apart(listed) => *listed,
            Self::Only(_) => usize::MAX,
        }
    }

    /// The categories, unless all are counted.
    pub(super) fn only(&self) -> Option<&Values> {
        match self {
            Self::Apart(_) => None,
            Self::Only(values) => Some(values),
        }
    }
}

/// The forms, for messages.
const FORMS: &str = "a number of categories to count apart, or a list of the categories to count";

impl<'de> Deserialize<'de> for SeriesCategories {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CategoriesVisitor)
    }
}

struct CategoriesVisitor;

impl<'de> Visitor<'de> for CategoriesVisitor {
    type Value = SeriesCategories;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FORMS)
    }

    fn visit_u64<E: Error>(self, listed: u64) -> Result<SeriesCategories, E> {
        let listed = usize::try_from(listed).map_err(|_| E::custom(FORMS))?;
        Ok(SeriesCategories::Apart(listed))
    }

    fn visit_i64<E: Error>(self, listed: i64) -> Result<SeriesCategories, E> {
        let listed = usize::try_from(listed).map_err(|_| E::custom(FORMS))?;
        Ok(SeriesCategories::Apart(listed))
    }

    fn visit_str<E>(self, name: &str) -> Result<SeriesCategories, E> {
        let one = Values::One(Word(name.to_owned()));
        Ok(SeriesCategories::Only(one))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<SeriesCategories, A::Error> {
        let names = Vec::deserialize(SeqAccessDeserializer::new(names))?;
        Ok(SeriesCategories::Only(Values::Many(names)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SeriesCategories, A::Error> {
        let compared = ComparedValues::deserialize(MapAccessDeserializer::new(map))?;
        Ok(SeriesCategories::Only(Values::Compared(compared)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_apart_and_names_choose() {
        let read = |json: &str| serde_json::from_str::<SeriesCategories>(json).unwrap();
        assert_eq!(read("3"), SeriesCategories::Apart(3));
        assert_eq!(serde_json::to_string(&read("3")).unwrap(), "3");
        for json in ["\"THEFT\"", "[\"THEFT\"]", "{\"values\": [\"THEFT\"]}"] {
            let only = read(json);
            let names: Vec<&str> = only.only().unwrap().texts().collect();
            assert_eq!(names, ["THEFT"], "{json}");
        }
        for wrong in ["-1", "1.5", "null", "true"] {
            assert!(
                serde_json::from_str::<SeriesCategories>(wrong).is_err(),
                "{wrong}"
            );
        }
    }
}
