//! One hotspot's model, as the cache keeps it and as it is published.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::calendar::{Calendar, Freq};
use crate::forecasting::FittedSeries;

/// A hotspot's model as `models/<id>.json` has it, with the figures of `training.parquet`.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// The reason why the model is not of the method asked for, where it is not.
    pub fallback_reason: Option<String>,
    /// The group of hotspots with a season of the same shape, where groups were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape_group: Option<u32>,
    /// The model document, as text: it is written once and copied from then on.
    pub model: Box<RawValue>,
    /// Figures that only some models have.
    #[serde(skip)]
    pub figures: Figures,
}

/// Figures of the fit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// The method of the model.
    pub method: String,
    /// `true` if the likelihood was maximised, or the method maximises none.
    pub converged: bool,
    /// Iterations of the optimiser.
    pub iterations: i32,
    /// Log-likelihood.
    pub llf: Option<f64>,
    /// Corrected information criterion.
    pub aicc: Option<f64>,
}

/// A record and how long its fit took.
///
/// The time is of the machine and not of the model, so it is kept beside the record and never in
/// it: records of equal series are equal byte by byte.
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
        timed.record.figures = Figures::of(&timed.record.model)?;
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
            schema_version: hotcast_artifacts::SCHEMA_VERSION,
            hotspot_id: id,
            freq: calendar.freq,
            first_period: calendar.first,
            last_period: calendar.last_observed,
            fallback_reason: fitted.fallback_reason.clone(),
            shape_group: None,
            model: sorted(&fitted.model.to_json())?,
            figures: Figures::default(),
        })
    }
}

/// A document with its fields in the order of their names, as published models have them.
fn sorted(document: &str) -> serde_json::Result<Box<RawValue>> {
    to_raw_value(&serde_json::from_str::<Value>(document)?)
}

impl Figures {
    /// Reads the figures out of a model document.
    fn of(model: &RawValue) -> serde_json::Result<Self> {
        let Head {
            method,
            converged,
            iterations,
            llf,
            aicc,
        } = serde_json::from_str(model.get())?;
        Ok(Self {
            method,
            converged: converged.unwrap_or(true),
            iterations: iterations.unwrap_or(0),
            llf,
            aicc,
        })
    }
}

/// The fields of a model document that are figures; methods that maximise nothing have only one.
#[derive(Deserialize)]
struct Head {
    method: String,
    converged: Option<bool>,
    iterations: Option<i32>,
    llf: Option<f64>,
    aicc: Option<f64>,
}
