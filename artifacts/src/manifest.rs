//! `manifest.json`: what a publication is, and which files it has. Fields are in alphabetical order, which is
//! the order of the file.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Freq;

/// The manifest of one generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// West, south, east, north in degrees; west is greater than east across 180°. `null` without hotspots.
    #[serde(default)]
    pub bbox: Option<[f64; 4]>,
    /// Counts of rows, hotspots, periods and models.
    #[serde(default)]
    pub counts: Counts,
    /// The cell size of `density.parquet` in degrees.
    #[serde(default)]
    pub density_cell_deg: Option<f64>,
    /// The files, by path.
    pub files: Vec<FileEntry>,
    /// The first observed period.
    pub first_period: NaiveDate,
    /// The length of a period.
    pub freq: Freq,
    /// The name of the generation, from the digests of its files. The runner adds it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub generation: String,
    /// Days in which an incident lost half its weight where hotspots were found and ranked; `null`
    /// if old ones weighed as much as new ones.
    #[serde(default)]
    pub half_life_days: Option<f64>,
    /// The last observed period.
    pub last_period: NaiveDate,
    /// The parameters that the workflow publishes. The runner adds them.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
    /// Version of this document's form.
    pub schema_version: u32,
    /// The name in the workflow file. The runner adds it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub workflow: String,
}

/// Counts of a generation. `null` is "not known", never 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Models that are not of the method asked for.
    #[serde(default)]
    pub fallbacks: u64,
    /// Hotspots.
    #[serde(default)]
    pub hotspots: u64,
    /// Incidents that were clustered, counts and corrections summed.
    #[serde(default)]
    pub incidents: Option<f64>,
    /// Models.
    #[serde(default)]
    pub models: u64,
    /// Observed periods.
    #[serde(default)]
    pub periods: u64,
    /// Kept rows that a later step left out.
    #[serde(default)]
    pub rows_filtered: Option<u64>,
    /// Rows of the source.
    #[serde(default)]
    pub rows_in: Option<u64>,
    /// Rows that became incidents.
    #[serde(default)]
    pub rows_kept: Option<u64>,
    /// Rows that `keep` and `drop` of the step that read the files left out; absent without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_left_out: Option<u64>,
    /// Rejected rows that are faulty in themselves.
    #[serde(default)]
    pub rows_malformed: Option<u64>,
    /// Rows that did not become incidents, those of `rows_left_out` aside.
    #[serde(default)]
    pub rows_rejected: Option<u64>,
}

/// A file of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileEntry {
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub blake3: String,
    /// Its length.
    pub bytes: u64,
    /// Its path in the generation, with forward slashes.
    pub path: String,
}
