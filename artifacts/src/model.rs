//! `models/<id>.json` and `models/all.json`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sarima::{Model, ModelError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::Freq;

/// The model of one hotspot.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ModelDocument {
    /// Version of this document's form.
    pub schema_version: u32,
    /// The hotspot.
    pub hotspot_id: i64,
    /// Length of a period.
    pub freq: Freq,
    /// The first observed period.
    pub first_period: NaiveDate,
    /// The last observed period; the model forecasts those after it.
    pub last_period: NaiveDate,
    /// The reason why the model is not of the method asked for, where it is not.
    pub fallback_reason: Option<String>,
    /// The group of hotspots with a season of the same shape, where groups were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape_group: Option<u32>,
    /// The model as the crate `sarima` writes it.
    // As text, so that a copy of the document has every number as it was written.
    #[schemars(with = "Map<String, Value>")]
    pub model: Box<RawValue>,
}

impl ModelDocument {
    /// Reads the model.
    ///
    /// # Errors
    /// When it is not a model that `sarima` can read.
    pub fn model(&self) -> Result<Model, ModelError> {
        Model::from_json(self.model.get())
    }
}

/// The models of all hotspots.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ModelCollection {
    /// Version of this document's form.
    pub schema_version: u32,
    /// The documents by hotspot.
    #[schemars(with = "BTreeMap<String, ModelDocument>")]
    pub models: BTreeMap<i64, ModelDocument>,
}
