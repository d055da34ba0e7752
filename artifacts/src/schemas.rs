use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::{
    CalendarDocument, EvaluationDocument, HotspotCollection, Manifest, ModelCollection,
    ModelDocument, NextCollection,
};

/// The JSON Schema (draft-07) of each document, with its name: `manifest`, `hotspots`, ….
pub fn schemas() -> Vec<(&'static str, Value)> {
    fn of<T: JsonSchema>() -> Value {
        // As it is written: what may be absent when read is there when written.
        let settings = SchemaSettings::draft07().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<T>();
        let mut schema = schema.to_value();
        // Some package may turn on `preserve_order` of `serde_json`.
        schema.sort_all_objects();
        schema
    }
    vec![
        ("manifest", of::<Manifest>()),
        ("hotspots", of::<HotspotCollection>()),
        ("next", of::<NextCollection>()),
        ("calendar", of::<CalendarDocument>()),
        ("model", of::<ModelDocument>()),
        ("models", of::<ModelCollection>()),
        ("evaluation", of::<EvaluationDocument>()),
    ]
}
