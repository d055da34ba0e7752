//! The record of a computed step: the content of its inputs, and the files that it produced.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Content, Digest, Fields, KeyMaterial, Names};

/// The record of a computed step: its dependencies and its outputs. It is written last, so that
/// everything it names is already in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// The key that the record is stored under.
    pub key: Digest,
    /// Everything that the key is a digest of. Kept in full, so that a later run can say which part
    /// of it changed.
    pub material: KeyMaterial,
    /// Names for the digests in `material`, for people. They are not part of the key: a file that
    /// is renamed does not recompute a step.
    pub labels: BTreeMap<String, Vec<Label>>,
    /// The files of each output, by the output's name.
    pub(crate) outputs: BTreeMap<String, Vec<Part>>,
    /// The step's counters, by name.
    pub(crate) counts: BTreeMap<String, u64>,
    /// Remarks of the step on its result.
    // Absent when empty, here and below: records written before the field existed still parse.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) findings: Vec<String>,
    /// The packs that hold the step's records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) packs: Vec<Digest>,
    /// The records' names and keys, in the step's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<(String, Digest)>,
    /// The time of the computation in milliseconds since 1970, for people.
    pub(crate) created_ms: u64,
    /// The computing time, in milliseconds.
    pub(crate) elapsed_ms: u64,
    /// The largest resident memory during the step.
    pub(crate) max_rss_bytes: u64,
}

/// A name for one part of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub(crate) name: String,
    /// The digest of the part's content as the step reads it.
    pub(crate) digest: Digest,
    /// The file in the store, for a part that comes from another step.
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
    /// The part's source, for people.
    pub(crate) label: String,
    /// The source files that the part names; `None` if it names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) names: Option<Names>,
}

impl Action {
    /// The number of rows in all tables; `None` if no output is a table.
    pub fn rows(&self) -> Option<u64> {
        self.outputs
            .values()
            .flatten()
            .filter_map(|part| part.content.rows())
            .reduce(|a, b| a + b)
    }

    /// The size of all outputs in bytes.
    pub fn bytes(&self) -> u64 {
        self.outputs.values().flatten().map(|part| part.bytes).sum()
    }
}

/// Returns one digest for the content of an output, in whatever order its parts are.
pub(crate) fn parts_digest(parts: &[Part]) -> Digest {
    let mut digests: Vec<Digest> = parts.iter().map(|part| part.content.digest(None)).collect();
    // Parts are finished in the order of the threads; sorted, two runs with the same parts agree.
    digests.sort();
    let mut fields = Fields::new("hotcast 2026 output");
    digests.iter().for_each(|digest| {
        fields.field("part", &digest.0);
    });
    fields.finish()
}
