//! The logical content of a JSON document.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Digest;
use super::key::value_digest;

/// The digest of a document without the keys that do not count, at any depth.
pub(super) fn read(path: &Path, volatile: &[String]) -> Result<Digest, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let mut value: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    if !volatile.is_empty() {
        remove(&mut value, volatile);
    }
    Ok(value_digest(&value))
}

fn remove(value: &mut Value, names: &[String]) {
    match value {
        Value::Object(object) => {
            names.iter().for_each(|name| {
                object.remove(name);
            });
            object.values_mut().for_each(|value| remove(value, names));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| remove(value, names)),
        _ => {}
    }
}
