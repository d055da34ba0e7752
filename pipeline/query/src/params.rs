//! The parameters of `uses: query`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use hotcast_runner::{FilePattern, StepRef};

/// Makes a table by a SQL query over outputs of steps and files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// One `SELECT`, in the dialect of Polars. Its tables are the names of `inputs`.
    pub sql: String,
    /// The tables by name.
    pub inputs: BTreeMap<String, QueryInput>,
    /// The kind of table that the result must be.
    /// By default it is `incidents` if the result has the columns `time`, `lon` and `lat`, `series`
    /// if it has `hotspot_id`, `period` and `count`, and `table` otherwise.
    #[serde(rename = "as", default)]
    pub kind: Option<TableKind>,
}

/// The kind of table that a query makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// Incidents as `convert` writes them: columns and types are checked, and converted where
    /// nothing is lost.
    Incidents,
    /// Series as `series` writes them, checked in the same way.
    Series,
    /// Any table.
    Table,
}

/// One table of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a step, a step with one of its outputs (`step.output`), or `{ files: pattern }`"
)]
pub enum QueryInput {
    /// An output of another step. Without an output's name, the output that is called like the
    /// table, or the only one.
    Step(StepRef),
    /// Parquet, CSV or NDJSON files outside the cache; several files are one table.
    Files(QueryFiles),
}

/// Files that a query reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryFiles {
    /// A path or glob, or several.
    pub files: FilePattern,
}
