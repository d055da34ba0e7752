//! A YAML document with the source position of every value.

mod deserializer;

use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};
use thiserror::Error;

use deserializer::NodeDeserializer;
pub use deserializer::WRITTEN;

/// A range of bytes in the workflow's text.
pub(crate) type Span = Range<usize>;

/// A value with its position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: NodeValue,
    pub(crate) span: Span,
    /// A number as it is written, if that is not the shortest way: `0.950`, `0x1F`.
    pub(crate) written: Option<String>,
    /// The position of the value itself, which for an alias differs from the place of its use.
    pub(super) defined: Span,
}

/// A YAML value. Maps keep the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeValue {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    String(String),
    Seq(Vec<Node>),
    Map(Vec<(Name, Node)>),
}

/// A key with its position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A value that does not fit, with its position.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{message}")]
pub(crate) struct NodeError {
    pub(crate) message: String,
    pub(crate) span: Option<Span>,
    /// The keys that lead from the deserialised node to the place, outermost first.
    pub(crate) path: Vec<String>,
    /// The unexpected name and the known ones.
    pub(crate) unknown: Option<(String, Vec<&'static str>)>,
}

impl Node {
    /// A value without a position of its own, such as one from the command line.
    pub(crate) fn new(value: NodeValue, span: Span) -> Self {
        Self {
            value,
            defined: span.clone(),
            span,
            written: None,
        }
    }

    /// Reads a value of the wanted type; an error has the position of the value that does not fit.
    pub(crate) fn deserialize<T: DeserializeOwned>(&self) -> Result<T, NodeError> {
        T::deserialize(NodeDeserializer::new(self)).map_err(|error| error.or_span(&self.span))
    }

    /// The value under a key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(name, _)| name.text == key)
            .map(|(_, node)| node)
    }

    /// The entries of a map; none for anything else.
    pub(crate) fn entries(&self) -> &[(Name, Node)] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The text of a string; `None` for anything else.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// Describes the value for messages.
    pub(crate) fn describe(&self) -> String {
        if let Some(written) = &self.written {
            return format!("`{}`", shortened(written));
        }
        match &self.value {
            NodeValue::Null => "nothing".to_owned(),
            NodeValue::Bool(value) => format!("`{value}`"),
            NodeValue::Int(value) => format!("`{value}`"),
            NodeValue::UInt(value) => format!("`{value}`"),
            NodeValue::Float(value) => format!("`{value}`"),
            NodeValue::String(value) => format!("`{}`", shortened(value)),
            NodeValue::Seq(_) => "a list".to_owned(),
            NodeValue::Map(_) => "a map".to_owned(),
        }
    }
}

/// The length of the longest text that a message repeats in full, in characters.
const SHOWN: usize = 60;

/// The beginning of a text, on one line.
fn shortened(text: &str) -> String {
    let line: String = text.chars().take_while(|c| *c != '\n').collect();
    if line.chars().count() <= SHOWN && line.len() == text.len() {
        line
    } else {
        line.chars().take(SHOWN).chain(['…']).collect()
    }
}

impl NodeError {
    /// The same error with the position `span`, unless it has one.
    pub(crate) fn or_span(mut self, span: &Span) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }

    /// The same error, seen from the map that holds it under `key`.
    pub(crate) fn under(mut self, key: &str) -> Self {
        self.path.insert(0, key.to_owned());
        self
    }
}

/// Describes an expected value without the names of types.
fn in_words(expected: &dyn de::Expected) -> String {
    let expected = expected.to_string();
    match expected.as_str() {
        "f32" | "f64" => "a number".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        _ => expected,
    }
}

impl de::Error for NodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            span: None,
            path: Vec::new(),
            unknown: None,
        }
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format!("expected {}, found {found}", in_words(expected)))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format!("expected {expected}, found {found}"))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self {
            unknown: Some((field.to_owned(), expected.to_vec())),
            ..Self::custom(format!("unknown field `{field}`"))
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self {
            unknown: Some((variant.to_owned(), expected.to_vec())),
            ..Self::custom(format!("unknown value `{variant}`"))
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<NodeValue>::deserialize(deserializer)?;
        Ok(Self {
            value: spanned.value,
            span: byte_span(&spanned.referenced),
            defined: byte_span(&spanned.defined),
            written: None,
        })
    }
}

pub(crate) fn byte_span(location: &Location) -> Span {
    let span = location.span();
    let start = span.byte_offset().unwrap_or(0) as usize;
    start..start + span.byte_len().unwrap_or(0) as usize
}

impl<'de> Deserialize<'de> for NodeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = NodeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<NodeValue, E> {
        Ok(NodeValue::Null)
    }

    fn visit_none<E>(self) -> Result<NodeValue, E> {
        Ok(NodeValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<NodeValue, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<NodeValue, E> {
        Ok(NodeValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<NodeValue, E> {
        Ok(NodeValue::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<NodeValue, E> {
        // One representation for each whole number, so that equal numbers compare equal.
        Ok(i64::try_from(value).map_or(NodeValue::UInt(value), NodeValue::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<NodeValue, E> {
        Ok(NodeValue::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<NodeValue, E> {
        Ok(NodeValue::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<NodeValue, E> {
        Ok(NodeValue::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<NodeValue, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = seq.next_element::<Node>()? {
            nodes.push(node);
        }
        Ok(NodeValue::Seq(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NodeValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let span = byte_span(&key.referenced);
            entries.push((
                Name {
                    text: key.value,
                    span,
                },
                map.next_value::<Node>()?,
            ));
        }
        Ok(NodeValue::Map(entries))
    }
}
