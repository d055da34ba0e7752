//! One hotspot's model as the cache keeps it.

use std::collections::BTreeMap;

use hotcast_artifacts::{ModelDocument, SCHEMA_VERSION};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::calendar::Calendar;
use crate::forecasting::FittedSeries;

/// A hotspot's model as it is published, and how long its fit took.
///
/// The time is of the machine and not of the model, so it is kept beside the document and never in
/// it: documents of equal series are equal byte by byte.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TrainRecord {
    pub(super) elapsed_ms: f64,
    pub(super) document: ModelDocument,
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
        elapsed_ms: f64,
    ) -> serde_json::Result<Self> {
        let model = RawValue::from_string(fitted.model.to_json())?;
        Ok(Self {
            elapsed_ms,
            document: ModelDocument {
                schema_version: SCHEMA_VERSION,
                hotspot_id: id,
                freq: calendar.freq,
                first_period: calendar.first,
                last_period: calendar.last_observed,
                fallback_reason: fitted.fallback_reason.clone(),
                shape_group: None,
                model: sorted(&model)?,
            },
        })
    }
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
