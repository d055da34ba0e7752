use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::{
    CalendarDocument, EvaluationDocument, HotspotCollection, Manifest, ModelCollection,
    ModelDocument,
};

/// The JSON Schema (draft-07) of each document, with its name: `manifest`, `hotspots`, ….
pub fn schemas() -> Vec<(&'static str, Schema)> {
    fn of<T: JsonSchema>() -> Schema {
        // As it is written: what may be absent when read is there when written.
        let settings = SchemaSettings::draft07().for_serialize();
        settings.into_generator().into_root_schema_for::<T>()
    }
    vec![
        ("manifest", of::<Manifest>()),
        ("hotspots", of::<HotspotCollection>()),
        ("calendar", of::<CalendarDocument>()),
        ("model", of::<ModelDocument>()),
        ("models", of::<ModelCollection>()),
        ("evaluation", of::<EvaluationDocument>()),
    ]
}
