//! Keys of steps and of records: one digest over everything that a result depends on.
//!
//! A content-addressed action cache, as in Bazel and Nix: equal key, equal result.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::Canonical;
use super::{Digest, Fields};

/// Raised when the composition of keys changes, so that an old entry is never taken for a new one.
const KEY_VERSION: u32 = 3;

/// Everything a step's result depends on, and nothing else: no names, no paths, no clock, no thread
/// count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyMaterial {
    /// The version of the key's composition.
    pub(crate) version: u32,
    /// The kind of step.
    pub kind: String,
    /// The fingerprint of the kind's code.
    pub code: String,
    /// The parameters, including defaults, without references and destinations.
    pub params: Value,
    /// The inputs by slot.
    pub inputs: BTreeMap<String, InputKey>,
}

/// The content of one input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKey {
    /// Files or documents: the digest of each, sorted unless their order is significant.
    Whole(Vec<Digest>),
    /// Tables: for each part the digests of the columns that are read; parts are sorted by their
    /// digests.
    Columns(Vec<BTreeMap<String, Digest>>),
}

impl KeyMaterial {
    pub(crate) fn new(
        kind: &str,
        code: &str,
        params: Value,
        inputs: BTreeMap<String, InputKey>,
    ) -> Self {
        Self {
            version: KEY_VERSION,
            kind: kind.to_owned(),
            code: code.to_owned(),
            params,
            inputs,
        }
    }

    /// Returns the key that the result is stored under.
    pub(crate) fn key(&self) -> Digest {
        let mut fields = self.fields("hotcast 2026 step key", &self.params);
        for (slot, input) in &self.inputs {
            // A digest for each input, so that the end of one input's parts is unmistakable.
            let mut parts = Fields::new("hotcast 2026 input");
            match input {
                InputKey::Whole(digests) => digests.iter().for_each(|digest| {
                    parts.field("whole", &digest.0);
                }),
                InputKey::Columns(tables) => tables.iter().for_each(|columns| {
                    parts.field("columns", &columns_digest(columns).0);
                }),
            }
            fields
                .field("input", slot.as_bytes())
                .field("content", &parts.finish().0);
        }
        fields.finish()
    }

    /// Prepares the keys of this step's records.
    ///
    /// A record's key depends on what all records share and on the record's own material, but
    /// neither on the inputs as a whole nor on the top-level parameters `beside`. So one changed
    /// series does not recompute the others.
    pub(crate) fn record_keys(&self, beside: &[&str], shared: &[u8]) -> RecordKeys {
        let mut params = self.params.clone();
        if let Some(params) = params.as_object_mut() {
            params.retain(|name, _| !beside.contains(&name.as_str()));
        }
        // Another domain than the step's key: the two kinds of key never meet.
        let mut fields = self.fields("hotcast 2026 record key", &params);
        fields.field("shared", &Digest::of(shared).0);
        RecordKeys(fields)
    }

    fn fields(&self, domain: &'static str, params: &Value) -> Fields {
        let mut fields = Fields::new(domain);
        fields
            .field("version", &self.version.to_le_bytes())
            .field("kind", self.kind.as_bytes())
            .field("code", self.code.as_bytes())
            .field("params", &value_digest(params).0);
        fields
    }
}

/// The part of a record's key that all records of a step share, hashed once.
#[derive(Clone)]
pub(crate) struct RecordKeys(Fields);

impl RecordKeys {
    /// Returns the key of the record with this material.
    pub(crate) fn key(&self, material: &[u8]) -> Digest {
        self.0.clone().field("material", material).finish()
    }
}

/// Returns one digest for a table restricted to some columns.
pub(crate) fn columns_digest(columns: &BTreeMap<String, Digest>) -> Digest {
    let mut fields = Fields::new("hotcast 2026 columns");
    for (name, digest) in columns {
        fields.field(name, &digest.0);
    }
    fields.finish()
}

/// Returns the digest of a JSON value: its types and content, not its formatting or key order.
pub(crate) fn value_digest(value: &Value) -> Digest {
    canonical_digest(&Canonical::of_value(value))
}

/// Returns the digest of a JSON value in its canonical form.
pub(super) fn canonical_digest(bytes: &[u8]) -> Digest {
    Fields::new("hotcast 2026 value")
        .field("canonical", bytes)
        .finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn material() -> KeyMaterial {
        let whole = InputKey::Whole(vec![Digest::of(b"a"), Digest::of(b"b")]);
        let columns = InputKey::Columns(vec![BTreeMap::from([(
            "count".to_owned(),
            Digest::of(b"c"),
        )])]);
        KeyMaterial::new(
            "train",
            "code",
            json!({ "size": 1, "order": [1, 0, 0], "name": "x" }),
            BTreeMap::from([("files".to_owned(), whole), ("series".to_owned(), columns)]),
        )
    }

    #[test]
    fn a_change_of_any_field_changes_the_key() {
        let mut variants = vec![material()];
        let mut vary = |change: &dyn Fn(&mut KeyMaterial)| {
            let mut varied = material();
            change(&mut varied);
            variants.push(varied);
        };
        vary(&|m| m.version += 1);
        vary(&|m| m.kind.push('x'));
        vary(&|m| m.code.push('x'));
        vary(&|m| m.params["size"] = json!(2));
        vary(&|m| m.params["size"] = json!(1.0));
        vary(&|m| m.params["size"] = json!("1"));
        vary(&|m| m.params["size"] = json!(null));
        vary(&|m| m.params["order"] = json!([1, 0]));
        vary(&|m| m.params["order"] = json!([[1, 0, 0]]));
        vary(&|m| m.params["order"] = json!([0, 0, 1]));
        vary(&|m| m.params = json!({ "size": 1, "order": [1, 0, 0] }));
        vary(&|m| m.params = json!({ "size": 1, "order": [1, 0, 0], "name": "x", "more": false }));
        vary(&|m| drop(m.inputs.remove("files")));
        vary(&|m| {
            let input = m.inputs.remove("files").unwrap();
            m.inputs.insert("filez".to_owned(), input);
        });
        vary(&|m| {
            drop(
                m.inputs
                    .insert("files".to_owned(), InputKey::Whole(vec![Digest::of(b"a")])),
            )
        });
        vary(&|m| {
            drop(m.inputs.insert(
                "files".to_owned(),
                InputKey::Whole(vec![Digest::of(b"a"), Digest::of(b"c")]),
            ))
        });
        vary(&|m| {
            let renamed = BTreeMap::from([("counts".to_owned(), Digest::of(b"c"))]);
            m.inputs
                .insert("series".to_owned(), InputKey::Columns(vec![renamed]));
        });
        vary(&|m| {
            drop(
                m.inputs
                    .insert("series".to_owned(), InputKey::Columns(vec![])),
            )
        });
        let keys: BTreeSet<Digest> = variants.iter().map(KeyMaterial::key).collect();
        assert_eq!(keys.len(), variants.len());
    }

    #[test]
    fn a_record_key_depends_on_its_material_and_the_step_but_not_on_the_inputs_as_a_whole() {
        let key = |m: &KeyMaterial| m.record_keys(&["name"], b"shared").key(b"values");
        let mut other = material();
        other.inputs.clear();
        assert_eq!(key(&material()), key(&other));
        other.params["name"] = json!("combined only");
        assert_eq!(key(&material()), key(&other));
        assert_ne!(
            key(&material()),
            material().record_keys(&[], b"shared").key(b"values")
        );
        other.params["size"] = json!(2);
        assert_ne!(key(&material()), key(&other));
        assert_ne!(
            key(&material()),
            material().record_keys(&["name"], b"shared").key(b"value")
        );
    }
}
