//! JSON values as bytes: one form for each value, whatever its white space, key order and
//! representation.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The canonical bytes of a value.
///
/// The form is prefix-free: a tag gives the type, texts and containers begin with their length, and
/// the keys of an object are sorted. So no two values, and no two sequences of values, share their
/// bytes.
#[derive(Default)]
pub(super) struct Canonical<'a> {
    bytes: Vec<u8>,
    /// Keys to leave out, at any depth.
    without: &'a [String],
}

/// The place of one entry of an object: the key's length, the key, the value.
struct Entry {
    start: usize,
    key_end: usize,
}

/// The size of a length in bytes.
const LEN: usize = 8;

impl<'a> Canonical<'a> {
    /// Returns the bytes of a value in memory.
    pub(super) fn of_value(value: &Value) -> Vec<u8> {
        let mut canonical = Self::default();
        canonical.value(value);
        canonical.bytes
    }

    /// Returns the bytes of a JSON text, without the given keys.
    ///
    /// The text is never held as a [`Value`], which for documents of many megabytes would take
    /// several times their size.
    pub(super) fn of_text(text: &[u8], without: &'a [String]) -> serde_json::Result<Vec<u8>> {
        let mut canonical = Self {
            bytes: Vec::with_capacity(text.len()),
            without,
        };
        let mut text = serde_json::Deserializer::from_slice(text);
        // A visitor writes the bytes while the parser reads; text after the value is an error.
        canonical.deserialize(&mut text)?;
        text.end()?;
        Ok(canonical.bytes)
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.tag(b'n'),
            Value::Bool(value) => self.bool(*value),
            // Integers have one tag wherever they fit an `i64`; `1` and `1.0` are different values,
            // as they are in JSON text.
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(n), _) => self.number(b'i', n.to_le_bytes()),
                (None, Some(n)) => self.unsigned(n),
                (None, None) => self.float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => self.text(text),
            Value::Array(values) => {
                let at = self.open(b'a');
                values.iter().for_each(|value| self.value(value));
                self.close(at, values.len());
            }
            Value::Object(object) => {
                let at = self.open(b'o');
                let mut entries = Vec::with_capacity(object.len());
                for (key, value) in object {
                    entries.push(self.key(key));
                    self.value(value);
                }
                self.close_object(at, entries);
            }
        }
    }

    fn tag(&mut self, tag: u8) {
        self.bytes.push(tag);
    }

    fn bool(&mut self, value: bool) {
        self.tag(if value { b't' } else { b'f' });
    }

    fn number(&mut self, tag: u8, number: [u8; 8]) {
        self.tag(tag);
        self.bytes.extend(number);
    }

    fn unsigned(&mut self, n: u64) {
        match i64::try_from(n) {
            Ok(n) => self.number(b'i', n.to_le_bytes()),
            Err(_) => self.number(b'u', n.to_le_bytes()),
        }
    }

    fn float(&mut self, x: f64) {
        self.number(b'd', x.to_bits().to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(b's', (text.len() as u64).to_le_bytes());
        self.bytes.extend(text.as_bytes());
    }

    fn key(&mut self, key: &str) -> Entry {
        let start = self.bytes.len();
        self.bytes.extend((key.len() as u64).to_le_bytes());
        self.bytes.extend(key.as_bytes());
        Entry {
            start,
            key_end: self.bytes.len(),
        }
    }

    /// Begins a container and leaves room for its length, which is known when it is closed.
    fn open(&mut self, tag: u8) -> usize {
        self.tag(tag);
        let at = self.bytes.len();
        self.bytes.extend([0; LEN]);
        at
    }

    fn close(&mut self, at: usize, elements: usize) {
        self.bytes[at..at + LEN].copy_from_slice(&(elements as u64).to_le_bytes());
    }

    /// Sorts the entries of an object by key. The last of several entries with the same key counts,
    /// as in `serde_json`.
    fn close_object(&mut self, at: usize, entries: Vec<Entry>) {
        let key = |entry: &Entry| &self.bytes[entry.start + LEN..entry.key_end];
        let mut n = entries.len();
        // Keys that are sorted and unique already need no copy.
        if !entries.is_sorted_by(|a, b| key(a) < key(b)) {
            let ends = entries.iter().skip(1).map(|entry| entry.start);
            let ends: Vec<usize> = ends.chain([self.bytes.len()]).collect();
            let mut entries: Vec<(Entry, usize)> = entries.into_iter().zip(ends).collect();
            entries.sort_by(|(a, _), (b, _)| key(a).cmp(key(b)));
            // The sort is stable and `dedup_by` keeps the first of equals; reversed, that is the
            // last one.
            entries.reverse();
            entries.dedup_by(|(a, _), (b, _)| key(a) == key(b));
            entries.reverse();
            n = entries.len();
            let sorted: Vec<&[u8]> = entries
                .iter()
                .map(|(entry, end)| &self.bytes[entry.start..*end])
                .collect();
            let sorted = sorted.concat();
            self.bytes.truncate(at + LEN);
            self.bytes.extend(sorted);
        }
        self.close(at, n);
    }
}

impl<'de> DeserializeSeed<'de> for &mut Canonical<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Canonical<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.tag(b'n');
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.bool(value);
        Ok(())
    }

    fn visit_i64<E>(self, n: i64) -> Result<(), E> {
        self.number(b'i', n.to_le_bytes());
        Ok(())
    }

    fn visit_u64<E>(self, n: u64) -> Result<(), E> {
        self.unsigned(n);
        Ok(())
    }

    fn visit_f64<E>(self, x: f64) -> Result<(), E> {
        self.float(x);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.text(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let at = self.open(b'a');
        let mut n = 0;
        while elements.next_element_seed(&mut *self)?.is_some() {
            n += 1;
        }
        self.close(at, n);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let at = self.open(b'o');
        let mut entries = Vec::new();
        while let Some(entry) = object.next_key_seed(Key(self))? {
            match entry {
                Some(entry) => {
                    entries.push(entry);
                    object.next_value_seed(&mut *self)?;
                }
                None => drop(object.next_value::<IgnoredAny>()?),
            }
        }
        self.close_object(at, entries);
        Ok(())
    }
}

/// Reads a key; `None` if the key is left out.
struct Key<'a, 'b>(&'a mut Canonical<'b>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = Option<Entry>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_, '_> {
    type Value = Option<Entry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let left_out = self.0.without.iter().any(|name| name == key);
        Ok((!left_out).then(|| self.0.key(key)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// JSON values of all types, small enough that two are sometimes equal.
    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>()
                .prop_filter("JSON has finite numbers only", |x| x.is_finite())
                .prop_map(Value::from),
            ".{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-c]{0,2}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn of_text(text: &str) -> Vec<u8> {
        Canonical::of_text(text.as_bytes(), &[]).unwrap()
    }

    proptest! {
        #[test]
        fn values_have_the_same_bytes_only_when_they_are_the_same(a in values(), b in values()) {
            prop_assert_eq!(Canonical::of_value(&a) == Canonical::of_value(&b), a == b);
        }

        #[test]
        fn a_text_has_the_bytes_of_its_value(value in values()) {
            prop_assert_eq!(of_text(&value.to_string()), Canonical::of_value(&value));
            prop_assert_eq!(of_text(&format!("{value:#}")), Canonical::of_value(&value));
        }

        #[test]
        fn no_bytes_are_the_beginning_of_others(a in values(), b in values()) {
            let (a, b) = (Canonical::of_value(&a), Canonical::of_value(&b));
            prop_assert!(a == b || !b.starts_with(&a));
        }
    }

    #[test]
    fn keys_are_sorted_and_the_last_of_equal_ones_counts() {
        let bytes = of_text(r#"{"b": [1, {"z": 1, "y": 2}], "a": 1, "aa": {}, "a": 2}"#);
        let value = json!({ "a": 2, "aa": {}, "b": [1, { "y": 2, "z": 1 }] });
        assert_eq!(bytes, Canonical::of_value(&value));
    }

    #[test]
    fn keys_are_left_out_at_any_depth() {
        let text = r#"{"ms": 3, "rows": [{"ms": {"x": 1}, "n": 1}, 7], "x": "ms"}"#;
        let without = Canonical::of_text(text.as_bytes(), &["ms".to_owned()]).unwrap();
        let value = json!({ "rows": [{ "n": 1 }, 7], "x": "ms" });
        assert_eq!(without, Canonical::of_value(&value));
    }

    #[test]
    fn what_is_not_one_json_value_is_refused() {
        for text in ["", "{", "[1,]", "{} {}", "{\"a\" 1}", "nul"] {
            assert!(Canonical::of_text(text.as_bytes(), &[]).is_err(), "{text}");
        }
    }
}
