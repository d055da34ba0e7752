//! The message to the process that computes a query, and its answer.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::params::TableKind;

/// A query to compute.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) sql: String,
    pub(crate) kind: Option<TableKind>,
    /// The files of each table.
    pub(crate) tables: BTreeMap<String, Vec<TableFile>>,
    /// The Parquet file to write.
    pub(crate) output: PathBuf,
    /// `true` for sums that depend on the order of rows.
    pub(crate) in_order: bool,
}

/// One file of a table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TableFile {
    pub(crate) path: PathBuf,
    /// The name in messages.
    pub(crate) label: String,
}

/// The counts of a query that was computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rows {
    /// The rows of each table.
    pub(crate) read: BTreeMap<String, u64>,
    /// The rows of the result.
    pub(crate) written: u64,
}

/// The answer: counts, or the mistake to report.
pub(crate) type Answer = Result<Rows, Failure>;
