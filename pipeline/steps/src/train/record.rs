//! One hotspot's model as the cache keeps it.

use std::collections::BTreeMap;

use hotcast_artifacts::{ModelDocument, SCHEMA_VERSION};
use rayon::prelude::*;
use sarima::Model;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::calendar::Calendar;
use crate::forecasting::{FittedSeries, SeriesErrors, calibrations};

/// A hotspot's model as it is published, and how long its fit took.
///
/// The time is of the machine and not of the model, so it is kept beside the document and never in
/// it: documents of equal series are equal byte by byte.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TrainRecord {
    pub(super) elapsed_ms: f64,
    pub(super) document: ModelDocument,
    /// The errors by which the model is calibrated, where it is.
    pub(super) errors: Option<SeriesErrors>,
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
        errors: Option<SeriesErrors>,
        elapsed_ms: f64,
    ) -> serde_json::Result<Self> {
        Ok(Self {
            elapsed_ms,
            errors,
            document: ModelDocument {
                schema_version: SCHEMA_VERSION,
                hotspot_id: id,
                freq: calendar.freq,
                first_period: calendar.first,
                last_period: calendar.last_observed,
                fallback_reason: fitted.fallback_reason.clone(),
                shape_group: None,
                model: written(&fitted.model)?,
            },
        })
    }
}

/// Gives the model of each record the distribution of errors that all of them show together.
///
/// # Errors
/// When a document does not hold a model, or cannot be written.
pub(super) fn calibrate(records: &mut [TrainRecord]) -> anyhow::Result<()> {
    let errors: Vec<Option<&SeriesErrors>> = records.iter().map(|r| r.errors.as_ref()).collect();
    let found = calibrations(&errors);
    records
        .par_iter_mut()
        .zip(found)
        .filter(|(_, calibration)| calibration.is_some())
        .try_for_each(|(record, calibration)| {
            let model = record.document.model()?.calibrated(calibration);
            record.document.model = written(&model)?;
            Ok(())
        })
}

/// The document of a model as it is published.
fn written(model: &Model) -> serde_json::Result<Box<RawValue>> {
    sorted(&RawValue::from_string(model.to_json())?)
}

/// A document with its fields in the order of their names, as published models have them.
///
/// Numbers are copied as they are written.
fn sorted(document: &RawValue) -> serde_json::Result<Box<RawValue>> {
    let text = document.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            let fields: BTreeMap<String, Box<RawValue>> = (fields.into_iter())
                .map(|(name, value)| Ok((name, sorted(value)?)))
                .collect::<serde_json::Result<_>>()?;
            to_raw_value(&fields)
        }
        Some(b'[') if text.contains('{') => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            let items: Vec<Box<RawValue>> = (items.into_iter())
                .map(sorted)
                .collect::<serde_json::Result<_>>()?;
            to_raw_value(&items)
        }
        _ => Ok(document.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sorted_at_every_depth_and_numbers_stay_as_they_are_written() {
        let text = r#"{"b":[{"z":1,"y":[2,3]},-0],"a":{"d":5.0e-5,"c":"}{"}}"#;
        let document = RawValue::from_string(text.to_owned()).unwrap();
        assert_eq!(
            sorted(&document).unwrap().get(),
            r#"{"a":{"c":"}{","d":5.0e-5},"b":[{"y":[2,3],"z":1},-0]}"#
        );
    }
}
