//! Conversions between JavaScript's numbers and objects and those of the crate.

use std::fmt::Display;

use sarima::Exog;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

// `js-sys` has these too, but links the support of promises into every module that uses it.
#[wasm_bindgen]
extern "C" {
    type Array;
    #[wasm_bindgen(constructor)]
    fn new() -> Array;
    #[wasm_bindgen(method)]
    fn push(this: &Array, item: &JsValue) -> u32;

    type Float64Array;
    #[wasm_bindgen(constructor)]
    fn from_slice(values: &[f64]) -> Float64Array;

    type Object;
    #[wasm_bindgen(constructor)]
    fn new_object() -> Object;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &Object, name: &str, value: JsValue);
}

/// The longest series accepted.
const MAX_LENGTH: usize = 1_000_000;

/// Any error as a JavaScript `Error` with its message.
pub(crate) fn error(error: impl Display) -> JsError {
    JsError::new(&error.to_string())
}

/// Refuses a series that would not fit into memory.
pub(crate) fn bounded(values: &[f64]) -> Result<&[f64], JsError> {
    if values.len() > MAX_LENGTH {
        return Err(error(format_args!(
            "`{}` values are more than a million",
            values.len()
        )));
    }
    Ok(values)
}

/// Regressors from their values one after the other, `periods` each.
pub(crate) fn exog(
    names: &[String],
    values: Option<Vec<f64>>,
    periods: usize,
) -> Result<Exog, JsError> {
    let values = values.unwrap_or_default();
    let expected = names.len().saturating_mul(periods);
    if values.len() != expected {
        return Err(error(format_args!(
            "`{}` regressor values, expected `{expected}`",
            values.len()
        )));
    }
    let column = |i: usize| values[i * periods..(i + 1) * periods].to_vec();
    let columns = (0..names.len()).map(column).collect();
    Exog::new(names.iter().cloned(), columns).map_err(error)
}

pub(crate) fn numbers(values: &[f64]) -> JsValue {
    Float64Array::from_slice(values).into()
}

/// A plain object.
pub(crate) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, JsValue)>) -> JsValue {
    let object = Object::new_object();
    for (name, value) in fields {
        object.set(name, value);
    }
    object.into()
}

pub(crate) fn list(items: impl Iterator<Item = JsValue>) -> JsValue {
    let list = Array::new();
    for item in items {
        list.push(&item);
    }
    list.into()
}
