//! Deserializes typed values from a [`Node`], keeping the position of any value that does not fit.

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{Name, Node, NodeError, NodeValue};

/// The name of a newtype that takes numbers as the texts that they are written as.
pub const WRITTEN: &str = "hotcast::written";

#[derive(Clone, Copy)]
pub(super) struct NodeDeserializer<'a> {
    node: &'a Node,
}

impl<'a> NodeDeserializer<'a> {
    pub(super) fn new(node: &'a Node) -> Self {
        Self { node }
    }

    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        match &self.node.value {
            NodeValue::Null => visitor.visit_unit(),
            NodeValue::Bool(value) => visitor.visit_bool(*value),
            NodeValue::Int(value) => visitor.visit_i64(*value),
            NodeValue::UInt(value) => visitor.visit_u64(*value),
            NodeValue::Float(value) => visitor.visit_f64(*value),
            NodeValue::String(value) => visitor.visit_str(value),
            NodeValue::Seq(nodes) => visitor.visit_seq(Elements {
                nodes: nodes.iter(),
            }),
            NodeValue::Map(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                current: None,
            }),
        }
        .map_err(|error| error.or_span(&self.node.span))
    }
}

impl<'de> Deserializer<'de> for NodeDeserializer<'_> {
    type Error = NodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        self.visit(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        match self.node.value {
            NodeValue::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        // A newtype's name is all that serde passes on, so it carries the request; `serde_json`
        // uses the same way for its `RawValue`.
        if let Some(written) = self.node.written.as_ref().filter(|_| name == WRITTEN) {
            return visitor.visit_str(written);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        match &self.node.value {
            NodeValue::String(variant) => {
                visitor.visit_enum(StrDeserializer::<NodeError>::new(variant))
            }
            NodeValue::Map(entries) => match entries.as_slice() {
                [(name, node)] => visitor.visit_enum(Variant { name, node }),
                _ => Err(NodeError::custom("expected a name or a map with one key")),
            },
            _ => Err(NodeError::custom(format!(
                "expected a name, found {}",
                self.node.describe()
            ))),
        }
        .map_err(|error| error.or_span(&self.node.span))
    }

    // The node knows its type; the visitor refuses what does not fit.
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Elements<'a> {
    nodes: std::slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = NodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, NodeError> {
        self.nodes
            .next()
            .map(|node| {
                seed.deserialize(NodeDeserializer::new(node))
                    .map_err(|error| error.or_span(&node.span))
            })
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.nodes.len())
    }
}

struct Entries<'a> {
    entries: std::slice::Iter<'a, (Name, Node)>,
    current: Option<(&'a Name, &'a Node)>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = NodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, NodeError> {
        let Some((name, node)) = self.entries.next() else {
            return Ok(None);
        };
        self.current = Some((name, node));
        let key = seed.deserialize(StrDeserializer::<NodeError>::new(&name.text));
        // The inner position stays: the first error has the narrowest span.
        key.map(Some)
            .map_err(|error| error.or_span(&name.span).under(&name.text))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NodeError> {
        let (name, node) = self
            .current
            .take()
            .ok_or_else(|| NodeError::custom("a value without a key"))?;
        seed.deserialize(NodeDeserializer::new(node))
            .map_err(|error| error.or_span(&node.span).under(&name.text))
    }
}

struct Variant<'a> {
    name: &'a Name,
    node: &'a Node,
}

impl<'a, 'de> EnumAccess<'de> for Variant<'a> {
    type Error = NodeError;
    type Variant = NodeDeserializer<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), NodeError> {
        let variant = seed
            .deserialize(StrDeserializer::<NodeError>::new(&self.name.text))
            .map_err(|error| error.or_span(&self.name.span))?;
        Ok((variant, NodeDeserializer::new(self.node)))
    }
}

impl<'de> VariantAccess<'de> for NodeDeserializer<'_> {
    type Error = NodeError;

    fn unit_variant(self) -> Result<(), NodeError> {
        de::Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, NodeError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, NodeError> {
        self.visit(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        self.visit(visitor)
    }
}
