//! What the cache keeps of one hotspot.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calendar::{Calendar, Freq};
use crate::forecasting::FittedSeries;

/// A hotspot's model as `models/<id>.json` has it, with the figures of `training.parquet`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainRecord {
    /// Version of this document's form.
    pub schema_version: u32,
    /// The hotspot.
    pub hotspot_id: i64,
    /// Length of a period.
    pub freq: Freq,
    /// The first observed period.
    pub first_period: NaiveDate,
    /// The last observed period.
    pub last_period: NaiveDate,
    /// Why the model is not of the method asked for, where it is not.
    pub fallback_reason: Option<String>,
    /// The group of hotspots with a season of the same shape, where groups were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape_group: Option<u32>,
    /// The model document.
    pub model: Value,
    /// Figures that only some models have.
    #[serde(skip)]
    pub figures: Figures,
}

/// Figures of the fit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Whether the likelihood was maximised.
    pub converged: bool,
    /// Iterations of the optimiser.
    pub iterations: i32,
    /// Log-likelihood.
    pub llf: Option<f64>,
    /// Corrected information criterion.
    pub aicc: Option<f64>,
}

/// A record and how long its fit took. The time is of the machine and not of the model, so it is
/// kept beside the record and never in it: what is made of equal series is equal byte by byte.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TimedRecord {
    pub(super) elapsed_ms: f64,
    pub(super) record: TrainRecord,
}

impl TimedRecord {
    /// Reads a record and, from its model, the figures.
    ///
    /// # Errors
    /// When the bytes are not a record.
    pub(super) fn from_bytes(bytes: &[u8]) -> serde_json::Result<Self> {
        let mut timed: Self = serde_json::from_slice(bytes)?;
        timed.record = timed.record.with_figures();
        Ok(timed)
    }
}

impl TrainRecord {
    /// The record of a fitted series.
    ///
    /// # Errors
    /// When the model cannot be written as JSON.
    pub(super) fn new(
        id: i64,
        calendar: &Calendar,
        fitted: &FittedSeries,
    ) -> serde_json::Result<Self> {
        Ok(Self {
            schema_version: 1,
            hotspot_id: id,
            freq: calendar.freq,
            first_period: calendar.first,
            last_period: calendar.last_observed,
            fallback_reason: fitted.fallback_reason.clone(),
            shape_group: None,
            model: serde_json::from_str(&fitted.model.to_json())?,
            figures: Figures::default(),
        })
    }

    /// The record with the figures of its model.
    fn with_figures(mut self) -> Self {
        let model = &self.model;
        self.figures = Figures {
            // Methods that maximise nothing have nothing to converge.
            converged: model
                .get("converged")
                .and_then(Value::as_bool)
                .unwrap_or(true),
            iterations: model.get("iterations").and_then(Value::as_i64).unwrap_or(0) as i32,
            llf: model.get("llf").and_then(Value::as_f64),
            aicc: model.get("aicc").and_then(Value::as_f64),
        };
        self
    }

    /// The method of the model.
    pub fn method(&self) -> &str {
        self.model
            .get("method")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}
