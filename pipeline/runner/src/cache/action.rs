use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Content, Digest, Fields, KeyMaterial, Names};

/// The record that a step has been computed: what it depended on and what came out. It is written last, so that everything it names is in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// The key that it is found by.
    pub key: Digest,
    /// Everything that the key is a digest of.
    pub material: KeyMaterial,
    /// What the digests in `material` belong to, for people.
    pub labels: BTreeMap<String, Vec<Label>>,
    pub(crate) outputs: BTreeMap<String, Vec<Part>>,
    /// What the step counted.
    pub(crate) counts: BTreeMap<String, u64>,
    /// What the step said of its result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) findings: Vec<String>,
    /// The packs that hold the step's records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) packs: Vec<Digest>,
    /// The records' names and keys, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<(String, Digest)>,
    /// When it was computed, in milliseconds since 1970, for people and for the order in which garbage is collected.
    pub(crate) created_ms: u64,
    pub(crate) elapsed_ms: u64,
    pub(crate) max_rss_bytes: u64,
}

/// A name for one part of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub(crate) name: String,
    /// The digest of what is read of it.
    pub(crate) digest: Digest,
    /// The file of the store, for what comes from another step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) blob: Option<Digest>,
}

/// One file of an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The digest of its bytes, which is its name in the store.
    pub(crate) blob: Digest,
    pub(crate) bytes: u64,
    pub(crate) content: Content,
    /// What it was made of, for people.
    pub(crate) label: String,
    /// The source files that it names, where it names any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) names: Option<Names>,
}

impl Action {
    /// Rows in all tables of an output.
    pub fn rows(&self) -> Option<u64> {
        self.outputs
            .values()
            .flatten()
            .filter_map(|part| part.content.rows())
            .reduce(|a, b| a + b)
    }

    /// Bytes of all outputs.
    pub fn bytes(&self) -> u64 {
        self.outputs.values().flatten().map(|part| part.bytes).sum()
    }
}

/// One digest for the content of an output, whatever the order of its parts.
pub(crate) fn parts_digest(parts: &[Part]) -> Digest {
    let mut digests: Vec<Digest> = parts.iter().map(|part| part.content.digest(None)).collect();
    digests.sort();
    let mut fields = Fields::new("hotcast 2026 output");
    digests.iter().for_each(|digest| {
        fields.field("part", &digest.0);
    });
    fields.finish()
}
