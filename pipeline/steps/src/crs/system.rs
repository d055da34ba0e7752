//! A coordinate reference system as a workflow names it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A code of the EPSG dataset or of Esri's, or a proj string.
///
/// Written as a number (`2272`, `102696`), as a text (`EPSG:2272`, `ESRI:102696`), or as `+proj=…`.
/// A number is EPSG's where EPSG has it.
///
/// ```
/// use hotcast_steps::crs::System;
/// assert_eq!("EPSG:2272".parse(), Ok(System::Code(2272)));
/// assert_eq!(" esri:102696 ".parse(), Ok(System::Esri(102_696)));
/// assert!("Illinois East".parse::<System>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum System {
    /// A number that stands for EPSG's system or, where EPSG has none, Esri's.
    Code(u32),
    /// Esri's system of this number.
    Esri(u32),
    /// A definition: `+proj=utm +zone=16 +datum=NAD83`.
    Proj(String),
}

/// A text that does not name a system.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither {EXPECTED}")]
pub struct SystemError(String);

const EXPECTED: &str = "a code such as `2272`, `EPSG:2272` or `ESRI:102696` nor a proj string \
                        such as `+proj=utm +zone=16 +datum=NAD83`";

impl FromStr for System {
    type Err = SystemError;

    fn from_str(text: &str) -> Result<Self, SystemError> {
        let text = text.trim();
        let fault = || SystemError(text.to_owned());
        if text.starts_with('+') {
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            return Ok(Self::Proj(words.join(" ")));
        }
        let (authority, code) = match text.split_once(':') {
            Some((authority, code)) => (authority.trim(), code.trim_start_matches(':').trim()),
            None => ("EPSG", text),
        };
        if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(fault());
        }
        let code = code.parse().map_err(|_| fault())?;
        match authority.to_ascii_uppercase().as_str() {
            "EPSG" => Ok(Self::Code(code)),
            "ESRI" => Ok(Self::Esri(code)),
            _ => Err(fault()),
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Esri(code) => write!(f, "ESRI:{code}"),
            Self::Proj(text) => f.write_str(text),
        }
    }
}

impl From<u32> for System {
    fn from(code: u32) -> Self {
        Self::Code(code)
    }
}

impl Serialize for System {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Code(code) => serializer.serialize_u32(*code),
            other => serializer.collect_str(other),
        }
    }
}

impl<'de> Deserialize<'de> for System {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SystemVisitor)
    }
}

struct SystemVisitor;

impl Visitor<'_> for SystemVisitor {
    type Value = System;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code of EPSG or Esri, or a proj string")
    }

    fn visit_u64<E: serde::de::Error>(self, code: u64) -> Result<System, E> {
        u32::try_from(code)
            .map(System::Code)
            .map_err(|_| E::invalid_value(Unexpected::Unsigned(code), &self))
    }

    fn visit_i64<E: serde::de::Error>(self, code: i64) -> Result<System, E> {
        u32::try_from(code)
            .map(System::Code)
            .map_err(|_| E::invalid_value(Unexpected::Signed(code), &self))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<System, E> {
        text.parse().map_err(E::custom)
    }
}

impl JsonSchema for System {
    fn schema_name() -> Cow<'static, str> {
        "System".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A code of EPSG or Esri (`2272`, `ESRI:102696`), or a proj string.",
            "type": ["integer", "string"],
            "minimum": 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_code_is_one_system() {
        for text in ["2272", "EPSG:2272", "epsg:2272", "EPSG::2272", " 2272 "] {
            assert_eq!(text.parse(), Ok(System::Code(2272)), "{text}");
        }
        let json = |text: &str| serde_json::from_str::<System>(text).unwrap();
        assert_eq!(json("102696"), System::Code(102_696));
        assert_eq!(json("\"ESRI:102696\""), System::Esri(102_696));
        assert_eq!(
            serde_json::to_string(&json("\"EPSG:2272\"")).unwrap(),
            "2272"
        );
        assert_eq!(
            json("\"+proj=utm  +zone=16\""),
            System::Proj("+proj=utm +zone=16".to_owned())
        );
    }

    #[test]
    fn other_texts_name_what_is_expected() {
        for text in [
            "",
            "x",
            "NAD83",
            "IGNF:2272",
            "22 72",
            "EPSG:",
            "-5",
            "4294967296",
        ] {
            let error = text.parse::<System>().unwrap_err().to_string();
            assert!(error.contains("`ESRI:102696`"), "{error}");
        }
    }
}
