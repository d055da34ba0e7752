//! The record that the cache keeps of one hotspot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::forecasting::{ForecastMethod, Scores};

/// The scores of each method on one hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct EvaluateRecord {
    pub(super) id: i64,
    /// The method that `best` chose, where it was asked for.
    pub(super) chosen: Option<ForecastMethod>,
    pub(super) scores: BTreeMap<ForecastMethod, Scores>,
}
