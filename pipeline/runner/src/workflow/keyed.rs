//! The parameters in a step's key, and the step that computes. It is made of these alone, so that
//! nothing left out of the key can reach its outputs.

use serde_json::Value;

use super::graph::PlannedInput;
use crate::step::{AnyStep, Publish, StepKind};

/// Returns the parameters with a null in place of each reference, and the file's extension in place
/// of each destination: content counts, names do not.
pub(super) fn keyed_params(
    mut params: Value,
    inputs: &[PlannedInput],
    publish: &[Publish],
) -> Value {
    for input in inputs {
        replace(&mut params, &input.slot, |_| Value::Null);
    }
    for publish in publish {
        match publish {
            Publish::Generation { field, .. } => replace(&mut params, field, |_| Value::Null),
            Publish::File { field, .. } => {
                replace(&mut params, field, |_| ending(publish).into());
            }
        }
    }
    params
}

/// Makes the step that computes: like the one that was read, but with the names of parameters in
/// place of their references, and without destinations.
pub(super) fn computing(
    kind: &StepKind,
    mut params: Value,
    inputs: &[PlannedInput],
    publish: &[Publish],
) -> serde_json::Result<Box<dyn AnyStep>> {
    for input in inputs {
        replace(&mut params, &input.slot, |value| {
            stand_in(value, &input.slot)
        });
    }
    for publish in publish {
        let (Publish::Generation { field, .. } | Publish::File { field, .. }) = publish;
        let place = match ending(publish) {
            Some(ending) => format!("published.{ending}"),
            None => "published".to_owned(),
        };
        replace(&mut params, field, |_| place.into());
    }
    let step = kind.rebuild(params.clone())?;
    // A type that drops or changes a parameter on the way would compute something else than its key
    // says.
    if step.params()? == params {
        Ok(step)
    } else {
        Err(serde::ser::Error::custom(
            "reading them back gives other values",
        ))
    }
}

/// The extension of a published file, which can decide its form.
fn ending(publish: &Publish) -> Option<&str> {
    match publish {
        Publish::Generation { .. } => None,
        Publish::File { to, .. } => to.extension().and_then(|ending| ending.to_str()),
    }
}

/// Returns a reference of the same shape that says nothing: one name for a step, a file or a list
/// of files.
fn stand_in(value: &Value, name: &str) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| (key.clone(), stand_in(value, name));
            Value::Object(fields.iter().map(field).collect())
        }
        _ => name.into(),
    }
}

/// Replaces the value at a path of names, and of numbers in lists.
fn replace(params: &mut Value, path: &str, by: impl FnOnce(&Value) -> Value) {
    let place = path
        .split('.')
        .try_fold(params, |params, name| match params {
            Value::Array(items) => name.parse().ok().and_then(|at: usize| items.get_mut(at)),
            _ => params.get_mut(name),
        });
    if let Some(place) = place {
        *place = by(place);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_in_a_list_is_replaced_by_its_number() {
        let mut params = json!({ "columns": [{ "from": "a" }, { "from": { "files": "b" } }] });
        replace(&mut params, "columns.1.from", |_| Value::Null);
        replace(&mut params, "columns.2.from", |_| Value::Null);
        replace(&mut params, "columns.from", |_| Value::Null);
        assert_eq!(
            params,
            json!({ "columns": [{ "from": "a" }, { "from": null }] })
        );
    }
}
