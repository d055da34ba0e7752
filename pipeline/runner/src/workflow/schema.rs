//! The JSON Schema (draft-07) of workflow files, generated from the parameter types of the kinds.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::step::{Limits, Registry};

/// The pattern of a reference to a parameter, which may stand for any value.
const TEMPLATE: &str = r"\$\{[^}]+\}";

/// Returns the JSON Schema of a workflow file that uses the kinds of a registry.
pub fn schema(registry: Registry) -> Value {
    // Draft-07, which the YAML language servers of editors support.
    let mut generator = SchemaSettings::draft07().into_generator();
    let kinds: Vec<(&str, Value)> = registry
        .kinds()
        .iter()
        .map(|kind| (kind.name, kind.schema(&mut generator)))
        .collect();
    let limits = Limits::json_schema(&mut generator).to_value();
    let mut definitions: Map<String, Value> = generator.take_definitions(true);
    definitions.values_mut().for_each(allow_templates);
    let names: Vec<&str> = kinds.iter().map(|(name, _)| *name).collect();
    let branches: Vec<Value> = kinds
        .into_iter()
        .map(|(name, params)| branch(name, params, &limits))
        .collect();
    definitions.insert(
        "step".to_owned(),
        json!({
            "type": "object",
            "required": ["uses"],
            "properties": { "uses": { "description": "The kind of step.", "enum": names } },
            // One `if`/`then` for each kind rather than a `oneOf`: a mistake is reported against
            // the kind that is used, not against all.
            "allOf": branches,
        }),
    );
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Hotcast workflow",
        "type": "object",
        "required": ["version", "name", "steps"],
        "additionalProperties": false,
        "properties": {
            "version": { "description": "The version of the workflow language.", "const": 1 },
            "name": { "description": "The workflow's name.", "type": "string", "minLength": 1 },
            "description": { "description": "What the workflow is for.", "type": "string" },
            "params": {
                "description": "Values that steps use as `${params.name}` and that `--set name=value` replaces.",
                "type": "object",
            },
            "publish_params": {
                "description": "The names of the parameters that may be shown with results: in manifests, in reports and in the events of a run. None by default.",
                "type": "array",
                "items": { "type": "string" },
            },
            "steps": {
                "description": "The steps by name. Their order does not matter: references give the dependencies.",
                "type": "object",
                "minProperties": 1,
                "additionalProperties": { "$ref": "#/definitions/step" },
            },
        },
        "definitions": definitions,
    })
}

/// The rule that a step which uses `kind` has that kind's parameters and no others.
fn branch(kind: &str, mut params: Value, limits: &Value) -> Value {
    let limits = limits.get("properties").and_then(Value::as_object);
    let properties = params.get_mut("properties").and_then(Value::as_object_mut);
    if let (Some(limits), Some(properties)) = (limits, properties) {
        properties.extend(limits.clone());
    }
    allow_templates(&mut params);
    if let Some(object) = params.as_object_mut() {
        object.remove("$schema");
        object.remove("title");
        let properties = object.entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert("uses".to_owned(), json!({ "const": kind }));
            properties.insert(
                "description".to_owned(),
                json!({ "description": "What the step is for.", "type": "string" }),
            );
            properties.insert(
                "each".to_owned(),
                json!({
                    "description": "Lists of values; the step is repeated for each combination, as `name/value`, with `${each.list}` standing for the value.",
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": { "type": "array", "minItems": 1 },
                }),
            );
        }
    }
    json!({
        "if": { "required": ["uses"], "properties": { "uses": { "const": kind } } },
        "then": params,
    })
}

/// Allows a template for each property and each list element that is not a plain string already.
fn allow_templates(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        properties.values_mut().for_each(or_template)
                    }
                    ("items" | "additionalProperties", value @ Value::Object(_)) => {
                        or_template(value)
                    }
                    ("items", Value::Array(items)) => items.iter_mut().for_each(or_template),
                    ("anyOf" | "oneOf" | "allOf", Value::Array(variants)) => {
                        variants.iter_mut().for_each(allow_templates)
                    }
                    _ => {}
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(allow_templates),
        _ => {}
    }
}

fn or_template(schema: &mut Value) {
    allow_templates(schema);
    let is_plain_string = schema.get("type") == Some(&json!("string"))
        && schema.get("enum").is_none()
        && schema.get("pattern").is_none();
    if is_plain_string {
        return;
    }
    let mut outer = Map::new();
    // Kept outside of the `anyOf`, where editors look for them.
    for key in ["description", "default"] {
        if let Some(value) = schema.as_object_mut().and_then(|object| object.remove(key)) {
            outer.insert(key.to_owned(), value);
        }
    }
    outer.insert(
        "anyOf".to_owned(),
        json!([schema.take(), { "type": "string", "pattern": TEMPLATE }]),
    );
    *schema = Value::Object(outer);
}
