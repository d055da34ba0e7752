//! The JSON Schema accepts every example workflow and refuses what the program refuses.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::Project;

fn schema() -> Value {
    Project::new().ok(&["schema"]).json()
}

/// What is wrong with a value, by the keywords of draft-07 that the schema uses; any other keyword fails the test.
fn faults(schema: &Value, root: &Value, value: &Value, path: &str, out: &mut Vec<String>) {
    let Some(rules) = schema.as_object() else {
        if schema == &json!(false) {
            out.push(format!("{path}: nothing is allowed here"));
        }
        return;
    };
    let count = |schema: &Value| {
        let mut inner = Vec::new();
        faults(schema, root, value, path, &mut inner);
        inner
    };
    for (keyword, rule) in rules {
        let ok = match keyword.as_str() {
            "$schema" | "title" | "description" | "default" | "definitions" | "format" | "then"
            | "examples" => true,
            "$ref" => {
                let target = root
                    .pointer(rule.as_str().unwrap().strip_prefix('#').unwrap())
                    .unwrap();
                faults(target, root, value, path, out);
                true
            }
            "type" => match rule {
                Value::Array(types) => types.iter().any(|rule| has_type(rule, value)),
                rule => has_type(rule, value),
            },
            "const" => rule == value,
            "enum" => rule.as_array().unwrap().contains(value),
            "required" => value.as_object().is_none_or(|object| {
                rule.as_array()
                    .unwrap()
                    .iter()
                    .all(|name| object.contains_key(name.as_str().unwrap()))
            }),
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        faults(rule, root, value, &format!("{path}.{name}"), out);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Value::as_object);
                for (name, value) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        faults(rule, root, value, &format!("{path}.{name}"), out);
                    }
                }
                true
            }
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    let rule = rule.as_array().map_or(Some(rule), |rules| rules.get(index));
                    rule.into_iter().for_each(|rule| {
                        faults(rule, root, value, &format!("{path}[{index}]"), out)
                    });
                }
                true
            }
            "anyOf" => rule
                .as_array()
                .unwrap()
                .iter()
                .any(|rule| count(rule).is_empty()),
            "oneOf" => {
                rule.as_array()
                    .unwrap()
                    .iter()
                    .filter(|rule| count(rule).is_empty())
                    .count()
                    == 1
            }
            "allOf" => {
                rule.as_array()
                    .unwrap()
                    .iter()
                    .for_each(|rule| faults(rule, root, value, path, out));
                true
            }
            "if" => {
                if count(rule).is_empty() {
                    faults(&rules["then"], root, value, path, out);
                }
                true
            }
            "pattern" => value
                .as_str()
                .is_none_or(|text| text.contains("${") || rule != r"\$\{[^}]+\}"),
            "minimum" => value.as_f64().is_none_or(|n| n >= rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|n| n <= rule.as_f64().unwrap()),
            "exclusiveMinimum" => value.as_f64().is_none_or(|n| n > rule.as_f64().unwrap()),
            "exclusiveMaximum" => value.as_f64().is_none_or(|n| n < rule.as_f64().unwrap()),
            "minLength" => value
                .as_str()
                .is_none_or(|text| text.len() as u64 >= rule.as_u64().unwrap()),
            "minItems" => value
                .as_array()
                .is_none_or(|list| list.len() as u64 >= rule.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|list| list.len() as u64 <= rule.as_u64().unwrap()),
            "minProperties" => value
                .as_object()
                .is_none_or(|object| object.len() as u64 >= rule.as_u64().unwrap()),
            "uniqueItems" => true,
            other => panic!("the schema uses `{other}`, which this test does not know"),
        };
        if !ok {
            out.push(format!("{path}: {keyword} {rule}"));
        }
    }
}

fn has_type(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("unknown type {other}"),
    }
}

fn faults_of(schema: &Value, yaml: &str) -> Vec<String> {
    let options = serde_saphyr::options! { strict_booleans: true };
    let value: Value = serde_saphyr::from_str_with_options(yaml, options).unwrap();
    let mut out = Vec::new();
    faults(schema, schema, &value, "workflow", &mut out);
    out
}

#[test]
fn every_example_workflow_is_valid_by_schema_and_by_the_program() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflows");
    let mut seen = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(
                faults_of(&schema, &text),
                Vec::<String>::new(),
                "{}",
                path.display()
            );
            Project::new().ok(&["validate", path.to_str().unwrap()]);
            seen += 1;
        }
    }
    assert!(seen >= 1, "there are no example workflows");
}

#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = schema();
    let base = "version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    run: x\n    outputs: { o: o.txt }\n";
    assert!(faults_of(&schema, base).is_empty());
    for (from, to) in [
        ("version: 1", "version: 2"),
        ("uses: command", "uses: comand"),
        ("    run: x\n", ""),
        ("run: x", "run: x\n    extra: 1"),
        ("run: x", "run: 1"),
        ("name: w\n", ""),
    ] {
        let broken = base.replace(from, to);
        assert!(
            !faults_of(&schema, &broken).is_empty(),
            "the schema accepts\n{broken}"
        );
        let project = Project::new();
        project.write("w.yaml", &broken);
        assert_eq!(
            project.run(&["validate", "w.yaml"]).code,
            Some(2),
            "the program accepts\n{broken}"
        );
    }
}
